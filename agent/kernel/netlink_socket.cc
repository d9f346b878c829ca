// SPDX-License-Identifier: Apache-2.0
#include "kernel/netlink_socket.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace netkeel {
namespace {

/// One datagram, added to the reply. The errno, 0 if none.
int Receive(const UniqueFd& socket, NetlinkReply& reply) {
  // The most that Linux puts into one datagram of a dump (af_netlink.c: netlink_dump).
  alignas(NLMSG_ALIGNTO) std::array<char, 32768> buffer;
  ssize_t size = 0;
  do {
    size = ::recv(socket.get(), buffer.data(), buffer.size(), MSG_TRUNC);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return errno;
  if (size == 0) return EIO;
  if (static_cast<size_t>(size) > buffer.size()) return EMSGSIZE;
  reply.Take({buffer.data(), static_cast<size_t>(size)});
  return 0;
}

int Send(const UniqueFd& socket, const std::string& message) {
  ssize_t size = 0;
  do {
    size = ::send(socket.get(), message.data(), message.size(), MSG_NOSIGNAL);
  } while (size < 0 && errno == EINTR);
  return size < 0 ? errno : 0;
}

}  // namespace

Result<UniqueFd> OpenNetlink(int protocol) {
  UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (!socket) return Fail(NetlinkRefusal(errno, ""));
  const int on = 1;
  // Where these are not known, errors come without text.
  ::setsockopt(socket.get(), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  ::setsockopt(socket.get(), SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
  // A socket that is connected to the kernel receives from nobody else.
  sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) != 0) {
    return Fail(NetlinkRefusal(errno, ""));
  }
  return socket;
}

Result<void> Exchange(const UniqueFd& socket, const std::string& request, NetlinkReply& reply) {
  int failed = Send(socket, request);
  while (failed == 0 && !reply.complete()) failed = Receive(socket, reply);
  if (failed != 0) return Fail(NetlinkRefusal(failed, ""));
  if (reply.sys_errno() != 0) return Fail(NetlinkRefusal(reply.sys_errno(), reply.text()));
  return {};
}

Error NetlinkRefusal(int sys_errno, const std::string& text) {
  Error error = {CodeOfErrno(sys_errno), std::generic_category().message(sys_errno), sys_errno};
  if (!text.empty()) error.message += ": " + text;
  return error;
}

}  // namespace netkeel
