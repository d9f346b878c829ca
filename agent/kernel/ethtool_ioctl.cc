// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_ioctl.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <span>

#include "base/unique_fd.h"

namespace netkeel {
namespace {

/// ethtool's words and where the ioctl's structure keeps them.
template <typename Struct>
struct Member {
  const char* word;
  __u32 Struct::*current;
  __u32 Struct::*maximum;
};

constexpr std::array<Member<ethtool_ringparam>, 4> kRings = {{
    {"rx", &ethtool_ringparam::rx_pending, &ethtool_ringparam::rx_max_pending},
    {"rx-mini", &ethtool_ringparam::rx_mini_pending, &ethtool_ringparam::rx_mini_max_pending},
    {"rx-jumbo", &ethtool_ringparam::rx_jumbo_pending, &ethtool_ringparam::rx_jumbo_max_pending},
    {"tx", &ethtool_ringparam::tx_pending, &ethtool_ringparam::tx_max_pending},
}};
constexpr std::array<Member<ethtool_channels>, 4> kChannels = {{
    {"rx", &ethtool_channels::rx_count, &ethtool_channels::max_rx},
    {"tx", &ethtool_channels::tx_count, &ethtool_channels::max_tx},
    {"other", &ethtool_channels::other_count, &ethtool_channels::max_other},
    {"combined", &ethtool_channels::combined_count, &ethtool_channels::max_combined},
}};

/// An ethtool_perm_addr with room for the longest address there is (InfiniBand has 20 bytes).
struct PermanentAddress {
  __u32 cmd;
  __u32 size;
  std::array<unsigned char, 32> data;
};

/// One SIOCETHTOOL call; the errno, 0 if none.
int Call(const Device& device, void* request) {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  ifreq call = {};
  call.ifr_ifindex = device.ifindex;
  // The ioctl goes by name: ask for the present one, so that a rename does not reach another NIC.
  if (device.ifindex > 0 && ::ioctl(socket.get(), SIOCGIFNAME, &call) != 0) return errno;
  if (device.ifindex <= 0) {
    if (device.name.size() >= IFNAMSIZ) return ENODEV;
    device.name.copy(call.ifr_name, IFNAMSIZ - 1);
  }
  call.ifr_data = static_cast<char*>(request);
  return ::ioctl(socket.get(), SIOCETHTOOL, &call) == 0 ? 0 : errno;
}

template <typename Struct>
Result<Struct> Fetch(const Device& device, EthtoolTopic topic, __u32 command) {
  Struct request = {};
  request.cmd = command;
  const int failed = Call(device, &request);
  if (failed != 0) return Fail(EthtoolError(device.name, topic, failed));
  return request;
}

template <typename Struct, size_t kCount>
Result<EthtoolFields> Get(const Device& device, EthtoolTopic topic, __u32 command,
                          const std::array<Member<Struct>, kCount>& members) {
  const auto got = Fetch<Struct>(device, topic, command);
  if (!got) return Fail(got.error());
  EthtoolFields fields;
  for (const Member<Struct>& member : members) {
    if ((*got).*member.maximum == 0) continue;  // what netlink leaves out as well
    fields[member.word] = uint64_t{(*got).*member.current};
    fields[std::string(member.word) + "-max"] = uint64_t{(*got).*member.maximum};
  }
  return fields;
}

struct Commands {
  __u32 get;
  __u32 set;
};

template <typename Struct, size_t kCount>
Result<void> Set(const Device& device, EthtoolTopic topic, Commands commands,
                 const EthtoolFields& fields, const std::array<Member<Struct>, kCount>& members) {
  const auto got = Fetch<Struct>(device, topic, commands.get);
  if (!got) return Fail(got.error());
  Struct request = *got;
  for (const auto& [word, value] : fields) {
    const auto member =
        std::find_if(members.begin(), members.end(),
                     [&name = word](const auto& candidate) { return candidate.word == name; });
    const uint64_t* number = std::get_if<uint64_t>(&value);
    if (member == members.end() || number == nullptr ||
        *number > std::numeric_limits<__u32>::max()) {
      return Fail(EthtoolError(device.name, topic, EINVAL, word + " cannot be set"));
    }
    request.*member->current = static_cast<__u32>(*number);
  }
  if (std::memcmp(&request, &*got, sizeof request) == 0) return {};
  request.cmd = commands.set;
  const int failed = Call(device, &request);
  if (failed != 0) return Fail(EthtoolError(device.name, topic, failed));
  return {};
}

std::string MacText(const PermanentAddress& address) {
  constexpr const char* kHex = "0123456789abcdef";
  const size_t size = std::min<size_t>(address.size, address.data.size());
  std::string text;
  bool is_zero = true;
  for (const unsigned char byte : std::span(address.data).first(size)) {
    if (!text.empty()) text += ':';
    text += {kHex[byte >> 4], kHex[byte & 15]};
    is_zero = is_zero && byte == 0;
  }
  return is_zero ? "" : text;
}

/// A text member, which the kernel need not end with a zero.
template <size_t kSize>
void AddText(EthtoolFields& fields, const char* word, const char (&text)[kSize]) {
  const std::string value(text, ::strnlen(text, kSize));
  if (!value.empty()) fields[word] = value;
}

Result<EthtoolFields> GetInfo(const Device& device) {
  const auto info = Fetch<ethtool_drvinfo>(device, EthtoolTopic::kInfo, ETHTOOL_GDRVINFO);
  if (!info) return Fail(info.error());
  EthtoolFields fields;
  AddText(fields, "driver", info->driver);
  AddText(fields, "version", info->version);
  AddText(fields, "firmware-version", info->fw_version);
  AddText(fields, "bus-info", info->bus_info);
  PermanentAddress address = {};
  address.cmd = ETHTOOL_GPERMADDR;
  address.size = static_cast<__u32>(address.data.size());
  const std::string mac = Call(device, &address) == 0 ? MacText(address) : "";
  if (!mac.empty()) fields["permanent-address"] = mac;
  return fields;
}

}  // namespace

Result<EthtoolFields> EthtoolIoctlGet(const Device& device, EthtoolTopic topic) {
  switch (topic) {
    case EthtoolTopic::kInfo:
      return GetInfo(device);
    case EthtoolTopic::kRings:
      return Get(device, topic, ETHTOOL_GRINGPARAM, kRings);
    case EthtoolTopic::kChannels:
      return Get(device, topic, ETHTOOL_GCHANNELS, kChannels);
  }
  return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
}

Result<void> EthtoolIoctlSet(const Device& device, EthtoolTopic topic,
                             const EthtoolFields& fields) {
  if (topic == EthtoolTopic::kRings) {
    return Set(device, topic, {ETHTOOL_GRINGPARAM, ETHTOOL_SRINGPARAM}, fields, kRings);
  }
  if (topic == EthtoolTopic::kChannels) {
    return Set(device, topic, {ETHTOOL_GCHANNELS, ETHTOOL_SCHANNELS}, fields, kChannels);
  }
  return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
}

}  // namespace netkeel
