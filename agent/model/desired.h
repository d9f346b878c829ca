// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/report.h"
#include "model/state.h"

namespace netkeel {

/// One value that the profile wants at one address, now that the device's limits are known.
struct Wish {
  Value value;
  std::string wanted;  ///< as the operator wrote it, with the result: "max (4096)"
  Source source;
  bool tolerated = false;  ///< optional: true
  bool audit = false;      ///< reported, never written
  std::string clamped;     ///< why less than written is wanted; "" where it is not
  std::string note{};      ///< to be said beside whatever comes of it; "" for nothing
};

/// The profile resolved against one look at the kernel.
struct Desired {
  std::map<Address, Wish> wishes;
  std::vector<Finding> findings;  ///< wishes that cannot be: absent, unsupported, pending, error
};

}  // namespace netkeel
