// SPDX-License-Identifier: Apache-2.0
#include "report/view.h"

#include <array>

namespace netkeel {

const char* ToText(Verb verb) {
  static constexpr std::array kNames = {"check",    "apply",   "rollback", "confirm", "history",
                                        "coexist",  "capture", "validate", "lint",    "explain",
                                        "schema",   "diff",    "observe",  "record",  "mark",
                                        "diagnose", "report",  "trial"};
  static_assert(kNames.size() == static_cast<size_t>(Verb::kTrial) + 1);
  return kNames.at(static_cast<size_t>(verb));
}

}  // namespace netkeel
