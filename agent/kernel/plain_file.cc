// SPDX-License-Identifier: Apache-2.0
#include "kernel/plain_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace netkeel {
namespace {

bool IsNull(const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3);
}

/// 0 where it may be opened, else the errno.
int RefusalOf(const struct stat& status) {
  if (S_ISREG(status.st_mode) || IsNull(status)) return 0;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  return S_ISLNK(status.st_mode) ? ELOOP : kNotPlain;
}

}  // namespace

Result<UniqueFd> OpenPlain(const std::string& path, LastLink link) {
  const int no_link = link == LastLink::kRefuse ? O_NOFOLLOW : 0;
  const UniqueFd found(::open(path.c_str(), O_PATH | O_CLOEXEC | no_link));
  struct stat status = {};
  if (!found || ::fstat(found.get(), &status) != 0) return Fail(ErrnoError(path, errno));
  if (const int refusal = RefusalOf(status)) return Fail(ErrnoError(path, refusal));
  // What was looked at is opened, whatever the path leads to by now.
  const std::string same = "/proc/self/fd/" + std::to_string(found.get());
  UniqueFd fd(::open(same.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return Fail(ErrnoError(path, errno));
  return fd;
}

}  // namespace netkeel
