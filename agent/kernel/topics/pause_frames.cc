// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// ETHTOOL_A_PAUSE_STAT_*, Linux 5.10; as `ethtool -S --all-groups` and -a -I call them.
constexpr std::array kFrames{
    AttributeRow{.number = 2, .word = "tx_pause_frames", .kind = AttributeKind::kUint},
    AttributeRow{.number = 3, .word = "rx_pause_frames", .kind = AttributeKind::kUint}};

constexpr std::array kAttributes{
    AttributeRow{.number = 5, .word = "pause", .kind = AttributeKind::kNest, .nest = kFrames}};

}  // namespace

/// The settings of flow control with its statistics, of which this takes the latter.
constexpr EthtoolRow kPauseFramesRow{
    .word = "pause-frames",
    .get = 21,
    .statistics = true,
    .attributes = kAttributes,
    .unnamed = AttributeKind::kUint,
    .accept = RefuseAll,
    .travels = Travels::kAll,
};

}  // namespace netkeel
