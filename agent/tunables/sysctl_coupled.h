// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "tunables/tunable.h"

namespace netkeel {

/// Puts changes of the host's sysctls into the order in which none undoes another: ip_forward and
/// its like before conf.all, that before conf.default, that before an interface's.
void SortCoupled(std::vector<Change>& changes);

/// Whether the change makes a router of the host, or of an interface: Linux then switches LRO off
/// there (devinet_sysctl_forward, net/ipv4/devinet.c), and forgets that it was asked for.
bool EndsLro(const Change& change);
inline constexpr const char* kEndsLro =
    "switches LRO off wherever it is on, which resets the link of some cards";

/// Whether Linux sets `other` as well when `key` is changed.
bool SetsToo(std::string_view key, std::string_view other);

/// Adds to `seen` the keys that a change of `key` and one back would not bring back.
void ObserveTakenAlong(const Kernel& kernel, const Address& key, Observation& seen);

/// Makes errors of wishes that are for one file under two names, and differ.
void RefuseAliases(const Situation& situation, Desired& desired);

}  // namespace netkeel
