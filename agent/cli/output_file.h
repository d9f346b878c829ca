// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "cli/sink.h"

namespace netkeel {

inline constexpr mode_t kReadableByAll = 0644;

/// A file that is replaced whole or not at all: what is written goes to a temporary file beside it,
/// which takes its place in Commit and is gone without.
class OutputFile : public Sink {
 public:
  /// kBadInput where something other than a plain file is there: a link, a folder, a device, a
  /// pipe. The folder must be there.
  static Result<OutputFile> Open(const std::string& path);

  OutputFile(OutputFile&& other) noexcept = default;
  OutputFile& operator=(OutputFile&& other) = delete;
  ~OutputFile() override;

  Result<void> Write(std::string_view text) override;

  bool empty() const { return empty_; }

  /// Durable, with this mode whatever the umask. A reader never sees half of it.
  Result<void> Commit(mode_t mode = kReadableByAll);

 private:
  OutputFile(std::string path, std::string temporary, UniqueFd fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(std::move(fd)) {}

  std::string path_;
  std::string temporary_;
  bool empty_ = true;
  UniqueFd fd_;  ///< none once it is committed or moved from
};

/// Whether that can be, before anything is done for it: the errors of OutputFile::Open, and
/// kBadInput where `path` is one of `read`, which would be gone. Leaves nothing.
Result<void> CheckOutput(const std::string& path, const std::vector<std::string>& read);

/// An OutputFile in one step.
Result<void> WriteFileAtomically(const std::string& path, std::string_view text,
                                 mode_t mode = kReadableByAll);

}  // namespace netkeel
