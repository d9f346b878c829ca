// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/desired.h"
#include "model/device.h"
#include "model/state.h"
#include "profile/profile.h"
#include "tunables/tunable.h"

namespace netkeel {

/// One look at the kernel through the eyes of a profile. Everything a plan is made from.
struct Look {
  std::map<std::string, Device> devices;  ///< by name; the host is among them
  Observation observed;
  Desired desired;
  CpuFacts facts{};  ///< empty where no setting needs them
  CpuSet app{};      ///< the CPUs that the profile gives to the application: its set `app`
  std::set<std::string> standby{};  ///< StandbyPorts of the devices
  /// LevelsOf the devices, where more than one is to have an MTU: none is above that beneath it.
  std::map<std::string, int> levels{};
};

/// The variant of a profile with conditions that is for this host. Error: the host cannot be told.
Result<Profile> VariantHere(const Kernel& kernel, const Profile& profile);

/// Observes what the profile names, and resolves it. `only` narrows it to these interfaces and
/// their ports, and leaves out the host; empty means all. Error: the interfaces cannot be listed.
Result<Look> LookAt(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                    const std::vector<std::string>& only);

/// Everything that the catalog knows of these devices, named by a profile or not. Of the host only
/// `host_keys` of each tunable, since its sysctls have no end.
Observation ObserveAll(const Kernel& kernel, const Catalog& catalog,
                       const std::vector<Device>& devices,
                       const std::map<std::string, std::set<std::string>>& host_keys);

/// How the devices stand to each other: `standby` and `levels`.
void NoteStack(const Kernel& kernel, Look& look);

/// Whether every one of them has the name by which it was looked at, so that what was read by that
/// name is its own.
bool AllInPlace(const Kernel& kernel, const std::vector<Device>& devices);

template <typename T>
std::set<Address> AddressesOf(const std::map<Address, T>& at) {
  std::set<Address> addresses;
  for (const auto& [address, value] : at) addresses.insert(address);
  return addresses;
}

/// Adds what stands for nothing at those of `addresses` where nothing was observed: rules to be
/// inserted, and ones that are gone, have that to be compared with and to go back to.
void AddNothings(const Catalog& catalog, const std::set<Address>& addresses, State& observed);

/// Adds `from` to `into`.
void Merge(Observation from, Observation& into);

}  // namespace netkeel
