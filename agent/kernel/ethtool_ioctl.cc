// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_ioctl.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>

namespace netkeel {

EthtoolCall::EthtoolCall(const Device& device, EthtoolTopic topic)
    : device_(device),
      topic_(topic),
      // SIOCETHTOOL takes a socket of any family, and AF_UNIX is no way out of the machine.
      socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
      call_{} {
  if (!socket_) {
    failed_ = errno;
  } else if (device.ifindex > 0) {
    call_.ifr_ifindex = device.ifindex;
    if (::ioctl(socket_.get(), SIOCGIFNAME, &call_) != 0) failed_ = errno;
  } else if (device.name.size() < IFNAMSIZ) {
    device.name.copy(call_.ifr_name, IFNAMSIZ - 1);
  } else {
    failed_ = ENODEV;
  }
}

int EthtoolCall::Call(void* request) {
  if (failed_ != 0) return failed_;
  call_.ifr_data = static_cast<char*>(request);
  return ::ioctl(socket_.get(), SIOCETHTOOL, &call_) >= 0 ? 0 : errno;
}

Result<EthtoolFields> EthtoolIoctlGet(const Device& device, EthtoolTopic topic) {
  const EthtoolRow& row = RowOf(topic);
  EthtoolCall call(device, topic);
  if (row.ioctl.get == nullptr) return call.Failed(EOPNOTSUPP);
  auto fields = row.ioctl.get(call);
  if (!fields) return fields;
  return Named(std::move(*fields), row.attributes);
}

Result<void> EthtoolIoctlSet(const Device& device, EthtoolTopic topic,
                             const EthtoolFields& fields) {
  const EthtoolRow& row = RowOf(topic);
  EthtoolCall call(device, topic);
  if (row.ioctl.set == nullptr) return call.Failed(EOPNOTSUPP);
  return row.ioctl.set(call, Numbered(fields, row.attributes));
}

}  // namespace netkeel
