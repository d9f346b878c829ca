// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "report/page/page_view.h"

namespace netkeel {

/// The zones of this host's clock from one moment to another, to the second: summer may begin or
/// end in between. The first one is of before, too.
std::vector<ZoneView> ZonesOf(WallTime from, WallTime to);

}  // namespace netkeel
