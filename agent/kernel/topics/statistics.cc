// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/statistics.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/string_set.h"

namespace netkeel {
namespace {

// mlx5 with 256 queues has some 20,000.
constexpr uint32_t kMost = 1U << 17;

/// The names and then the values: they are three requests, and the driver's queues can change in
/// between. None where they did.
Result<std::optional<EthtoolFields>> Try(EthtoolCall& call) {
  const auto count = CountStrings(call, ETH_SS_STATS, kMost);
  if (!count) return Fail(count.error());
  const GuardedBuffer names(sizeof(ethtool_gstrings) + size_t{kMost} * ETH_GSTRING_LEN);
  ethtool_gstrings strings = {};
  strings.cmd = ETHTOOL_GSTRINGS;
  strings.string_set = ETH_SS_STATS;
  strings.len = *count;
  const auto named = FetchCounted(call, strings, &ethtool_gstrings::len, names);
  if (!named) return Fail(named.error());
  const GuardedBuffer values(sizeof(ethtool_stats) + kMost * sizeof(uint64_t));
  ethtool_stats statistics = {};
  statistics.cmd = ETHTOOL_GSTATS;
  statistics.n_stats = *count;
  const auto valued = FetchCounted(call, statistics, &ethtool_stats::n_stats, values);
  if (!valued) return Fail(valued.error());
  if (*named != *count || *valued != *count) return std::nullopt;
  return StatisticsOf({names.data() + sizeof strings, *count * size_t{ETH_GSTRING_LEN}},
                      {values.data() + sizeof statistics, *count * sizeof(uint64_t)});
}

Result<EthtoolFields> Get(EthtoolCall& call) {
  constexpr int kTries = 4;
  for (int tries = 0; tries < kTries; ++tries) {
    auto fields = Try(call);
    if (!fields) return Fail(fields.error());
    if (*fields) return std::move(**fields);
  }
  return call.Failed(EAGAIN, "the driver had others each time that they were read");
}

}  // namespace

EthtoolFields StatisticsOf(std::string_view names, std::string_view values) {
  EthtoolFields fields;
  for (; names.size() >= ETH_GSTRING_LEN && values.size() >= sizeof(uint64_t);
       names.remove_prefix(ETH_GSTRING_LEN), values.remove_prefix(sizeof(uint64_t))) {
    const std::string_view name = names.substr(0, ETH_GSTRING_LEN);
    const std::string_view word = Trim(name.substr(0, name.find('\0')));
    const auto value = NumberIn<uint64_t>(values.substr(0, sizeof(uint64_t)));
    if (word.empty()) continue;
    Value& field = fields.emplace(word, uint64_t{0}).first->second;
    field = std::get<uint64_t>(field) + *value;
  }
  return fields;
}

/// What `ethtool -S` prints: the driver's own words and numbers.
constexpr EthtoolRow kStatisticsRow{
    .word = "statistics",
    .unnamed = AttributeKind::kUint,
    .ioctl = {.get = Get},
    .accept = RefuseAll,
    .travels = Travels::kAll,
};

}  // namespace netkeel
