// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace netkeel {

Outcome RunRecord(const Request& /*request*/) { return {}; }

}  // namespace netkeel
