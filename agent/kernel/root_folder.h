// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace netkeel {

/// Which symbolic links a path may go through.
enum class Links {
  kInside,  ///< those that stay below the folder: /sys/class/net/eth0
  kNone,
};

/// A folder, and what is below it: whatever path is asked for, nothing outside of it is opened.
class RootFolder {
 public:
  /// Opens it; where that fails, every Open() says why.
  explicit RootFolder(const std::string& path);
  /// `folder` is open, by O_PATH or more; `path` is for messages.
  RootFolder(UniqueFd folder, std::string path)
      : path_(std::move(path)), folder_(std::move(folder)) {}

  /// open(2) of `relative` below the folder, by openat2(2). kPermission where it leads out of it,
  /// through "..", a link or a magic link of /proc.
  Result<UniqueFd> Open(const std::string& relative, int flags, Links links) const;

  /// The same where there is no openat2: before Linux 5.6, and in containers that forbid it.
  Result<UniqueFd> OpenWithoutOpenat2(const std::string& relative, int flags, Links links) const;

 private:
  std::string path_;
  UniqueFd folder_;
  int failed_ = 0;
};

/// The path that the kernel has for an open file, or why it is not to be had.
Result<std::string> PathOfOpen(const UniqueFd& fd);

}  // namespace netkeel
