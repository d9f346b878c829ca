// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netkeel {

/// The alternative names of an interface (`ip link property add dev eth0 altname enp3s0`), which
/// rtnetlink has and /sys does not show. None before Linux 5.5, and where it cannot be asked.
std::vector<std::string> AltNames(int ifindex);

/// The names among the attributes of a link. The kernel takes any characters: names that no profile
/// could say (blanks, '/', ':') are left out.
std::vector<std::string> ReadAltNames(std::string_view attributes);

}  // namespace netkeel
