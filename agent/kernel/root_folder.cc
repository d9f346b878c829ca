// SPDX-License-Identifier: Apache-2.0
#include "kernel/root_folder.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace netkeel {
namespace {

std::string DescriptorPath(const UniqueFd& fd) {
  return "/proc/self/fd/" + std::to_string(fd.get());
}

/// -1 and errno, as open(2).
int Openat2(int folder, const std::string& relative, int flags, Links links) {
  open_how how = {};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  if (links == Links::kNone) how.resolve |= RESOLVE_NO_SYMLINKS;
  // EAGAIN: something was renamed or mounted while ".." of a link was followed.
  constexpr int kTries = 32;
  int64_t fd = -1;
  for (int tries = 0; tries < kTries; ++tries) {
    fd = ::syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN) break;
  }
  return static_cast<int>(fd);
}

tl::unexpected<Error> LeadsOut(const std::string& path, const std::string& folder) {
  return Fail(Error{ErrorCode::kPermission, path + ": leads out of " + folder, EXDEV});
}

}  // namespace

RootFolder::RootFolder(const std::string& path)
    : path_(path), folder_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (!folder_) failed_ = errno;
}

Result<UniqueFd> RootFolder::Open(const std::string& relative, int flags, Links links) const {
  if (!folder_) return Fail(ErrnoError(path_, failed_));
  UniqueFd fd(Openat2(folder_.get(), relative, flags, links));
  if (fd) return fd;
  const int failed = errno;
  // A system call filter that does not know openat2 answers either.
  if (failed == ENOSYS || failed == EPERM) return OpenWithoutOpenat2(relative, flags, links);
  const std::string path = path_ + '/' + relative;
  if (failed == EXDEV) return LeadsOut(path, path_);
  return Fail(ErrnoError(path, failed));
}

Result<UniqueFd> RootFolder::OpenWithoutOpenat2(const std::string& relative, int flags,
                                                Links links) const {
  if (!folder_) return Fail(ErrnoError(path_, failed_));
  const std::string path = path_ + '/' + relative;
  // Looked at before it is opened, and opened by what was looked at: nothing can change between.
  const int look = O_PATH | O_CLOEXEC | (links == Links::kNone ? O_NOFOLLOW : 0);
  UniqueFd found(::openat(folder_.get(), relative.c_str(), look));
  if (!found) return Fail(ErrnoError(path, errno));
  const auto root = PathOfOpen(folder_);
  if (!root) return Fail(root.error());
  const auto real = PathOfOpen(found);
  if (!real) return Fail(real.error());
  const bool is_below = *real == *root || real->starts_with(*root + '/');
  if (!is_below || relative.starts_with('/')) return LeadsOut(path, path_);
  struct stat status = {};
  if (::fstat(found.get(), &status) != 0) return Fail(ErrnoError(path, errno));
  const bool has_link = S_ISLNK(status.st_mode) || *real != *root + '/' + relative;
  if (links == Links::kNone && has_link) return Fail(ErrnoError(path, ELOOP));
  if ((flags & O_DIRECTORY) != 0 && !S_ISDIR(status.st_mode)) {
    return Fail(ErrnoError(path, ENOTDIR));
  }
  if ((flags & O_PATH) != 0) return found;
  UniqueFd fd(::open(DescriptorPath(found).c_str(), flags & ~O_NOFOLLOW));
  if (!fd) return Fail(ErrnoError(path, errno));
  return fd;
}

Result<std::string> PathOfOpen(const UniqueFd& fd) {
  std::array<char, 4096> target;
  const std::string link = DescriptorPath(fd);
  const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
  if (length < 0) return Fail(ErrnoError(link, errno));
  return std::string(target.data(), static_cast<size_t>(length));
}

}  // namespace netkeel
