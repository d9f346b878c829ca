// SPDX-License-Identifier: Apache-2.0
#include "kernel/own_namespace.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/unique_fd.h"

namespace netkeel {
namespace {

/// "0c:42:a1:...", as many bytes of it as `text` has: the ioctl does not say how many there are.
std::string MacLike(const std::string& text, const char (&bytes)[14]) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string mac;
  for (const char byte : bytes) {
    if (mac.size() >= text.size()) break;
    const auto value = static_cast<unsigned char>(byte);
    if (!mac.empty()) mac += ':';
    mac += {kHex[value >> 4], kHex[value & 15]};
  }
  return mac;
}

std::string Shown(const Device& device) {
  return "/sys shows " + device.name + " with ifindex " + std::to_string(device.ifindex);
}

}  // namespace

Error ForeignSys(const std::string& difference) {
  return {
      ErrorCode::kForeign,
      "/sys is of another network namespace than netkeel: " + difference +
          "; run it in a namespace that has its own /sys, as `ip netns exec NAME netkeel` gives "
          "it, or `unshare --mount sh -c 'mount -t sysfs sysfs /sys && netkeel'`",
      0};
}

std::string OwnNamespaceNumber() {
  const UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  uint64_t cookie = 0;
  socklen_t size = sizeof(cookie);
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0) {
    return "cookie-" + std::to_string(cookie);
  }
  struct stat netns {};
  if (::stat("/proc/self/ns/net", &netns) != 0) return "unknown";
  return "inode-" + std::to_string(netns.st_ino);
}

Result<std::string> OwnNameOf(int ifindex) {
  const UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return Fail(ErrnoError("socket", errno));
  ifreq call = {};
  call.ifr_ifindex = ifindex;
  if (::ioctl(socket.get(), SIOCGIFNAME, &call) == 0) {
    return std::string(call.ifr_name, ::strnlen(call.ifr_name, sizeof call.ifr_name));
  }
  return Fail(Error{ErrorCode::kNotFound,
                    "there is no interface with ifindex " + std::to_string(ifindex), ENODEV});
}

Result<void> CheckOwnNamespace(const Device& device, const std::string& mac) {
  // An ioctl of interfaces takes a socket of any family, and AF_UNIX is no way out of the machine.
  const UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return Fail(ErrnoError(device.name, errno));
  ifreq call = {};
  call.ifr_ifindex = device.ifindex;
  if (::ioctl(socket.get(), SIOCGIFNAME, &call) != 0) {
    if (errno != ENODEV) return Fail(ErrnoError(device.name, errno));
    return Fail(ForeignSys(Shown(device) + ", and netkeel's has no interface of that index"));
  }
  const std::string name(call.ifr_name, ::strnlen(call.ifr_name, sizeof call.ifr_name));
  if (name != device.name)
    return Fail(ForeignSys(Shown(device) + ", and in netkeel's that is " + name));
  if (::ioctl(socket.get(), SIOCGIFHWADDR, &call) != 0) return Fail(ErrnoError(device.name, errno));
  const std::string own = MacLike(mac, call.ifr_hwaddr.sa_data);
  if (mac.starts_with(own)) return {};
  return Fail(
      ForeignSys(Shown(device) + " and MAC address " + mac + ", and in netkeel's it has " + own));
}

}  // namespace netkeel
