// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "base/write_all.h"

namespace netkeel {
namespace {

/// Why nothing can be put at `path`, where that can be said beforehand.
Result<void> CheckTarget(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    if (S_ISREG(status.st_mode)) return {};
    return Fail(ErrorCode::kBadInput,
                path + ": is not a plain file and is left alone; name a file to make or replace");
  }
  if (errno == ENOENT && !path.empty() && path.back() != '/') return {};
  return Fail(ErrnoError(path, errno));
}

}  // namespace

Result<OutputFile> OutputFile::Open(const std::string& path) {
  if (auto usable = CheckTarget(path); !usable) return Fail(usable.error());
  // Ends otherwise than `path`: node-exporter reads what ends in .prom.
  std::string temporary = path + ".XXXXXX";
  UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return Fail(ErrnoError("a file beside " + path + " cannot be made", errno));
  return OutputFile(path, std::move(temporary), std::move(fd));
}

OutputFile::~OutputFile() {
  if (fd_) ::unlink(temporary_.c_str());
}

Result<void> OutputFile::Write(std::string_view text) {
  empty_ = empty_ && text.empty();
  const int failure = WriteAll(fd_.get(), text);
  if (failure == 0) return {};
  return Fail(ErrnoError(path_ + " cannot be written", failure));
}

Result<void> OutputFile::Commit(mode_t mode) {
  const bool done = ::fchmod(fd_.get(), mode) == 0 && ::fsync(fd_.get()) == 0 &&
                    ::rename(temporary_.c_str(), path_.c_str()) == 0;
  if (!done) return Fail(ErrnoError(path_ + " cannot be written", errno));
  fd_ = UniqueFd();
  return {};
}

Result<void> CheckOutput(const std::string& path, const std::vector<std::string>& read) {
  struct stat there {};
  const bool is_there = ::stat(path.c_str(), &there) == 0;
  for (const std::string& input : read) {
    struct stat status {};
    if (!is_there || ::stat(input.c_str(), &status) != 0) continue;
    if (status.st_dev != there.st_dev || status.st_ino != there.st_ino) continue;
    return Fail(ErrorCode::kBadInput,
                path + ": is what is to be read, and would be replaced; name another file");
  }
  auto file = OutputFile::Open(path);
  if (!file) return Fail(file.error());
  return {};
}

Result<void> WriteFileAtomically(const std::string& path, std::string_view text, mode_t mode) {
  auto file = OutputFile::Open(path);
  if (!file) return Fail(file.error());
  if (auto written = file->Write(text); !written) return written;
  return file->Commit(mode);
}

}  // namespace netkeel
