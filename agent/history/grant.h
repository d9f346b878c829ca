// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "model/state.h"
#include "tunables/tunable.h"

namespace netkeel {

/// What a kernel or driver made of a wish that it accepted: something else.
struct Grant {
  std::string driver;   ///< of the interface; "" for the host
  std::string wish;     ///< as text, resolved: "1025" for what was asked
  std::string granted;  ///< as it reads back
  bool moved = false;   ///< other than before the write: it did something for it
  bool rounds = false;  ///< of MayRound: what the driver grants is compliant

  bool operator==(const Grant& other) const = default;
};

using Grants = std::map<Address, Grant>;

/// Whether asking again would have the same answer: driver, wish and actual value are as then.
bool Fits(const Grant& grant, const std::string& driver, const Value& wish, const Value& actual);

/// kClamped for what the driver may have rounded, kConflict for what did not move, else kDrift:
/// each with what was read back.
Verdict VerdictOn(const Grant& grant);

/// JSON text of those that the driver may have rounded. Bytes that are no UTF-8 become U+FFFD.
std::string ToJson(const Grants& grants);

/// kBadInput where the text is anything else.
Result<Grants> GrantsFromJson(const std::string& text);

}  // namespace netkeel
