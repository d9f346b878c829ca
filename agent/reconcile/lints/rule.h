// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profile/profile.h"
#include "reconcile/look.h"

namespace netkeel {

/// What a rule says, "profile.yaml:7: eth0: what; the fact; what to do", a line each.
using Lines = std::vector<std::string>;

/// Wishes with their addresses, in order.
using Wishes = std::vector<std::pair<Address, const Wish*>>;

/// One device as the profile wants it.
struct Subject {
  const Look& look;
  const Device& device;
  /// The CPUs that each queue is given; empty where not all of the wanted ones are there yet.
  std::map<uint64_t, CpuSet> queues{};
  CpuSet cpus{};  ///< of all of them

  /// "p.yaml:7: eth0: ".
  std::string Place(const Wish& wish) const;
};

/// One thing that cannot work as written, or contradicts itself. What it needs to know is which of
/// the two it has.
struct Rule {
  std::string_view name;
  Lines (*of_profile)(const Profile& profile) = nullptr;
  Lines (*of_device)(const Subject& subject) = nullptr;
};

/// By what they are about, each in a file of its own.
std::span<const Rule> SysctlRules();
std::span<const Rule> QueueRules();
std::span<const Rule> CpuRules();
std::span<const Rule> InterfaceRules();
std::span<const Rule> FlowRules();

// What rules are made of.

/// The host's setting of that key; null where there is none.
const Setting* OfHost(const Profile& profile, std::string_view key);

/// What a block says of a tunable's key; null where it says nothing.
const Setting* OfBlock(const Block& block, std::string_view tunable, std::string_view key);

/// The number that is wanted, or at least; none where it is no number, or a bound from above.
std::optional<uint64_t> NumberOf(const Setting* setting);
std::optional<uint64_t> NumberOf(const Wish& wish);

/// Whether a setting says more than off: not where there is none, and not of 0, `off`, `none` or a
/// bound from above.
bool SwitchesOn(const Setting* setting);

bool AnyInterfaceSets(const Profile& profile, std::string_view key);
bool AnyInterfaceSwitchesOn(const Profile& profile, std::string_view key);

/// Whether packets are handed on to other CPUs, through their backlog.
bool SteersPackets(const Profile& profile);

Subject SubjectOf(const Look& look, const Device& device);

/// The wishes of a device at addresses that `holds` is true of.
Wishes WishesOf(const Look& look, const std::string& device,
                const std::function<bool(const Address&)>& holds);

/// Of the interrupts that were observed and serve a queue.
Wishes PinsOf(const Subject& subject);

/// What the profile wants most queues by, of all that it wants them by; none where it does not say.
std::optional<std::pair<Address, const Wish*>> MostQueues(const Subject& subject);

}  // namespace netkeel
