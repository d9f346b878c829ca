// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace netkeel {

Outcome RunMark(const Request& /*request*/) { return {}; }

}  // namespace netkeel
