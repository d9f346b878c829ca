// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/change_hints.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>

namespace netkeel {
namespace {

UniqueFd Listen(int protocol, unsigned groups) {
  UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  const auto* const plain = reinterpret_cast<const sockaddr*>(&address);
  if (!fd || ::bind(fd.get(), plain, sizeof address) != 0) return UniqueFd();
  return fd;
}

// The kernel's own; group 2 is udev's.
constexpr unsigned kKernelUevents = 1;

}  // namespace

ChangeHints::ChangeHints()
    : sockets_{Listen(NETLINK_ROUTE, RTMGRP_LINK), Listen(NETLINK_KOBJECT_UEVENT, kKernelUevents)} {
}

bool ChangeHints::Take() {
  bool any = false;
  for (const UniqueFd& fd : sockets_) {
    if (!fd) continue;
    char rest = 0;
    while (true) {
      const ssize_t got = ::recv(fd.get(), &rest, sizeof rest, MSG_TRUNC);
      if (got < 0 && (errno == EAGAIN || errno == EBADF)) break;
      // ENOBUFS: so many that some are lost. It is said once, and is a hint as well.
      any = true;
    }
  }
  return any;
}

}  // namespace netkeel
