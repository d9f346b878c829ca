// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"
#include "tunables/observed_vectors.h"

namespace netkeel {
namespace {

using Lines = std::vector<std::string>;

const Setting* FindSetting(const std::vector<Setting>& settings, std::string_view key) {
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found != settings.end() ? &*found : nullptr;
}

const Setting* OfHost(const Profile& profile, std::string_view key) {
  return FindSetting(profile.host, key);
}

bool RaisedAbove(const Setting* setting, uint64_t usual) {
  const auto* const number =
      setting != nullptr ? std::get_if<uint64_t>(&setting->literal) : nullptr;
  return number != nullptr && *number > usual;
}

bool AnyInterfaceSets(const Profile& profile, std::string_view key) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    return FindSetting(block.settings, key) != nullptr;
  });
}

Lines BudgetWithoutTime(const Profile& profile) {
  constexpr uint64_t kUsual = 300;
  const Setting* const budget = OfHost(profile, "net.core.netdev_budget");
  if (!RaisedAbove(budget, kUsual)) return {};
  if (OfHost(profile, "net.core.netdev_budget_usecs") != nullptr) return {};
  return {ToText(budget->source) +
          ": net.core.netdev_budget is raised, but a run of the softirq ends at "
          "net.core.netdev_budget_usecs (2 jiffies by default) all the same; set both"};
}

Lines BacklogWithoutRps(const Profile& profile) {
  constexpr uint64_t kUsual = 1000;
  const Setting* const backlog = OfHost(profile, "net.core.netdev_max_backlog");
  const bool rps = OfHost(profile, "net.core.rps_default_mask") != nullptr ||
                   AnyInterfaceSets(profile, "rps_cpus");
  if (!RaisedAbove(backlog, kUsual) || rps) return {};
  return {ToText(backlog->source) +
          ": net.core.netdev_max_backlog is not in the path of a NAPI driver without RPS, and this "
          "profile sets no rps_cpus"};
}

