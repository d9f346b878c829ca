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

/// A socket and the interface's present name: the ioctl goes by name, and a rename since the device
/// was described must not make it reach another one.
class Caller {
 public:
  explicit Caller(const Device& device)
      // SIOCETHTOOL takes a socket of any family, and AF_UNIX is no way out of the machine.
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)), call_{} {
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

  /// One SIOCETHTOOL call; the errno, 0 if none.
  int Call(void* request) {
    if (failed_ != 0) return failed_;
    call_.ifr_data = static_cast<char*>(request);
    return ::ioctl(socket_.get(), SIOCETHTOOL, &call_) == 0 ? 0 : errno;
  }

 private:
  UniqueFd socket_;
  ifreq call_;
  int failed_ = 0;
};

/// One topic of one interface.
struct Question {
  const Device& device;
  EthtoolTopic topic;
  Caller caller{device};

  tl::unexpected<Error> Failed(int sys_errno, const std::string& text = "") const {
    return Fail(EthtoolError(device.name, topic, sys_errno, text));
  }

  template <typename Struct>
  Result<Struct> Fetch(__u32 command) {
    Struct request = {};
    request.cmd = command;
    const int failed = caller.Call(&request);
    if (failed != 0) return Failed(failed);
    return request;
  }
};

template <typename Struct, size_t kCount>
Result<EthtoolFields> Get(Question question, __u32 command,
                          const std::array<Member<Struct>, kCount>& members) {
  const auto got = question.Fetch<Struct>(command);
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
Result<void> Set(Question question, Commands commands, const EthtoolFields& fields,
                 const std::array<Member<Struct>, kCount>& members) {
  const auto got = question.Fetch<Struct>(commands.get);
  if (!got) return Fail(got.error());
  Struct request = *got;
  for (const auto& [word, value] : fields) {
    const auto member =
        std::find_if(members.begin(), members.end(),
                     [&name = word](const auto& candidate) { return candidate.word == name; });
    const uint64_t* number = std::get_if<uint64_t>(&value);
    if (member == members.end() || number == nullptr ||
        *number > std::numeric_limits<__u32>::max()) {
      return question.Failed(EINVAL, word + " cannot be set");
    }
    request.*member->current = static_cast<__u32>(*number);
  }
  if (std::memcmp(&request, &*got, sizeof request) == 0) return {};
  request.cmd = commands.set;
  const int failed = question.caller.Call(&request);
  if (failed != 0) return question.Failed(failed);
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

Result<EthtoolFields> GetInfo(Question question) {
  const auto info = question.Fetch<ethtool_drvinfo>(ETHTOOL_GDRVINFO);
  if (!info) return Fail(info.error());
  EthtoolFields fields;
  AddText(fields, "driver", info->driver);
  AddText(fields, "version", info->version);
  AddText(fields, "firmware-version", info->fw_version);
  AddText(fields, "bus-info", info->bus_info);
  PermanentAddress address = {};
  address.cmd = ETHTOOL_GPERMADDR;
  address.size = static_cast<__u32>(address.data.size());
  const std::string mac = question.caller.Call(&address) == 0 ? MacText(address) : "";
  if (!mac.empty()) fields["permanent-address"] = mac;
  return fields;
}

}  // namespace

Result<EthtoolFields> EthtoolIoctlGet(const Device& device, EthtoolTopic topic) {
  switch (topic) {
    case EthtoolTopic::kInfo:
      return GetInfo({device, topic});
    case EthtoolTopic::kRings:
      return Get({device, topic}, ETHTOOL_GRINGPARAM, kRings);
    case EthtoolTopic::kChannels:
      return Get({device, topic}, ETHTOOL_GCHANNELS, kChannels);
  }
  return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
}

Result<void> EthtoolIoctlSet(const Device& device, EthtoolTopic topic,
                             const EthtoolFields& fields) {
  if (topic == EthtoolTopic::kRings) {
    return Set({device, topic}, {ETHTOOL_GRINGPARAM, ETHTOOL_SRINGPARAM}, fields, kRings);
  }
  if (topic == EthtoolTopic::kChannels) {
    return Set({device, topic}, {ETHTOOL_GCHANNELS, ETHTOOL_SCHANNELS}, fields, kChannels);
  }
  return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
}

}  // namespace netkeel
