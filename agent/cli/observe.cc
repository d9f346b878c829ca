// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace netkeel {

Outcome RunObserve(const Request& /*request*/, const Terminal& /*terminal*/) { return {}; }

}  // namespace netkeel