std::optional<uint64_t> NumberOf(const Wish& wish) {
  const auto* const number = std::get_if<uint64_t>(&wish.value);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

using Wishes = std::vector<std::pair<Address, const Wish*>>;

/// The wishes of a device at addresses that `holds` is true of, in order.
template <typename Predicate>
Wishes WishesOf(const Look& look, const std::string& device, Predicate holds) {
  Wishes found;
  const auto& wishes = look.desired.wishes;
  for (auto wish = wishes.lower_bound({device, "", ""}); wish != wishes.end(); ++wish) {
    if (wish->first.device != device) break;
    if (holds(wish->first)) found.emplace_back(wish->first, &wish->second);
  }
  return found;
}

/// Of the interrupts that were observed.
Wishes PinsOf(const Look& look, const Device& device) {
  return WishesOf(look, device.name, [&look](const Address& address) {
    return VectorAt(look.observed.values, address).has_value();
  });
}

bool CountsQueues(const Address& address) {
  const Descriptor* const tunable = FindDescriptor(address.tunable);
  const KeyDescriptor* const row = tunable == nullptr ? nullptr : FindKey(*tunable, address.key);
  return row != nullptr && row->counts_queues;
}

/// PCI devices of ixgbe whose RSS has 4 bits (drivers/net/ethernet/intel/ixgbe/ixgbe_type.h); X550
/// and newer have 6.
constexpr std::array<std::string_view, 18> k82599AndX540 = {
    "0x10f7", "0x10f8", "0x10f9", "0x10fb", "0x10fc", "0x1507", "0x1514", "0x1517", "0x151c",
    "0x1528", "0x1529", "0x152a", "0x154a", "0x154d", "0x154f", "0x1557", "0x1558", "0x1560"};

/// One device as the profile wants it.
struct Subject {
  const Look& look;
  const Device& device;
  /// The CPUs that each queue is given; empty where not all of the wanted ones are there yet.
  std::map<uint64_t, CpuSet> queues;
  CpuSet cpus;  ///< of all of them

  /// "p.yaml:7: eth0: ".
  std::string Place(const Wish& wish) const {
    return ToText(wish.source) + ": " + device.name + ": ";
  }
};

/// What the profile wants most queues by, of all that it wants them by; null where it does not say.
const std::pair<Address, const Wish*>* MostQueues(const Wishes& wishes) {
  const auto most =
      std::max_element(wishes.begin(), wishes.end(), [](const auto& left, const auto& right) {
        return NumberOf(*left.second) < NumberOf(*right.second);
      });
  return most == wishes.end() ? nullptr : &*most;
}

Subject SubjectOf(const Look& look, const Device& device) {
  Subject subject{look, device, {}, {}};
  const Wishes counts = WishesOf(look, device.name, CountsQueues);
  const auto* const most = MostQueues(counts);
  const auto wanted = most == nullptr ? std::nullopt : NumberOf(*most->second);
  for (const auto& [address, wish] : PinsOf(look, device)) {
    const auto queue = VectorAt(look.observed.values, address)->queue;
    const auto* const cpus = std::get_if<CpuSet>(&wish->value);
    if (!queue || cpus == nullptr) continue;
    if (wanted && *queue >= *wanted) continue;  // is about to go
    subject.queues[*queue] = subject.queues[*queue].Or(*cpus);
  }
  if (wanted && subject.queues.size() < *wanted) subject.queues.clear();
  for (const auto& [queue, cpus] : subject.queues) subject.cpus = subject.cpus.Or(cpus);
  return subject;
}

Lines QueuesBeyondRss(const Subject& subject) {
  constexpr uint64_t kReach = 16;
  const Device& device = subject.device;
  const bool narrow = device.driver == "ixgbe" &&
                      std::count(k82599AndX540.begin(), k82599AndX540.end(), device.model) > 0;
  const Wishes counts = WishesOf(subject.look, device.name, CountsQueues);
  const auto* const most = MostQueues(counts);
  const auto queues = most == nullptr ? std::nullopt : NumberOf(*most->second);
  if (!narrow || !queues || *queues <= kReach) return {};
  return {subject.Place(*most->second) + std::to_string(*queues) +
          " queues, but the RSS of an 82599 or X540 (PCI device " + device.model +
          ") reaches 16: no multicast and no UDP comes to the others; " + most->first.key + ": 16"};
}

const Wish& FirstPin(const Subject& subject) {
  return *PinsOf(subject.look, subject.device).front().second;
}

bool AreCrowded(const Subject& subject) { return subject.queues.size() > subject.cpus.Size(); }

Lines MoreQueuesThanCpus(const Subject& subject) {
  if (!AreCrowded(subject)) return {};
  return {subject.Place(FirstPin(subject)) + std::to_string(subject.queues.size()) +
          " queues on the " + std::to_string(subject.cpus.Size()) + " CPUs " +
          subject.cpus.ToList() +
          ": CPUs that serve several queues gain nothing by them; as many queues as CPUs are "
          "enough, or name more CPUs"};
}

Lines CpuOfSeveralQueues(const Subject& subject) {
  if (AreCrowded(subject)) return {};  // which is said once, and not for every CPU
  std::map<unsigned, std::vector<std::string>> served;
  for (const auto& [queue, cpus] : subject.queues) {
    if (cpus.Size() == 1) served[cpus.Last()].push_back(std::to_string(queue));
  }
  Lines lines;
  for (const auto& [cpu, queues] : served) {
    if (queues.size() < 2) continue;
    lines.push_back(subject.Place(FirstPin(subject)) + "CPU " + std::to_string(cpu) +
                    " serves queues " + Join(queues, ", ") +
                    ": one after the other; give each a CPU of its own");
  }
  return lines;
}

Lines FlowsBeyondTable(const Subject& subject) {
  const Look& look = subject.look;
  const Wishes tables = WishesOf(look, kHostDevice, [](const Address& address) {
    return address.key == "net.core.rps_sock_flow_entries";
  });
  const auto entries = tables.empty() ? std::nullopt : NumberOf(*tables.front().second);
  const Wishes counts = WishesOf(look, subject.device.name, [](const Address& address) {
    return address.key.ends_with("/rps_flow_cnt");
  });
  uint64_t flows = 0;
  for (const auto& [address, wish] : counts) flows += NumberOf(*wish).value_or(0);
  if (!entries || flows <= *entries) return {};
  return {subject.Place(*counts.front().second) + "rps_flow_cnt of " +
          std::to_string(counts.size()) + " queues is " + std::to_string(flows) +
          " in all, but net.core.rps_sock_flow_entries (" + ToText(tables.front().second->source) +
          ") knows " + std::to_string(*entries) + "; make it as many, or a queue's share " +
          std::to_string(*entries / counts.size())};
}

/// One thing that cannot work as written; what it needs to know is which of the two it has.
struct Rule {
  Lines (*of_profile)(const Profile& profile) = nullptr;
  Lines (*of_device)(const Subject& subject) = nullptr;
};

constexpr Rule kRules[] = {
    {.of_profile = BudgetWithoutTime}, {.of_profile = BacklogWithoutRps},
    {.of_device = QueuesBeyondRss},    {.of_device = MoreQueuesThanCpus},
    {.of_device = CpuOfSeveralQueues}, {.of_device = FlowsBeyondTable},
};

void Append(Lines from, Lines& into) {
  into.insert(into.end(), std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
}

}  // namespace

std::vector<std::string> Lint(const Profile& profile) {
  Lines lines;
  for (const Rule& rule : kRules) {
    if (rule.of_profile != nullptr) Append(rule.of_profile(profile), lines);
  }
  return lines;
}

std::vector<std::string> Lint(const Look& look) {
  Lines lines;
  for (const auto& [name, device] : look.devices) {
    const Subject subject = SubjectOf(look, device);
    for (const Rule& rule : kRules) {
      if (rule.of_device != nullptr) Append(rule.of_device(subject), lines);
    }
  }
  return lines;
}

}  // namespace netkeel
