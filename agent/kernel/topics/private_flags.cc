// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>

#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/string_set.h"

namespace netkeel {
namespace {

// A flag each, by the driver's own name.
constexpr std::array kAttributes{
    AttributeRow{.number = 2, .kind = AttributeKind::kBitset, .writable = true, .names = kOffOn}};

constexpr size_t kBits = 32;

Result<EthtoolFields> Get(EthtoolCall& call) {
  const auto names = ReadStrings(call, ETH_SS_PRIV_FLAGS);
  if (!names) return Fail(names.error());
  const auto flags = call.Fetch<ethtool_value>(ETHTOOL_GPFLAGS);
  if (!flags) return Fail(flags.error());
  EthtoolFields fields;
  for (size_t bit = 0; bit < names->size() && bit < kBits; ++bit) {
    if (!(*names)[bit].empty()) fields[(*names)[bit]] = uint64_t{(flags->data >> bit) & 1U};
  }
  return fields;
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  const auto names = ReadStrings(call, ETH_SS_PRIV_FLAGS);
  if (!names) return Fail(names.error());
  auto flags = call.Fetch<ethtool_value>(ETHTOOL_GPFLAGS);
  if (!flags) return Fail(flags.error());
  const __u32 before = flags->data;
  for (const auto& [word, value] : fields) {
    size_t bit = 0;
    while (bit < names->size() && (*names)[bit] != word) ++bit;
    if (bit >= names->size() || bit >= kBits) return call.Failed(EOPNOTSUPP, "bit name not found");
    const __u32 mask = __u32{1} << bit;
    flags->data = value == Value{uint64_t{1}} ? flags->data | mask : flags->data & ~mask;
  }
  if (flags->data == before) return {};
  flags->cmd = ETHTOOL_SPFLAGS;
  const int failed = call.Call(&*flags);
  if (failed != 0) return call.Failed(failed);
  return {};
}

}  // namespace

constexpr EthtoolRow kPrivateFlagsRow{
    .word = "private-flags",
    .get = 13,
    .set = 14,
    .attributes = kAttributes,
    .ioctl = {Get, Set},
    .accept = AcceptByCore,
    .travels = Travels::kAll,
};

}  // namespace netkeel
