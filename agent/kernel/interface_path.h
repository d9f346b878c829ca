// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace netkeel {

/// "eth0" of /proc/sys/net/ipv4/conf/eth0/rp_filter, and of its like; "" where `path` is none, or
/// of `all` or `default`.
std::string InterfaceOfSysctl(std::string_view path);

}  // namespace netkeel
