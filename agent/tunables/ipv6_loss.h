// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/plan.h"

namespace netkeel {

/// Whether the change takes IPv6 from an interface, or from all: disable_ipv6, and an MTU that IPv6
/// may not have. Linux forgets addresses and routes with it (addrconf_ifdown, net/ipv6/addrconf.c),
/// which are no settings of the receive path: the change back brings none.
bool TakesIpv6(const Change& change);

/// What to say of such a change.
inline constexpr const char* kTakesIpv6 =
    "takes IPv6 away, with its addresses and routes, which no rollback brings back";

}  // namespace netkeel
