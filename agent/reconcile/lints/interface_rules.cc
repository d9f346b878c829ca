// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "kernel/feature_facts.h"
#include "reconcile/lints/rule.h"
#include "tunables/feature_words.h"
#include "tunables/interface_sysctl.h"
#include "tunables/rss_table.h"

namespace netkeel {
namespace {

/// Of one block: what contradicts itself is written side by side.
Lines OfEachBlock(const Profile& profile, Lines (*judge)(const Block& block)) {
  Lines lines;
  for (const Block& block : profile.interfaces) {
    for (std::string& line : judge(block)) lines.push_back(std::move(line));
  }
  return lines;
}

std::string Said(const Setting& setting, const std::string& what) {
  return ToText(setting.source) + ": " + setting.key + ' ' + what;
}

bool IsWord(const Setting* setting, std::string_view word) {
  const auto* const text =
      setting == nullptr ? nullptr : std::get_if<std::string>(&setting->literal);
  return text != nullptr && *text == word;
}

/// What is wanted of the device at that key; null where nothing is.
const Wish* WishAt(const Subject& subject, const std::string& tunable, const std::string& key) {
  const auto wish = subject.look.desired.wishes.find({subject.device.name, tunable, key});
  return wish != subject.look.desired.wishes.end() ? &wish->second : nullptr;
}

/// net_dim (lib/dim, Linux 4.16) and drivers of their own put the numbers where the traffic wants
/// them; ice_set_coalesce takes none beside it.
Lines AdaptiveWithUsecs(const Subject& subject) {
  Lines lines;
  for (const std::string way : {"rx", "tx"}) {
    const Wish* const adaptive = WishAt(subject, "coalesce", "adaptive-" + way);
    if (adaptive == nullptr || adaptive->value != Value{"on"}) continue;
    for (const char* const key : {"-usecs", "-frames"}) {
      const Wish* const number = WishAt(subject, "coalesce", way + key);
      if (number == nullptr) continue;
      lines.push_back(subject.Place(*number) + way + key + " beside adaptive-" + way +
                      ": on: the driver moves it with the traffic, or refuses it (ice); keep one "
                      "of the two");
    }
  }
  return lines;
}

/// Only the first fragment of a datagram has its ports, and the others hash by addresses alone:
/// Documentation/networking/device_drivers/ethernet/microsoft/netvsc.rst tells of losses by it.
Lines PortHashWithFragments(const Profile& profile) {
  const auto fragments =
      std::find_if(profile.host.begin(), profile.host.end(), [](const Setting& setting) {
        return setting.key.starts_with("net.ipv4.ipfrag_") ||
               setting.key.starts_with("net.ipv6.ip6frag_");
      });
  if (fragments == profile.host.end()) return {};
  Lines lines;
  for (const Block& block : profile.interfaces) {
    for (const char* const key : {"udp4", "udp6"}) {
      const Setting* const fields = OfBlock(block, "flow-hash", key);
      if (fields == nullptr || fields->text.find_first_of("fn") == std::string::npos) continue;
      lines.push_back(
          Said(*fields, "hashes by ports, which only the first fragment of a datagram has, and " +
                            fragments->key + " (" + ToText(fragments->source) +
                            ") provides for fragments: the others come by another queue, and "
                            "datagrams out of order; sd keeps them together"));
    }
  }
  return lines;
}

/// What is wanted above 0 at a key of that name, of the interface or of one of its NAPIs; null
/// where nothing is.
const Wish* Above0(const Subject& subject, const std::string& key) {
  for (const auto& [address, wish] :
       WishesOf(subject.look, subject.device.name,
                [&](const auto& at) { return at.key == key || at.key.ends_with('/' + key); })) {
    if (NumberOf(*wish).value_or(0) > 0) return wish;
  }
  return nullptr;
}

/// net/core/dev.c, napi_complete_done: interrupts are deferred by the timer, and it is not started
/// for 0 ns.
Lines DeferWithoutTimeout(const Subject& subject) {
  if (Above0(subject, "gro_flush_timeout") || Above0(subject, "gro-flush-timeout")) return {};
  Lines lines;
  for (const auto& [key, timer] : {std::pair("napi_defer_hard_irqs", "gro_flush_timeout"),
                                   std::pair("defer-hard-irqs", "gro-flush-timeout")}) {
    const Wish* const polls = Above0(subject, key);
    if (polls == nullptr) continue;
    lines.push_back(subject.Place(*polls) + key + " does nothing while " + timer +
                    " is 0, its default: the timer of it is what polls in the interrupt's place; "
                    "set both");
  }
  return lines;
}

/// net/ipv6/addrconf.c, addrconf_notify: below IPV6_MIN_MTU the interface's IPv6 is taken down,
/// and its folder of sysctls is a new one afterwards.
Lines Ipv6BelowItsMtu(const Block& block) {
  constexpr uint64_t kLeast = 1280;
  const Setting* const mtu = OfBlock(block, "link", "mtu");
  if (NumberOf(mtu).value_or(kLeast) >= kLeast) return {};
  for (const Setting& setting : block.settings) {
    if (setting.tunable != kInterfaceSysctl || !setting.key.starts_with("ipv6.")) continue;
    return {Said(setting, "cannot be beside mtu " + mtu->text + " (" + ToText(mtu->source) +
                              "): below 1280 Linux takes IPv6 from the interface, and these "
                              "settings with it")};
  }
  return {};
}

/// net/core/dev.c and net/ipv4/devinet.c: forwarding switches LRO off (dev_disable_lro), since what
/// was merged cannot be sent as it came.
Lines LroWhileForwarding(const Subject& subject) {
  const Wish* const lro = WishAt(subject, "features", "rx-lro");
  if (lro == nullptr || lro->value != Value{"on"}) return {};
  for (const auto& [device, tunable, key] :
       {Address{kHostDevice, "sysctl", "net.ipv4.ip_forward"},
        Address{kHostDevice, "sysctl", "net.ipv4.conf.all.forwarding"},
        Address{subject.device.name, kInterfaceSysctl, "ipv4.conf.forwarding"}}) {
    const auto forwards = subject.look.desired.wishes.find({device, tunable, key});
    if (forwards == subject.look.desired.wishes.end()) continue;
    if (ToText(forwards->second.value) != "1") continue;
    return {subject.Place(*lro) + "lro cannot stay on beside " + key + " (" +
            ToText(forwards->second.source) +
            "): Linux switches LRO off where packets are forwarded, and merged ones could not be; "
            "gro does"};
  }
  return {};
}

/// The names that words of a block switch `to`, "on" or "off".
FeatureSet Switched(const Block& block, std::string_view to,
                    const std::vector<std::string>& names) {
  FeatureSet switched;
  for (const Setting& setting : block.settings) {
    if (setting.tunable != "features" || !IsWord(&setting, to)) continue;
    for (std::string& name : FeaturesOf(setting.key, names)) switched.insert(std::move(name));
  }
  return switched;
}

/// Why a feature that is on falls by what else the block says; "" where nothing of it says so. All
/// that it does not switch off is there for what needs it, and nothing else for what excludes it.
std::string WhyItFalls(const std::string& feature, const FeatureSet& on, const FeatureSet& off,
                       const std::vector<std::string>& names) {
  FeatureSet most(names.begin(), names.end());
  for (const std::string& name : off) most.erase(name);
  const std::string needs = WhyFeatureFalls("", feature, most);
  if (needs.starts_with("needs ")) return needs;
  const std::string excluded = WhyFeatureFalls("", feature, on);
  return excluded.starts_with("cannot ") ? excluded : "";
}

Lines FeatureFalls(const Block& block) {
  std::vector<std::string> names;
  for (const KeyDescriptor& row : FindDescriptor("features")->keys) {
    if (!IsFeatureGroup(row.name)) names.emplace_back(row.name);
  }
  const FeatureSet on = Switched(block, "on", names);
  const FeatureSet off = Switched(block, "off", names);
  Lines lines;
  for (const Setting& setting : block.settings) {
    if (setting.tunable != "features" || !IsWord(&setting, "on")) continue;
    for (const std::string& feature : FeaturesOf(setting.key, names)) {
      const std::string why = WhyItFalls(feature, on, off, names);
      if (why.empty()) continue;
      lines.push_back(Said(setting, "cannot stay on as this block is: " + feature + ' ' + why +
                                        " (netdev_fix_features); Linux switches it off without a "
                                        "word"));
      break;
    }
  }
  return lines;
}

/// As many as `channels` say, where they say a number.
std::optional<uint64_t> ReceivingOf(const Block& block) {
  std::optional<uint64_t> queues;
  for (const char* const key : {"combined", "rx"}) {
    const Setting* const count = OfBlock(block, "channels", key);
    if (count == nullptr) continue;
    const auto number = NumberOf(count);
    if (!number || count->bound != Bound::kExactly) return std::nullopt;
    queues = queues.value_or(0) + *number;
  }
  return queues;
}

/// net/ethtool: an entry beyond the queues is EINVAL, and so are channels below an entry.
Lines TableBeyondQueues(const Block& block) {
  const Setting* const table = OfBlock(block, "rss", "indirection");
  const auto* const text = table == nullptr ? nullptr : std::get_if<std::string>(&table->literal);
  const auto queues = ReceivingOf(block);
  const auto highest = text == nullptr ? std::nullopt : HighestQueueOf(*text);
  if (!queues || !highest || *highest < *queues) return {};
  return {Said(*table, *text + " names queue " + std::to_string(*highest) +
                           ", and the channels of this block are " + std::to_string(*queues) +
                           ": queues start at 0; Linux takes neither one nor the other")};
}

constexpr std::array kRules{
    Rule{.name = "adaptive-with-usecs", .of_device = AdaptiveWithUsecs},
    Rule{.name = "port-hash-with-fragments", .of_profile = PortHashWithFragments},
    Rule{.name = "defer-without-timeout", .of_device = DeferWithoutTimeout},
    Rule{
        .name = "ipv6-below-its-mtu",
        .of_profile = [](const Profile& profile) { return OfEachBlock(profile, Ipv6BelowItsMtu); }},
    Rule{.name = "lro-while-forwarding", .of_device = LroWhileForwarding},
    Rule{.name = "feature-falls",
         .of_profile = [](const Profile& profile) { return OfEachBlock(profile, FeatureFalls); }},
    Rule{.name = "table-beyond-queues",
         .of_profile =
             [](const Profile& profile) { return OfEachBlock(profile, TableBeyondQueues); }},
};

}  // namespace

std::span<const Rule> InterfaceRules() { return kRules; }

}  // namespace netkeel
