// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/device.h"

namespace netkeel {

/// The interfaces right below `name`, natural order: /sys/class/net/NAME/lower_*, Linux 3.9 and
/// newer. One that is in another network namespace is not among them.
std::vector<std::string> LowerInterfaces(const Kernel& kernel, const std::string& name);

/// The interfaces that do the work of `name`, natural order, each once: of a bond, team, bridge,
/// VLAN, MACVLAN or another virtual interface those of hardware beneath it, however many levels
/// down, and where there are none, the lowest virtual ones; of hv_netvsc its virtual function.
/// Empty for all other hardware, and where nothing is beneath. A loop, which Linux refuses and a
/// captured tree may have, ends.
std::vector<std::string> PortsBeneath(const Kernel& kernel, const std::string& name);

/// These interfaces, and what of them does the work of another of them.
std::set<std::string> WithPorts(const Kernel& kernel, const std::vector<std::string>& names);

/// These interfaces, and all that are above one of them.
std::set<std::string> WithUppers(const Kernel& kernel, std::set<std::string> names);

/// How many levels of interfaces are beneath each of them; 0 where nothing is, or where it is a
/// loop.
std::map<std::string, int> LevelsOf(const Kernel& kernel,
                                    const std::map<std::string, Device>& devices);

/// Those that are a port of a bond and carry none of its traffic: the standby ports of
/// active-backup, and of 802.3ad those outside of the active aggregator.
std::set<std::string> StandbyPorts(const Kernel& kernel,
                                   const std::map<std::string, Device>& devices);

}  // namespace netkeel
