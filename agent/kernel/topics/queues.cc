// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// Others than these do not come from a card's channels.
constexpr std::array<std::string_view, 2> kTypes{"rx", "tx"};

constexpr std::array kAttributes{
    AttributeRow{.number = 1, .word = "id"},
    AttributeRow{.number = 3, .word = "type", .names = kTypes},
    AttributeRow{.number = 4, .word = "napi-id"},  // where the driver tells it
};

}  // namespace

/// Linux 6.8; numbers of linux/netdev.h.
constexpr QueryRow kQueuesRow{
    .word = "queues",
    .family = "netdev",
    .command = 10,
    .interface = 2,
    .attributes = kAttributes,
};

}  // namespace netkeel
