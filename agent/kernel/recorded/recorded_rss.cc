// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>

#include "kernel/driver_facts.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"

namespace netkeel {
namespace {

using Table = std::vector<uint64_t>;

constexpr const char* kTable = "indirection";

const Table* TableIn(const EthtoolFields& fields) {
  const auto field = fields.find(kTable);
  return field == fields.end() ? nullptr : std::get_if<Table>(&field->second);
}

/// net/ethtool/rss.c: rss_set_prep_indir, Linux 6.17; by ioctl the same without the text.
std::optional<RecordedRefusal> WrongTable(const Table& written, size_t size, uint64_t queues) {
  if (!written.empty() && size % written.size() != 0) {
    return RecordedRefusal{EINVAL, "size (" + std::to_string(written.size()) +
                                       ") mismatch with device indir table (" +
                                       std::to_string(size) + ")"};
  }
  for (size_t i = 0; i < written.size(); ++i) {
    if (written[i] < queues) continue;
    return RecordedRefusal{EINVAL, "entry " + std::to_string(i) + ": queue out of range (" +
                                       std::to_string(written[i]) + ")"};
  }
  return std::nullopt;
}

/// The drivers that have another hash function than Toeplitz: mlx4_en_set_rxfh and
/// mlx5e_rx_res_rss_set_rxfh, Linux 6.12.
bool HasOtherHashes(std::string_view driver) { return driver.starts_with("mlx"); }

bool IsAnother(const RecordedRequest& request, const char* word) {
  const auto field = request.written.find(word);
  return field != request.written.end() && field->second != request.current.at(word);
}

/// The fields of flows over IP alone: addresses, and both ports or none.
constexpr uint64_t kAddresses = 0x30;
constexpr uint64_t kPorts = 0xc0;

/// igb_set_rxfh_fields and ixgbe_set_rxfh_fields, Linux 6.12: TCP by addresses and ports, UDP by
/// either, all else by addresses.
bool IntelTakes(std::string_view flow, uint64_t bits) {
  if (flow.starts_with("tcp")) return bits == (kAddresses | kPorts);
  if (flow.starts_with("udp")) return bits == kAddresses || bits == (kAddresses | kPorts);
  return bits == kAddresses;
}

}  // namespace

uint64_t ReceiveQueues(const KernelTree& tree, const std::string& interface) {
  const auto channels = tree.ethtool.find({interface, EthtoolTopic::kChannels});
  if (channels != tree.ethtool.end()) {
    return FieldNumber(channels->second, "combined") + FieldNumber(channels->second, "rx");
  }
  const auto names = NamesIn(tree, "/sys/class/net/" + interface + "/queues");
  return static_cast<uint64_t>(std::count_if(
      names.begin(), names.end(), [](const auto& name) { return name.starts_with("rx-"); }));
}

EthtoolAccepted AcceptRss(const RecordedRequest& request) {
  EthtoolAccepted after = AcceptByCore(request);
  if (!after) return after;
  if (IsAnother(request, "hash-function") && !HasOtherHashes(request.driver)) {
    return Refused(EOPNOTSUPP);
  }
  const bool other_key = IsAnother(request, "key");
  if (other_key &&
      ToText(request.written.at("key")).size() != ToText(request.current.at("key")).size()) {
    return Refused(EINVAL);
  }
  const Table* const written = TableIn(request.written);
  if (written == nullptr || request.tree == nullptr) return after;
  const size_t size = TableIn(request.current)->size();
  const uint64_t queues = ReceiveQueues(*request.tree, std::string(request.interface));
  if (auto wrong = WrongTable(*written, size, queues)) return tl::unexpected(std::move(*wrong));
  const Table unit = written->empty() ? RoundRobinTable(size, queues) : *written;
  Table table(size);
  for (size_t i = 0; i < size; ++i) table[i] = unit[i % unit.size()];
  (*after)[kTable] = std::move(table);
  (*after)[kTableByHand] = uint64_t{written->empty() ? 0U : 1U};
  return after;
}

EthtoolAccepted AcceptFlowHash(const RecordedRequest& request) {
  EthtoolAccepted after = AcceptByCore(request);
  const bool is_intel = request.driver == "igb" || request.driver == "ixgbe";
  if (!after || !is_intel) return after;
  for (const auto& [flow, bits] : request.written) {
    if (!IntelTakes(flow, std::get<uint64_t>(bits))) return Refused(EINVAL);
  }
  return after;
}

std::optional<uint64_t> HighestQueueByHand(const RecordedRequest& request) {
  if (request.tree == nullptr) return std::nullopt;
  const std::string interface(request.interface);
  const auto rss = request.tree->ethtool.find({interface, EthtoolTopic::kRss});
  const Table* const table = rss == request.tree->ethtool.end() ? nullptr : TableIn(rss->second);
  if (table == nullptr || table->empty()) return std::nullopt;
  const uint64_t queues = ReceiveQueues(*request.tree, interface);
  const auto by_hand = rss->second.find(kTableByHand);
  // A capture does not say who set it.
  const bool is_by_hand = by_hand != rss->second.end()
                              ? by_hand->second == Value{uint64_t{1}}
                              : *table != RoundRobinTable(table->size(), queues) &&
                                    *table != DefaultTable(request.driver, table->size(), queues);
  if (!is_by_hand) return std::nullopt;
  return *std::max_element(table->begin(), table->end());
}

void RemakeTable(KernelTree& tree, const std::string& interface, const std::string& driver) {
  const auto rss = tree.ethtool.find({interface, EthtoolTopic::kRss});
  const Table* const table = rss == tree.ethtool.end() ? nullptr : TableIn(rss->second);
  if (table == nullptr) return;
  const auto by_hand = rss->second.find(kTableByHand);
  const bool is_by_hand = by_hand != rss->second.end() && by_hand->second == Value{uint64_t{1}};
  const bool is_intel = driver == "ixgbe" || driver == "igb" || driver == "igc";
  if (is_by_hand && !is_intel) return;
  rss->second[kTable] = DefaultTable(driver, table->size(), ReceiveQueues(tree, interface));
}

void ResetTable(KernelTree& tree, const std::string& interface, const std::string& driver) {
  if (ForgetsTable(driver)) RemakeTable(tree, interface, driver);
}

}  // namespace netkeel
