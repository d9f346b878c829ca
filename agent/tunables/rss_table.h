// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// A queue for each entry, of which a packet's hash picks one.
using RssTable = std::vector<uint64_t>;

inline constexpr std::string_view kDefaultTable = "default";

/// The device's: how many entries, and over how many queues its default goes.
struct RssSize {
  size_t entries = 0;
  uint64_t queues = 0;
};

/// A table as ethtool -X takes it: `default`, `equal 4`, `weight 6 2`, these two also behind
/// `start 2`; or its entries, which are repeated to its end: `0 3 1 2`.
extern const TextForm kTableForm;

/// The entries that ethtool(8) makes of it. kBadInput where the device's table cannot be that.
Result<RssTable> TableOf(std::string_view text, const RssSize& size);

/// The highest queue that `text` gives hashes to; none of `default`, and of what is no table.
std::optional<uint64_t> HighestQueueOf(std::string_view text);

/// The shortest text that TableOf makes this table of; `default` where that is all it is.
std::string TextOfTable(const RssTable& table, uint64_t queues);

/// The entries up to where the rest only repeats them.
RssTable UnitOf(const RssTable& table);

}  // namespace netkeel
