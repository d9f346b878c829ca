// SPDX-License-Identifier: Apache-2.0
#include "kernel/socket_diag.h"
#include "kernel/topics/topic.h"

namespace netkeel {

/// Every socket that captures packets.
constexpr QueryRow kPacketSocketsRow{
    .word = "packet-sockets",
    .attributes = kSocketAttributes,
    .ask = PacketSockets,
};

}  // namespace netkeel
