// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "model/device.h"

namespace netkeel {

/// Whether the network namespace of this process has the interface under the ifindex, the name and
/// the MAC address that /sys shows. kForeign says what differs and what to do.
Result<void> CheckOwnNamespace(const Device& device, const std::string& mac);

/// The name of the interface with that index in the network namespace of this process. kNotFound
/// where there is none.
Result<std::string> OwnNameOf(int ifindex);

/// What no other network namespace of this boot has, however short it lives: "cookie-8", that of
/// its sockets, since Linux 5.14. Before that "inode-4026531833", which a later one may get anew.
std::string OwnNamespaceNumber();

/// kForeign: `difference` shows that /sys is of another network namespace.
Error ForeignSys(const std::string& difference);

}  // namespace netkeel
