// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/kernel.h"
#include "model/device.h"

namespace netkeel {

/// How far an interface's link is up: what must be back after a reset before the next one.
struct Link {
  int ifindex = 0;  ///< of the interface that is waited for; 0: whichever has the name
  bool carrier = false;
  std::string bond;        ///< whose port it is; "" for none
  bool bond_uses = false;  ///< the bond's own monitor has the port up
  bool lacp = false;       ///< 802.3ad: both ends collect and distribute
};

/// The link of `interface` as it is now. What cannot be read counts as down.
Link LookAtLink(const Kernel& kernel, const std::string& interface);

/// Waits until the link is as far up as `before`, a bond's port for a second on end, and returns
/// how long that took. kIo says what is still missing after `patience`, kNotFound that there is
/// no interface of that name any more.
Result<std::chrono::milliseconds> AwaitLink(const Kernel& kernel, const std::string& interface,
                                            const Link& before, std::chrono::seconds patience);

/// How often the carrier went away so far; none where the kernel does not count it.
std::optional<uint64_t> DownsOf(const Kernel& kernel, const std::string& interface);

/// Names of the devices that have a carrier.
std::set<std::string> CarriersOf(const std::vector<Device>& devices);

}  // namespace netkeel
