// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/processes.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr std::array kAttributes{AttributeRow{.word = "inode"}, AttributeRow{.word = "pid"},
                                 AttributeRow{.word = "name", .kind = AttributeKind::kText}};

}  // namespace

/// Which processes have which sockets, of the processes that this one may look into. Dear: it looks
/// at every file that every process has open.
constexpr QueryRow kSocketOwnersRow{
    .word = "socket-owners",
    .attributes = kAttributes,
    .ask = SocketOwners,
};

}  // namespace netkeel
