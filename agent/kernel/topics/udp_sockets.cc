// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>

#include "kernel/socket_diag.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

Result<std::vector<Fields>> Ask() { return InetSockets(IPPROTO_UDP, ~0U); }

}  // namespace

/// UDP sockets that ever dropped something, or in which something waits.
constexpr QueryRow kUdpSocketsRow{
    .word = "udp-sockets",
    .attributes = kSocketAttributes,
    .ask = Ask,
};

}  // namespace netkeel
