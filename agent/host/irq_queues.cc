// SPDX-License-Identifier: Apache-2.0
#include "host/irq_queues.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "host/irq_order.h"

namespace netkeel {
namespace {

constexpr const char* kCutShort =
    "its place among the function's vectors, whose names are cut short";
constexpr const char* kAlike =
    "its place among the function's vectors, whose names do not tell them apart";

bool ByName(VectorKind kind) {
  return kind == VectorKind::kQueue || kind == VectorKind::kCounted ||
         kind == VectorKind::kFromOne || kind == VectorKind::kWhole;
}

/// The work of one call of QueuesOf.
class Assignment {
 public:
  Assignment(const Kernel& kernel, const Device& device, const std::vector<NamedIrq>& found)
      : kernel_(kernel), device_(device), found_(found), served_(found.size()) {}

  Result<std::vector<Served>> Make() {
    ByTheirNames();
    CountFamilies();
    if (device_.driver == "gve") HalveGveBlocks();
    if (auto settled = SettleBare(); !settled) return Fail(settled.error());
    for (const auto& [family, members] : Families()) {
      if (Distinct(members)) continue;
      if (auto ranked = RankFamily(family, members); !ranked) return Fail(ranked.error());
    }
    return std::move(served_);
  }

 private:
  using Indices = std::vector<size_t>;

  void ByTheirNames() {
    for (size_t i = 0; i < found_.size(); ++i) {
      const VectorName& name = found_[i].name;
      served_[i].label = name.label;
      if (name.kind == VectorKind::kQueue) served_[i].queue = name.number;
      if (name.kind == VectorKind::kFromOne)
        served_[i].queue = name.number > 0 ? name.number - 1 : 0;
      if (name.kind == VectorKind::kWhole) served_[i].queue = 0;
    }
  }

  /// The queue of each vector of a family by rank, for drivers that number all vectors in one row.
  void CountFamilies() {
    std::map<std::string, uint64_t> next;
    Indices order(found_.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return found_[a].name.number < found_[b].name.number;
    });
    for (const size_t i : order) {
      const VectorName& name = found_[i].name;
      if (name.kind == VectorKind::kCounted) served_[i].queue = next[name.family]++;
    }
  }

  /// gve has one row of blocks: the first half sends, the second half receives.
  void HalveGveBlocks() {
    uint64_t blocks = 0;
    for (const Served& served : served_) {
      if (served.queue) blocks = std::max(blocks, *served.queue + 1);
    }
    const uint64_t half = (blocks + 1) / 2;
    for (Served& served : served_) {
      if (served.queue && *served.queue >= half) served.queue = *served.queue - half;
    }
  }

  /// Vectors that serve queues by their names, by what they are called without the number.
  std::map<std::string, Indices> Families() const {
    std::map<std::string, Indices> families;
    for (size_t i = 0; i < found_.size(); ++i) {
      const VectorName& name = found_[i].name;
      if (ByName(name.kind) && name.kind != VectorKind::kWhole) families[name.family].push_back(i);
    }
    return families;
  }

  bool Distinct(const Indices& members) const {
    std::set<std::string> labels;
    return std::all_of(members.begin(), members.end(), [&](size_t i) {
      return !found_[i].name.numberless && labels.insert(found_[i].name.label).second;
    });
  }

  /// What has the interface's name and no more: alone it serves everything, beside vectors of
  /// queues it serves none.
  Result<void> SettleBare() {
    Indices bare;
    bool any_queue = false;
    for (size_t i = 0; i < found_.size(); ++i) {
      any_queue = any_queue || ByName(found_[i].name.kind);
      if (found_[i].name.kind == VectorKind::kBare) bare.push_back(i);
    }
    if (any_queue || bare.empty()) return {};
    if (bare.size() == 1) {
      served_[bare.front()] = {"single", 0};
      return {};
    }
    if (TakePlaces(kAlike)) return {};
    if (Counts().receiving() > 1) return Unclear("all have the same name", bare);
    for (const size_t i : bare) served_[i] = {"line", 0};
    return {};
  }

  Result<void> RankFamily(const std::string& family, const Indices& members) {
    const bool cut =
        std::any_of(members.begin(), members.end(), [&](size_t i) { return found_[i].name.cut; });
    const char* const by = cut ? kCutShort : kAlike;
    if (TakePlaces(by)) return {};
    const QueueCounts& counts = Counts();
    const uint64_t wanted = SendsOnly(family) ? counts.sending() : counts.receiving();
    if (members.size() != wanted) {
      return Unclear(cut ? "are cut short" : "read alike", members);
    }
    uint64_t rank = 0;
    for (const size_t i : OrderOfFunction(kernel_, found_)) {
      if (std::find(members.begin(), members.end(), i) == members.end()) continue;
      served_[i] = {family.substr(0, family.find("{n}")) + std::to_string(rank), rank, by};
      ++rank;
    }
    return {};
  }

  /// Where the driver is known to lay its vectors out in one order, that decides for all of them.
  bool TakePlaces(const char* by) {
    auto placed = ServedByPlace(device_, Counts(), OrderOfFunction(kernel_, found_), found_.size());
    if (!placed) return false;
    served_ = std::move(*placed);
    for (Served& served : served_) {
      if (served.queue) served.by = by;
    }
    return true;
  }

  Result<void> Unclear(const std::string& what, const Indices& which) {
    std::set<std::string> names;
    for (const size_t i : which) names.insert(found_[i].text);
    return Fail(ErrorCode::kUnclear,
                "which queue its interrupts serve cannot be told: the names of " +
                    std::to_string(which.size()) + " of them " + what + " (" +
                    Printable(Join({names.begin(), names.end()}, ", ")) + "), and the device has " +
                    std::to_string(Counts().receiving()) + " receive and " +
                    std::to_string(Counts().sending()) + " transmit queues; none of them is moved");
  }

  const QueueCounts& Counts() {
    if (!counts_) counts_ = CountQueues(kernel_, device_);
    return *counts_;
  }

  const Kernel& kernel_;
  const Device& device_;
  const std::vector<NamedIrq>& found_;
  std::vector<Served> served_;
  std::optional<QueueCounts> counts_;
};

}  // namespace

QueueCounts CountQueues(const Kernel& kernel, const Device& device) {
  QueueCounts counts;
  if (const auto channels = kernel.EthtoolGet(device, EthtoolTopic::kChannels)) {
    counts = {FieldNumber(*channels, "combined"), FieldNumber(*channels, "rx"),
              FieldNumber(*channels, "tx")};
  }
  if (counts.receiving() > 0) return counts;
  const auto queues = kernel.ListDirectory("/sys/class/net/" + device.name + "/queues");
  for (const std::string& queue : queues.value_or(std::vector<std::string>{})) {
    if (queue.starts_with("rx-")) ++counts.rx;
    if (queue.starts_with("tx-")) ++counts.tx;
  }
  return counts;
}

Result<std::vector<Served>> QueuesOf(const Kernel& kernel, const Device& device,
                                     const std::vector<NamedIrq>& found) {
  return Assignment(kernel, device, found).Make();
}

}  // namespace netkeel
