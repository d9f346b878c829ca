// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "kernel/kernel.h"
#include "kernel/topics/attribute.h"

namespace netkeel {

/// What a row of sockets has.
inline constexpr std::array kSocketAttributes{
    AttributeRow{.word = "local", .kind = AttributeKind::kText},  // "239.1.1.1:5000", "[::1]:53"
    AttributeRow{.word = "interface"},  // of a packet socket: the index, 0 for all
    AttributeRow{.word = "inode"},
    AttributeRow{.word = "drops"},  // Linux 4.7
    AttributeRow{.word = "queue"},  // bytes that wait, of a TCP listener connections
    AttributeRow{.word = "limit"},  // the most that may
    AttributeRow{.word = "ring"},   // 1 of a packet socket that has one: it counts in its own way
};

// Of the tens of thousands of sockets that a host can have, only those are listed that ever dropped
// something, or in which something waits.

/// Sockets of IPv4 and IPv6 in the network namespace of this process, of IPPROTO_UDP or
/// IPPROTO_TCP, in the states of `states` (a bit each). kUnsupported where the kernel has no such
/// list; without IPv6 those of IPv4.
Result<std::vector<Fields>> InetSockets(uint8_t protocol, uint32_t states);
/// The same by a socket that keeps messages apart.
Result<std::vector<Fields>> InetSockets(const UniqueFd& socket, uint8_t protocol, uint32_t states);

/// Sockets of AF_PACKET: what captures packets; of those with a ring all. kUnsupported where the
/// kernel has no such list.
Result<std::vector<Fields>> PacketSockets();

/// The row of one message (inet_diag_msg, packet_diag_msg); none where it is not to be listed, is
/// too short to be one, or does not say what the socket's memory is.
std::optional<Fields> InetSocketIn(std::string_view message);
std::optional<Fields> PacketSocketIn(std::string_view message);

}  // namespace netkeel
