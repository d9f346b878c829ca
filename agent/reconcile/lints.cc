// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"

namespace netkeel {
namespace {

using Lines = std::vector<std::string>;

const Setting* FindSetting(const std::vector<Setting>& settings, const std::string& tunable,
                           const std::string& key) {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& setting) {
    return setting.tunable == tunable && setting.key == key;
  });
  return found != settings.end() ? &*found : nullptr;
}

const Setting* HostSysctl(const Profile& profile, const std::string& key) {
  return FindSetting(profile.host, "sysctl", key);
}

bool RaisedAbove(const Setting* setting, uint64_t usual) {
  const auto* const number =
      setting != nullptr ? std::get_if<uint64_t>(&setting->literal) : nullptr;
  return number != nullptr && *number > usual;
}

bool AnyInterfaceSets(const Profile& profile, const std::string& tunable, const std::string& key) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    return FindSetting(block.settings, tunable, key) != nullptr;
  });
}

Lines BudgetWithoutTime(const Profile& profile) {
  constexpr uint64_t kUsual = 300;
  const Setting* const budget = HostSysctl(profile, "net.core.netdev_budget");
  if (!RaisedAbove(budget, kUsual)) return {};
  if (HostSysctl(profile, "net.core.netdev_budget_usecs") != nullptr) return {};
  return {ToText(budget->source) +
          ": net.core.netdev_budget is raised, but a run of the softirq ends at "
          "net.core.netdev_budget_usecs (2 jiffies by default) all the same; set both"};
}

Lines BacklogWithoutRps(const Profile& profile) {
  constexpr uint64_t kUsual = 1000;
  const Setting* const backlog = HostSysctl(profile, "net.core.netdev_max_backlog");
  const bool rps = HostSysctl(profile, "net.core.rps_default_mask") != nullptr ||
                   AnyInterfaceSets(profile, "queues", "rps_cpus");
  if (!RaisedAbove(backlog, kUsual) || rps) return {};
  return {ToText(backlog->source) +
          ": net.core.netdev_max_backlog is not in the path of a NAPI driver without RPS, and this "
          "profile sets no rps_cpus"};
}

const Wish* WishAt(const Look& look, const Address& address) {
  const auto wish = look.desired.wishes.find(address);
  return wish == look.desired.wishes.end() ? nullptr : &wish->second;
}

std::optional<uint64_t> WantedNumber(const Look& look, const Address& address) {
  const Wish* const wish = WishAt(look, address);
  const auto* const number = wish != nullptr ? std::get_if<uint64_t>(&wish->value) : nullptr;
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

/// The wishes of a device's tunable whose key ends with `suffix`, in order.
std::vector<std::pair<Address, const Wish*>> WishesOf(const Look& look, const Device& device,
                                                      const std::string& tunable,
                                                      const std::string& suffix) {
  std::vector<std::pair<Address, const Wish*>> found;
  const auto& wishes = look.desired.wishes;
  for (auto wish = wishes.lower_bound({device.name, tunable, ""}); wish != wishes.end(); ++wish) {
    if (wish->first.device != device.name || wish->first.tunable != tunable) break;
    if (wish->first.key.ends_with(suffix)) found.emplace_back(wish->first, &wish->second);
  }
  return found;
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

/// How many queues the profile wants; none where it does not say.
std::optional<uint64_t> WantedQueues(const Look& look, const Device& device) {
  std::optional<uint64_t> most;
  for (const char* const key : {"combined", "rx", "tx"}) {
    most = std::max(most, WantedNumber(look, {device.name, "channels", key}));
  }
  return most;
}

constexpr const char* kAffinity = "/affinity";

Subject SubjectOf(const Look& look, const Device& device) {
  Subject subject{look, device, {}, {}};
  const auto wanted = WantedQueues(look, device);
  for (const auto& [address, wish] : WishesOf(look, device, "irq", kAffinity)) {
    const std::string label = address.key.substr(0, address.key.rfind('/'));
    const auto queue = look.observed.values.find({device.name, "irq", label + "/queue"});
    const auto* const cpus = std::get_if<CpuSet>(&wish->value);
    if (queue == look.observed.values.end() || cpus == nullptr) continue;
    const uint64_t number = std::get<uint64_t>(queue->second);
    if (wanted && number >= *wanted) continue;  // is about to go
    subject.queues[number] = subject.queues[number].Or(*cpus);
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
  const Address address{device.name, "channels", "combined"};
  const auto queues = WantedNumber(subject.look, address);
  if (!narrow || !queues || *queues <= kReach) return {};
  return {subject.Place(*WishAt(subject.look, address)) + std::to_string(*queues) +
          " queues, but the RSS of an 82599 or X540 (PCI device " + device.model +
          ") reaches 16: no multicast and no UDP comes to the others; combined: 16"};
}

const Wish& FirstPin(const Subject& subject) {
  return *WishesOf(subject.look, subject.device, "irq", kAffinity).front().second;
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
  const Address table{kHostDevice, "sysctl", "net.core.rps_sock_flow_entries"};
  const auto entries = WantedNumber(look, table);
  const auto counts = WishesOf(look, subject.device, "queues", "/rps_flow_cnt");
  uint64_t flows = 0;
  for (const auto& [address, wish] : counts) flows += WantedNumber(look, address).value_or(0);
  if (!entries || flows <= *entries) return {};
  return {subject.Place(*counts.front().second) + "rps_flow_cnt of " +
          std::to_string(counts.size()) + " queues is " + std::to_string(flows) +
          " in all, but net.core.rps_sock_flow_entries (" + ToText(WishAt(look, table)->source) +
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
