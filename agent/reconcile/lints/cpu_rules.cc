// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "reconcile/lints/rule.h"

namespace netkeel {
namespace {

const Wish& FirstPin(const Subject& subject) { return *PinsOf(subject).front().second; }

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

/// x86 delivers an interrupt to one CPU of its mask, and moves it to no other while that one is in
/// it: arch/x86/kernel/apic/vector.c, assign_vector_locked.
Lines PoolIsNoSpread(const Subject& subject) {
  const auto& queues = subject.queues;
  const bool shared = queues.size() > 1 && subject.cpus.Size() > 1 &&
                      std::all_of(queues.begin(), queues.end(),
                                  [&](const auto& queue) { return queue.second == subject.cpus; });
  if (!shared || AreCrowded(subject)) return {};
  return {subject.Place(FirstPin(subject)) + "every queue may use all of the CPUs " +
          subject.cpus.ToList() +
          ": Linux gives an interrupt one CPU of its set and leaves it there, so that queues may "
          "share one while others are idle; affinity: spread gives each its own"};
}

Lines FarNode(const Subject& subject) {
  const auto& nodes = subject.look.facts.nodes;
  const auto near = nodes.find(subject.device.numa_node);
  if (near == nodes.end() || nodes.size() < 2) return {};
  const CpuSet far = subject.cpus.Except(near->second);
  if (far.Empty()) return {};
  return {subject.Place(FirstPin(subject)) + "interrupts on CPUs " + far.ToList() +
          ", and the card is on NUMA node " + std::to_string(near->first) + " (CPUs " +
          near->second.ToList() +
          "): every packet crosses to the other node; `... and local` stays beside the card"};
}

Lines OnTheApplicationsCpus(const Subject& subject) {
  const CpuSet both = subject.cpus.And(subject.look.app);
  if (both.Empty()) return {};
  return {subject.Place(FirstPin(subject)) + "interrupts on CPUs " + both.ToList() +
          ", which `cpu-sets: {app: ...}` gives to the application: each packet interrupts it"};
}

/// Of masks of the host: what starts or runs anywhere is not to do so on CPUs that are kept.
Lines KeptCpusInMasks(const Subject& subject) {
  Lines lines;
  if (subject.device.name != kHostDevice) return lines;
  const CpuSet kept = subject.look.app.Or(subject.look.facts.isolated);
  for (const auto& [address, wish] :
       WishesOf(subject.look, kHostDevice, [](const Address& address) {
         return address.tunable == "irq-default" || address.tunable == "workqueue";
       })) {
    const auto* const cpus = std::get_if<CpuSet>(&wish->value);
    const CpuSet both = cpus == nullptr ? CpuSet{} : cpus->And(kept);
    if (both.Empty()) continue;
    lines.push_back(ToText(wish->source) + ": " + address.key + " names CPUs " + both.ToList() +
                    ", which are isolated or the application's: whatever has no CPU of its own "
                    "may come there; `housekeeping` names the others");
  }
  return lines;
}

Wishes SteeredOf(const Subject& subject) {
  return WishesOf(subject.look, subject.device.name,
                  [](const Address& address) { return address.key.ends_with("/rps_cpus"); });
}

/// net/core/net-sysfs.c, store_rps_map: housekeeping CPUs alone are taken.
Lines RpsOntoIsolated(const Subject& subject) {
  const auto& values = subject.look.observed.values;
  const auto allowed = values.find({subject.device.name, "queues", "rps_cpus/allowed"});
  if (allowed == values.end()) return {};
  for (const auto& [address, wish] : SteeredOf(subject)) {
    const auto* const cpus = std::get_if<CpuSet>(&wish->value);
    if (cpus == nullptr) continue;
    const CpuSet dropped = cpus->Except(std::get<CpuSet>(allowed->second));
    if (dropped.Empty()) continue;
    return {subject.Place(*wish) + "rps_cpus names CPUs " + dropped.ToList() +
            ", which were isolated at boot, are nohz_full or offline: Linux drops them from the "
            "set without a word; leave them out"};
  }
  return {};
}

/// "3" of "rx-3/rps_cpus".
std::optional<uint64_t> QueueOf(const Address& address) {
  const std::string_view key = address.key;
  return key.starts_with("rx-") ? ParseUnsigned(key.substr(3, key.find('/') - 3)) : std::nullopt;
}

Lines RpsOntoItself(const Subject& subject) {
  for (const auto& [address, wish] : SteeredOf(subject)) {
    const auto* const cpus = std::get_if<CpuSet>(&wish->value);
    const auto number = QueueOf(address);
    const auto queue = number ? subject.queues.find(*number) : subject.queues.end();
    if (cpus == nullptr || queue == subject.queues.end() || cpus->Size() != 1) continue;
    if (*cpus != queue->second) continue;
    return {subject.Place(*wish) + "rps_cpus of " + address.key.substr(0, address.key.find('/')) +
            " is CPU " + cpus->ToList() +
            ", which has its interrupt already: each packet goes through the backlog and stays "
            "where it was; name other CPUs, or none"};
  }
  return {};
}

constexpr std::array kRules{
    Rule{.name = "more-queues-than-cpus", .of_device = MoreQueuesThanCpus},
    Rule{.name = "cpu-of-several-queues", .of_device = CpuOfSeveralQueues},
    Rule{.name = "pool-is-no-spread", .of_device = PoolIsNoSpread},
    Rule{.name = "far-node", .of_device = FarNode},
    Rule{.name = "on-the-applications-cpus", .of_device = OnTheApplicationsCpus},
    Rule{.name = "kept-cpus-in-masks", .of_device = KeptCpusInMasks},
    Rule{.name = "rps-onto-isolated", .of_device = RpsOntoIsolated},
    Rule{.name = "rps-onto-itself", .of_device = RpsOntoItself},
};

}  // namespace

std::span<const Rule> CpuRules() { return kRules; }

}  // namespace netkeel
