// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "model/state.h"
#include "tunables/tunable.h"

namespace netkeel {

/// What a kernel or driver made of a wish that it accepted: something else.
struct Grant {
  std::string driver;   ///< of the interface; "" for the host
  std::string wish;     ///< as text, resolved: "1025" for what was asked
  std::string granted;  ///< as it reads back
  bool moved = false;   ///< other than before the write: it did something for it
  bool size = false;    ///< a size or count that a driver may round: what it grants is compliant
};

using Grants = std::map<Address, Grant>;

/// Whether asking again would have the same answer: driver, wish and actual value are as then.
bool Fits(const Grant& grant, const std::string& driver, const Value& wish, const Value& actual);

/// kClamped for a size that the driver moved, kConflict for what did not move, else kDrift: each
/// with what was read back.
Verdict VerdictOn(const Grant& grant);

}  // namespace netkeel
