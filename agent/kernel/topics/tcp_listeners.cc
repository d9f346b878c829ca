// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "kernel/socket_diag.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

Result<std::vector<Fields>> Ask() { return InetSockets(IPPROTO_TCP, 1U << TCP_LISTEN); }

}  // namespace

/// TCP listeners that ever dropped a connection, or have some waiting.
constexpr QueryRow kTcpListenersRow{
    .word = "tcp-listeners",
    .attributes = kSocketAttributes,
    .ask = Ask,
};

}  // namespace netkeel
