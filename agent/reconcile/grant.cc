// SPDX-License-Identifier: Apache-2.0
#include "reconcile/grant.h"

namespace netkeel {

bool Fits(const Grant& grant, const std::string& driver, const Value& wish, const Value& actual) {
  return grant.driver == driver && grant.wish == ToText(wish) && grant.granted == ToText(actual);
}

Verdict VerdictOn(const Grant& grant) {
  if (grant.size && grant.moved) {
    return {Status::kClamped, grant.driver + " granted " + grant.granted + " for " + grant.wish +
                                  " at the last apply"};
  }
  const std::string back = "accepted, and reads back as '" + grant.granted + '\'';
  if (grant.moved) return {Status::kDrift, back};
  return {Status::kConflict,
          back + ", as before: something else sets it back, or it is not taken over"};
}

}  // namespace netkeel
