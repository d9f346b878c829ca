// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr std::array kAttributes{
    AttributeRow{.number = 2, .word = "context"},
};

}  // namespace

/// A row a table: the main one, without a number, and what ntuple rules can lead to besides. From
/// Linux 6.12 on ETHTOOL_MSG_RSS_GET can be dumped; numbers of linux/ethtool_netlink.h.
constexpr QueryRow kRssContextsRow{
    .word = "rss-contexts",
    .family = "ethtool",
    .command = 38,
    .interface = 1,
    .in_header = true,
    .attributes = kAttributes,
};

}  // namespace netkeel
