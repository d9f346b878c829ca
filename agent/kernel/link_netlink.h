// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kernel/netlink_message.h"

namespace netkeel {

/// An interface as rtnetlink tells of it.
struct LinkMessage {
  unsigned flags = 0;      ///< IFF_UP, ...
  std::string attributes;  ///< IFLA_*, without those of virtual functions
};

/// Statistics are the driver's to gather, which can take it a while.
enum class LinkStatistics { kSkip, kAsk };

/// One interface of the network namespace of this process. The error says what, not where:
/// kNotFound where there is none of that index.
Result<LinkMessage> AskForLink(int ifindex, LinkStatistics statistics);

/// Sets `attributes` (IFLA_*) of one interface; they are taken one after the other, so that of a
/// request that is refused some may have been. The error says what, not where.
Result<void> SetLink(int ifindex, const NetlinkAttributes& attributes);

/// The body of a message RTM_NEWLINK; none where it is too short to be one.
std::optional<LinkMessage> ParseLink(std::string_view body);

}  // namespace netkeel
