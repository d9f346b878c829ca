// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/desired.h"
#include "profile/match.h"
#include "tunables/tunable.h"

namespace netkeel {

/// A setting that a port has from an interface above it.
struct Inherited {
  std::string port;
  std::string tunable;
  std::string upper;  ///< the interface that the profile names: "bond0"
  Source source;
};

struct HandedDown {
  std::vector<Inherited> inherited;
  bool whole = true;  ///< every port was there when it was looked at
};

/// Moves what is wanted of an interface and is its ports' (PortsBeneath) to them: of a virtual one
/// what is of queues and NAPIs, and all that it has no value of; of hv_netvsc what it does not
/// support. A block that matches a port itself goes before what is handed down, key by key; two
/// interfaces that want two things of one port are an error of that setting. A bond, team or bridge
/// without ports has findings instead: absent. kForeign where a port is not of this namespace.
Result<HandedDown> HandDown(const Kernel& kernel, const Catalog& catalog, Matched& matched);

/// Takes out what virtual interfaces above others have of queues and NAPIs, files that do nothing
/// there: a profile that says it of them says it of their ports.
void LeaveToPorts(const Kernel& kernel, const Catalog& catalog, const std::vector<Device>& devices,
                  State& observed);

/// Says of every wish, and of every wish that cannot be, whose port its device is.
void NameUppers(const std::vector<Inherited>& inherited, Desired& desired);

}  // namespace netkeel
