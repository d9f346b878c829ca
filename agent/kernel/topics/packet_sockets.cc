// SPDX-License-Identifier: Apache-2.0
#include "kernel/socket_diag.h"
#include "kernel/topics/topic.h"

namespace netkeel {

/// Sockets capturing packets that ever dropped some, or in which some wait.
constexpr QueryRow kPacketSocketsRow{
    .word = "packet-sockets",
    .attributes = kSocketAttributes,
    .ask = PacketSockets,
};

}  // namespace netkeel
