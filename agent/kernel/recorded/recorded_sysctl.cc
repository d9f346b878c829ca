// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "base/text.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"

namespace netkeel {
namespace {

constexpr int64_t kIntMinimum = std::numeric_limits<int32_t>::min();
constexpr int64_t kIntMaximum = std::numeric_limits<int32_t>::max();

/// How Linux (6.1 and newer) checks a key of net.core; other keys take what has the old form.
struct Rule {
  std::string_view name;
  int64_t min = kIntMinimum;
  int64_t max = kIntMaximum;
  enum class Rounding { kNone, kPowerOfTwoOnly, kUpToPowerOfTwo } rounding = Rounding::kNone;
};

// Not checked at all: netdev_budget and netdev_max_backlog take -5.
constexpr std::array<Rule, 19> kRules = {{
    {"busy_poll", 0},
    {"busy_read", 0},
    {"dev_weight", 1},
    {"dev_weight_rx_bias", 1},
    {"dev_weight_tx_bias", 1},
    {"flow_limit_table_len", 1, kIntMaximum, Rule::Rounding::kPowerOfTwoOnly},
    {"gro_normal_batch", 1},
    {"max_skb_frags", 1, 17},
    {"netdev_budget"},
    {"netdev_max_backlog"},
    {"netdev_tstamp_prequeue"},
    {"optmem_max", 0},
    {"rmem_default", 2304},
    {"rmem_max", 2304},
    {"rps_sock_flow_entries", 0, int64_t{1} << 29, Rule::Rounding::kUpToPowerOfTwo},
    {"skb_defer_max", 0},
    {"somaxconn", 0},
    {"wmem_default", 4608},
    {"wmem_max", 4608},
}};

std::optional<int64_t> ParseSigned(std::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

bool IsNumber(std::string_view word) {
  return ParseSigned(word).has_value() || ParseUnsigned(word).has_value();
}

Accepted<std::string> AcceptByRule(const Rule& rule, const std::string& written) {
  const auto words = Words(written);
  const auto number = words.size() == 1 ? ParseSigned(words[0]) : std::nullopt;
  if (!number || *number < rule.min || *number > rule.max) return tl::unexpected(EINVAL);
  const auto bits = static_cast<uint64_t>(*number);
  if (rule.rounding == Rule::Rounding::kPowerOfTwoOnly && !std::has_single_bit(bits)) {
    return tl::unexpected(EINVAL);
  }
  if (rule.rounding == Rule::Rounding::kUpToPowerOfTwo && bits > 0) {
    return std::to_string(std::bit_ceil(bits)) + '\n';
  }
  return std::to_string(*number) + '\n';
}

/// A vector of numbers: the first ones written replace the first ones there.
Accepted<std::string> AcceptNumbers(const std::string& current, const std::string& written) {
  const auto words = Words(written);
  if (words.empty() || !std::all_of(words.begin(), words.end(), IsNumber)) {
    return tl::unexpected(EINVAL);
  }
  std::vector<std::string> numbers;
  for (const std::string_view word : Words(current)) numbers.emplace_back(word);
  for (size_t i = 0; i < std::min(words.size(), numbers.size()); ++i) numbers[i] = words[i];
  return Join(numbers, "\t") + '\n';
}

Accepted<std::string> AcceptCpuMask(const std::string& current, const std::string& written,
                                    const RecordedHost& host) {
  const auto cpus = AcceptMask(written, host.cpu_count);
  if (!cpus) return tl::unexpected(cpus.error());
  return MaskLine(*cpus, current, host.cpu_count);
}

/// Puts `content` into `file` of every folder below `conf` but the one of `all`.
void SetEverywhere(KernelTree& tree, const std::string& conf, const std::string& file,
                   const std::string& content) {
  for (const std::string& name : NamesIn(tree, conf)) {
    if (name != "all") ReplaceContent(tree, conf + '/' + name + '/' + file, content);
  }
}

/// net/ipv4/devinet.c: inet_forward_change (Linux 6.1 to 7.3).
void FollowForwarding(KernelTree& tree, const std::string& content) {
  const std::string conf = "/proc/sys/net/ipv4/conf";
  const bool on = Trim(content) != "0";
  ReplaceContent(tree, "/proc/sys/net/ipv4/ip_forward", content);
  ReplaceContent(tree, conf + "/all/forwarding", content);
  ReplaceContent(tree, conf + "/all/accept_redirects", on ? "0\n" : "1\n");
  SetEverywhere(tree, conf, "forwarding", on ? "1\n" : "0\n");
}

}  // namespace

void FollowSysctl(KernelTree& tree, const std::string& path) {
  const std::string content = ContentOf(tree, path);
  if (path == "/proc/sys/net/ipv4/ip_forward" || path == "/proc/sys/net/ipv4/conf/all/forwarding") {
    return FollowForwarding(tree, content);
  }
  const std::string conf = "/proc/sys/net/ipv6/conf";
  for (const std::string file :
       {"forwarding", "disable_ipv6", "addr_gen_mode", "ignore_routes_with_linkdown"}) {
    if (path == conf + "/all/" + file) SetEverywhere(tree, conf, file, content);
  }
}

void LeaveBehind(KernelTree& tree, const std::string& path, const std::string& written) {
  if (path != "/proc/sys/net/core/rps_default_mask") return;
  const std::string current = ContentOf(tree, path);
  const RecordedHost host = ReadRecordedHost(tree);
  // Group by group from the lowest: what comes before one too many is in, beyond the last CPU not.
  const std::string_view lowest = Trim(written).substr(Trim(written).rfind(',') + 1);
  const auto low = CpuSet::ParseMask(lowest);
  if (!low || host.cpu_count == 0) return;
  const CpuSet kept = low->And(CpuSet::Range(0, host.cpu_count - 1)).Except(host.isolated);
  ReplaceContent(tree, path, MaskLine(kept, current, host.cpu_count));
}

Accepted<std::string> AcceptSysctl(const std::string& path, const std::string& current,
                                   const std::string& written, const RecordedHost& host) {
  constexpr std::string_view kCore = "/proc/sys/net/core/";
  constexpr int64_t kTwoSecondsInUs = 2'000'000;
  const std::string name = path.starts_with(kCore) ? path.substr(kCore.size()) : "";
  if (name == "netdev_rss_key") return tl::unexpected(EACCES);  // mode 0444, root or not
  if (name == "flow_limit_cpu_bitmap") return AcceptCpuMask(current, written, host);
  if (name == "rps_default_mask") return AcceptQueueFile("rps_cpus", current, written, host);
  if (name == "netdev_budget_usecs") {
    const int64_t two_jiffies = kTwoSecondsInUs / std::max(host.hz, 1U);
    return AcceptByRule({name, two_jiffies}, written);
  }
  for (const Rule& rule : kRules) {
    if (rule.name == name) return AcceptByRule(rule, written);
  }
  const auto words = Words(current);
  if (!words.empty() && std::all_of(words.begin(), words.end(), IsNumber)) {
    return AcceptNumbers(current, written);
  }
  return std::string(Trim(written)) + '\n';
}

}  // namespace netkeel
