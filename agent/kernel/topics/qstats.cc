// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr std::array<std::string_view, 2> kTypes{"rx", "tx"};

constexpr AttributeRow Counter(uint16_t number, std::string_view word) {
  return {.number = number, .word = word, .kind = AttributeKind::kUint};
}

constexpr std::array kAttributes{
    AttributeRow{.number = 2, .word = "type", .names = kTypes},
    AttributeRow{.number = 3, .word = "id"},
    Counter(8, "rx-packets"),
    Counter(9, "rx-bytes"),
    Counter(10, "tx-packets"),
    Counter(11, "tx-bytes"),
    Counter(12, "rx-alloc-fail"),
    Counter(13, "rx-hw-drops"),
    Counter(14, "rx-hw-drop-overruns"),
    Counter(23, "rx-hw-drop-ratelimits"),
    Counter(24, "tx-hw-drops"),
};

}  // namespace

/// Linux 6.9, where the driver counts so; numbers of linux/netdev.h.
constexpr QueryRow kQstatsRow{
    .word = "qstats",
    .family = "netdev",
    .command = 12,
    .interface = 1,
    .scope = 4,
    .attributes = kAttributes,
};

}  // namespace netkeel
