// SPDX-License-Identifier: Apache-2.0
#include <linux/if_link.h>

#include <array>
#include <cerrno>
#include <limits>

#include "kernel/ethtool_ioctl.h"
#include "kernel/link_netlink.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// As long as a packet that is put together may be (Linux 5.19); up to kLegacySize, what is set is
// IPv4's, too (net/core/dev.c: netif_set_gso_max_size).
constexpr uint64_t kLargestSize = uint64_t{8} * 65535;
constexpr uint64_t kLegacySize = 65536;

constexpr std::string_view kGso = "gso_max_size";
constexpr std::string_view kGsoMaximum = "gso_max_size-max";

constexpr AttributeRow Bound(uint16_t number, std::string_view word) {
  return {.number = number, .word = word};
}

constexpr AttributeRow Set(uint16_t number, std::string_view word, std::string_view maximum = {}) {
  return {.number = number, .word = word, .writable = true, .maximum = maximum};
}

// Numbers of linux/if_link.h, which older systems do not have; words of ip-link(8).
constexpr std::array kAttributes{
    Set(IFLA_MTU, "mtu", "mtu-max"),
    Bound(50, "mtu-min"),
    Bound(51, "mtu-max"),
    Set(IFLA_TXQLEN, "txqueuelen"),
    Set(41, kGso, kGsoMaximum),
    Bound(59, kGsoMaximum),
    Set(58, "gro_max_size"),
    Set(63, "gso_ipv4_max_size", kGsoMaximum),
    Set(64, "gro_ipv4_max_size"),
};

/// By rtnetlink: no ioctl has all of these.
Result<EthtoolFields> Get(EthtoolCall& call) {
  const auto link = AskForLink(call.device().ifindex, LinkStatistics::kSkip);
  if (!link) return Fail(At(call.device().name + " link-settings", link.error()));
  EthtoolFields fields = ReadFields(link->attributes, kAttributes);
  // No limit but that of an int (net/core/dev.c: dev_validate_mtu).
  if (fields.contains("mtu") && FieldNumber(fields, "mtu-max") == 0) {
    fields["mtu-max"] = uint64_t{std::numeric_limits<int32_t>::max()};
  }
  // The kernel's own, before Linux 5.19.
  if (fields.contains(std::string(kGso))) fields.try_emplace(std::string(kGsoMaximum), kLegacySize);
  return fields;
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  const auto attributes = WriteFields(fields, kAttributes);
  if (!attributes) return call.Failed(EINVAL, attributes.error() + " cannot be set");
  const auto done = SetLink(call.device().ifindex, *attributes);
  if (!done) return Fail(At(call.device().name + " link-settings", done.error()));
  return {};
}

/// "" where the core takes it (net/core/rtnetlink.c: validate_linkmsg, net/core/dev.c:
/// dev_validate_mtu, Linux 6.18).
std::string RefusalOf(const RecordedRequest& request, const std::string& word, uint64_t value) {
  if (word == "mtu" && value < FieldNumber(request.current, "mtu-min")) {
    return "mtu less than device minimum";
  }
  if (word == "mtu" && value > FieldNumber(request.current, "mtu-max")) {
    return "mtu greater than device maximum";
  }
  const bool is_gso = word.starts_with("gso");
  const uint64_t largest =
      is_gso ? FieldNumber(request.current, std::string(kGsoMaximum)) : kLargestSize;
  const bool is_size = is_gso || word.starts_with("gro");
  return is_size && value > largest ? "too big " + word : "";
}

EthtoolAccepted Accept(const RecordedRequest& request) {
  EthtoolFields after = request.current;
  for (const auto& [word, value] : request.written) {
    const AttributeRow* const row = FindAttribute(kAttributes, word);
    const auto* const number = std::get_if<uint64_t>(&value);
    if (row == nullptr || !row->writable || number == nullptr) return Refused(EINVAL);
    // Attributes that an older kernel does not know are not looked at.
    if (!after.contains(word)) continue;
    const std::string refusal = RefusalOf(request, word, *number);
    if (!refusal.empty()) return Refused(EINVAL, refusal);
    after[word] = *number;
    const std::string ipv4 = word.substr(0, 3) + "_ipv4_max_size";
    if (word.ends_with("o_max_size") && *number <= kLegacySize && after.contains(ipv4)) {
      after[ipv4] = *number;
    }
  }
  return after;
}

}  // namespace

/// What `ip link set` sets of an interface that bears on what it receives.
constexpr EthtoolRow kLinkSettingsRow{
    .word = "link-settings",
    .attributes = kAttributes,
    .ioctl = {Get, Set},
    .accept = Accept,
    .travels = Travels::kAll,
};

}  // namespace netkeel
