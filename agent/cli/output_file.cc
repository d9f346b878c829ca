// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "base/unique_fd.h"

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

/// 0, or the errno of what failed.
int WriteDurably(int fd, std::string_view text, mode_t mode) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<size_t>(written));
  }
  // The mode that was asked for, whatever the umask.
  return ::fchmod(fd, mode) == 0 && ::fsync(fd) == 0 ? 0 : errno;
}

}  // namespace

Result<void> WriteFileAtomically(const std::string& path, std::string_view text, mode_t mode) {
  if (auto usable = CheckTarget(path); !usable) return usable;
  // Ends otherwise than `path`: node-exporter reads what ends in .prom.
  std::string temporary = path + ".XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return Fail(ErrnoError("a file beside " + path + " cannot be made", errno));
  int failure = WriteDurably(fd.get(), text, mode);
  if (failure == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failure = errno;
  if (failure == 0) return {};
  ::unlink(temporary.c_str());
  return Fail(ErrnoError(path + " cannot be written", failure));
}

}  // namespace netkeel
