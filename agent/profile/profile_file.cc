// SPDX-License-Identifier: Apache-2.0
#include "profile/profile_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/unique_fd.h"

namespace netkeel {
namespace {

constexpr size_t kLargest = 1U << 20;

tl::unexpected<Error> Refuse(const std::string& why) { return Fail(ErrorCode::kBadInput, why); }

Result<std::string> ReadAll(int fd) {
  std::string content;
  std::array<char, 16384> buffer{};
  while (content.size() <= kLargest) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got == 0) return content;
    if (got < 0 && errno != EINTR) return Fail(ErrnoError("cannot be read", errno));
    if (got > 0) content.append(buffer.data(), static_cast<size_t>(got));
  }
  return Refuse("is larger than 1 MiB; a profile is not");
}

}  // namespace

Result<std::string> ReadProfileFile(const std::string& path, const Caller& caller) {
  // A FIFO must not make us wait before we see that it is one.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return Fail(ErrnoError("cannot be opened", errno));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return Fail(ErrnoError("cannot be read", errno));
  if (S_ISDIR(status.st_mode)) return Refuse("is a directory; name a profile in it");
  if (!S_ISREG(status.st_mode)) return Refuse("is not a regular file; name a profile");
  if (caller.is_root) {
    if (auto safe = CheckTrust(path, status, caller); !safe) return Fail(safe.error());
  }
  return ReadAll(fd.get());
}

}  // namespace netkeel
