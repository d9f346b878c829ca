// SPDX-License-Identifier: Apache-2.0
#include "evidence/diagnosis.h"

#include <algorithm>

namespace netkeel {

bool HasKnobs(const Diagnosis& diagnosis) {
  return std::any_of(diagnosis.causes.begin(), diagnosis.causes.end(),
                     [](const Cause& cause) { return !cause.knobs.empty(); });
}

}  // namespace netkeel
