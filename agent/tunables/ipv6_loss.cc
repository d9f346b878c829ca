// SPDX-License-Identifier: Apache-2.0
#include "tunables/ipv6_loss.h"

#include <optional>

#include "tunables/interface_sysctl.h"

namespace netkeel {
namespace {

// net/ipv6/addrconf.c: IPV6_MIN_MTU.
constexpr uint64_t kLeastForIpv6 = 1280;
constexpr std::string_view kConf = "net.ipv6.conf.";
constexpr std::string_view kSwitch = ".disable_ipv6";

std::optional<uint64_t> NumberOf(const std::optional<Value>& value) {
  const auto* const number = value ? std::get_if<uint64_t>(&*value) : nullptr;
  return number == nullptr ? std::nullopt : std::optional(*number);
}

/// conf.default is of interfaces to come.
bool IsSwitch(const Address& address) {
  if (address.tunable == kInterfaceSysctl) return address.key == "ipv6.conf.disable_ipv6";
  return address.tunable == "sysctl" && address.key.starts_with(kConf) &&
         address.key.ends_with(kSwitch) && address.key != "net.ipv6.conf.default.disable_ipv6";
}

}  // namespace

bool TakesIpv6(const Change& change) {
  const auto before = NumberOf(change.before);
  const auto after = NumberOf(change.after);
  if (!after) return false;
  if (IsSwitch(change.address)) return before.value_or(0) == 0 && *after != 0;
  const bool is_mtu = change.address.tunable == "link" && change.address.key == "mtu";
  return is_mtu && before.value_or(kLeastForIpv6) >= kLeastForIpv6 && *after < kLeastForIpv6;
}

}  // namespace netkeel
