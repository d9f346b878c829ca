// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr std::array kAttributes{
    AttributeRow{.number = 2, .word = "id"},
    AttributeRow{.number = 3, .word = "irq"},  // where the driver tells it
};

}  // namespace

/// Linux 6.8, and none while the interface is down; numbers of linux/netdev.h.
constexpr QueryRow kNapisRow{
    .word = "napis",
    .family = "netdev",
    .command = 11,
    .interface = 1,
    .attributes = kAttributes,
};

}  // namespace netkeel
