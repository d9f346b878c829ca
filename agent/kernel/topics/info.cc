// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "kernel/alt_names.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr AttributeRow Text(std::string_view word) {
  return {.word = word, .kind = AttributeKind::kText};
}

// `altnames` are rtnetlink's, with blanks between.
constexpr std::array kAttributes{
    Text("driver"),   Text("version"),           Text("firmware-version"),
    Text("bus-info"), Text("permanent-address"), Text("altnames"),
};

/// An ethtool_perm_addr with room for the longest address there is (InfiniBand has 20 bytes).
struct PermanentAddress {
  __u32 cmd;
  __u32 size;
  std::array<unsigned char, 32> data;
};

std::string MacText(const PermanentAddress& address) {
  const size_t size = std::min<size_t>(address.size, address.data.size());
  const std::string_view bytes(reinterpret_cast<const char*>(address.data.data()), size);
  return bytes.find_first_not_of('\0') == bytes.npos ? "" : BytesText(bytes);
}

/// A text member, which the kernel need not end with a zero.
template <size_t kSize>
void AddText(EthtoolFields& fields, const char* word, const char (&text)[kSize]) {
  const std::string value(text, ::strnlen(text, kSize));
  if (!value.empty()) fields[word] = value;
}

Result<EthtoolFields> DriverInfo(EthtoolCall& call) {
  const auto info = call.Fetch<ethtool_drvinfo>(ETHTOOL_GDRVINFO);
  if (!info) return Fail(info.error());
  EthtoolFields fields;
  AddText(fields, "driver", info->driver);
  AddText(fields, "version", info->version);
  AddText(fields, "firmware-version", info->fw_version);
  AddText(fields, "bus-info", info->bus_info);
  PermanentAddress address = {};
  address.cmd = ETHTOOL_GPERMADDR;
  address.size = static_cast<__u32>(address.data.size());
  const std::string mac = call.Call(&address) == 0 ? MacText(address) : "";
  if (!mac.empty()) fields["permanent-address"] = mac;
  return fields;
}

/// Drivers without an answer of their own (kUnsupported) may have other names all the same.
Result<EthtoolFields> Get(EthtoolCall& call) {
  auto info = DriverInfo(call);
  const std::vector<std::string> names = AltNames(call.device().ifindex);
  const bool can_have = info || info.error().code == ErrorCode::kUnsupported;
  if (names.empty() || !can_have) return info;
  if (!info) info = EthtoolFields{};
  (*info)["altnames"] = Join(names, " ");
  return info;
}

}  // namespace

constexpr EthtoolRow kInfoRow{
    .word = "info",
    .attributes = kAttributes,
    .unnamed = AttributeKind::kText,
    .ioctl = {.get = Get},
    .accept = RefuseAll,
    .travels = Travels::kAll,
};

}  // namespace netkeel
