// SPDX-License-Identifier: Apache-2.0
#include "kernel/unix_socket.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>

#include "base/unique_fd.h"

namespace netkeel {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kLongestAnswer = size_t{1} << 20;
constexpr std::chrono::seconds kPatience(1);

struct SocketAddress {
  sockaddr_un name = {};
  socklen_t length = 0;
};

/// None where `path` is too long for one.
std::optional<SocketAddress> AddressOf(const std::string& path) {
  SocketAddress address;
  address.name.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.name.sun_path)) return std::nullopt;
  std::memcpy(address.name.sun_path, path.data(), path.size());
  const bool is_abstract = path.starts_with('@');
  if (is_abstract) address.name.sun_path[0] = '\0';
  // An abstract name is all of its bytes, a path ends with a zero byte.
  const size_t length = path.size() + (is_abstract ? 0 : 1);
  address.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  return address;
}

/// Anybody may listen at an abstract name, and say what he likes.
bool IsTrusted(int fd) {
  ucred peer = {};
  socklen_t length = sizeof(peer);
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
         (peer.uid == 0 || peer.uid == ::geteuid());
}

void LimitPatience(int fd) {
  const timeval patience = {.tv_sec = kPatience.count(), .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

/// With SCM_CREDENTIALS, which irqbalance asks for. 0, or the errno.
int SendWithCredentials(int fd, std::string question) {
  const ucred self = {.pid = ::getpid(), .uid = ::geteuid(), .gid = ::getegid()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control = {};
  iovec part = {.iov_base = question.data(), .iov_len = question.size()};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_CREDENTIALS;
  header->cmsg_len = CMSG_LEN(sizeof(self));
  std::memcpy(CMSG_DATA(header), &self, sizeof(self));
  return ::sendmsg(fd, &message, MSG_NOSIGNAL) < 0 ? errno : 0;
}

Result<std::string> ReadAnswer(int fd, const std::string& path) {
  const auto deadline = Clock::now() + kPatience;
  std::array<char, 4096> buffer;
  std::string answer;
  while (answer.size() <= kLongestAnswer && Clock::now() < deadline) {
    const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (count == 0) return answer;
    if (count < 0 && errno != EINTR) return Fail(ErrnoError(path, errno));
    if (count > 0) answer.append(buffer.data(), static_cast<size_t>(count));
  }
  if (answer.size() > kLongestAnswer) return Fail(ErrorCode::kIo, path + ": endless answer");
  return Fail(ErrnoError(path, EAGAIN));
}

}  // namespace

Result<std::string> AskUnixSocket(const std::string& path, const std::string& question) {
  const auto address = AddressOf(path);
  if (!address) return Fail(ErrnoError(path, ENAMETOOLONG));
  const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return Fail(ErrnoError(path, errno));
  LimitPatience(fd.get());
  const auto* const name = reinterpret_cast<const sockaddr*>(&address->name);
  if (::connect(fd.get(), name, address->length) != 0) {
    // Nobody accepts any more at a socket that its server left behind.
    return Fail(ErrnoError(path, errno == ECONNREFUSED ? ENOENT : errno));
  }
  if (!IsTrusted(fd.get())) {
    return Fail(Error{ErrorCode::kNotFound, path + ": who listens there is not root", ENOENT});
  }
  if (const int refused = SendWithCredentials(fd.get(), question)) {
    return Fail(ErrnoError(path, refused));
  }
  return ReadAnswer(fd.get(), path);
}

}  // namespace netkeel
