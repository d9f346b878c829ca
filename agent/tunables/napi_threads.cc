// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/cpu_files.h"
#include "tunables/factories.h"
#include "tunables/irq_placement.h"
#include "tunables/labelled_napis.h"
#include "tunables/thread_scheduling.h"

namespace netkeel {
namespace {

constexpr std::string_view kAffinity = "affinity";

constexpr std::array kKeys{
    KeyDescriptor{.name = kAffinity,
                  .type = KeyType::kPlacement,
                  .help = "how the threads of queues take the CPUs of `cpus`"},
    KeyDescriptor{.name = "cpus",
                  .type = KeyType::kCpus,
                  .writable = false,
                  .help = "the CPUs that the threads are placed on"},
    kPolicyKey,
    kPriorityKey,
};

constexpr Descriptor kDescriptor{
    .name = "napi-threads",
    .family = Family::kCpuFiles,
    .help = "the kernel threads of NAPIs that are threaded: CPUs and scheduling (Linux 6.8)",
    .keys = kKeys,
};

/// Companion: the online CPUs.
constexpr const char* kOnline = "online";

bool IsSeen(const LabelledNapi& thread) { return thread.fields.contains("cpus"); }

/// The number of the queue that a label has: "rx-3", "tx-3", or by order "napi-3".
std::optional<uint64_t> QueueOf(const std::string& label) {
  return ParseUnsigned(label.substr(label.rfind('-') + 1));
}

/// The one problem of the device, where there is no thread to set.
std::optional<Error> WhyNone(const Device& device,
                             const Result<std::vector<LabelledNapi>>& threads) {
  if (!threads) {
    Error error = threads.error();
    if (error.code == ErrorCode::kUnsupported) {
      error.message = "this kernel does not tell whose a NAPI's thread is (Linux 6.8)";
    }
    return error;
  }
  if (threads->empty()) return WhyNoNapi(device);
  if (std::any_of(threads->begin(), threads->end(), IsSeen)) return std::nullopt;
  const bool are_hidden = std::any_of(threads->begin(), threads->end(),
                                      [](const auto& each) { return each.fields.contains("pid"); });
  return Error{ErrorCode::kUnsupported,
               are_hidden
                   ? "the kernel's threads are not seen here, as in a container or an older capture"
                   : "no NAPI of the interface is threaded; see napi and napi-set"};
}

class NapiThreads : public Tunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    Observation seen;
    const auto threads = LabelledNapis(kernel, device, EthtoolTopic::kThreads);
    if (const auto none = WhyNone(device, threads)) {
      seen.problems[At(device, "")] = *none;
      return seen;
    }
    for (const LabelledNapi& thread : *threads) {
      if (IsSeen(thread)) ObserveThread(device, thread, seen);
    }
    if (const auto online = ReadOnlineCpus(kernel)) seen.values[At(device, kOnline)] = *online;
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    const Placed placed{
        kDescriptor.name, "thread", ThreadsOf(situation), {ErrorCode::kIo, "no thread found"}};
    ResolvePlacement(situation, placed, desired);
    ResolveScheduling(situation, kDescriptor.name, desired);
  }

  /// Offline CPUs count on neither side: Linux keeps those that were written.
  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const Value& actual = observed.at(address);
    const auto* const want = std::get_if<CpuSet>(&wanted);
    const auto* const have = std::get_if<CpuSet>(&actual);
    const auto online = observed.find(At(device, kOnline));
    if (want == nullptr || have == nullptr || online == observed.end()) {
      return {actual == wanted ? Status::kOk : Status::kDrift, ""};
    }
    const auto& cpus = std::get<CpuSet>(online->second);
    return {want->And(cpus) == have->And(cpus) ? Status::kOk : Status::kDrift, ""};
  }

  /// By queue, since those that send alone may have NAPIs of their own.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    const auto queue = QueueOf(LabelOf(address.key));
    if (WordOf(address.key) != kAffinity || !queue) return Tunable::PlaceOf(address, observed);
    return KeyPlace{std::string(kAffinity), "queue-" + std::to_string(*queue)};
  }

  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& /*observed*/) const override {
    return ThreadSteps(device, kDescriptor.name, changes);
  }

  /// Of the thread that the NAPI has at this moment.
  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    const std::string label = LabelOf(step.changes.front().address.key);
    const std::string where = device.name + ' ' + step.tunable + ' ' + label;
    const auto threads = LabelledNapis(kernel, device, EthtoolTopic::kThreads);
    if (!threads) return Fail(netkeel::At(where, threads.error()));
    const auto thread =
        std::find_if(threads->begin(), threads->end(),
                     [&](const LabelledNapi& each) { return each.label == label && IsSeen(each); });
    if (thread == threads->end()) {
      return Fail(ErrorCode::kNotFound, where + ": the thread is gone");
    }
    return ApplyToThread(kernel, device, step, thread->id, thread->fields);
  }

 private:
  static Address At(const Device& device, const std::string& key) {
    return {device.name, std::string(kDescriptor.name), key};
  }

  static void ObserveThread(const Device& device, const LabelledNapi& thread, Observation& seen) {
    auto cpus = CpuSet::ParseList(FieldText(thread.fields, "cpus"));
    const Address affinity = At(device, thread.label + '/' + std::string(kAffinity));
    if (cpus) {
      seen.values[affinity] = std::move(*cpus);
    } else {
      seen.problems[affinity] = cpus.error();
    }
    ObserveScheduling(thread.fields, device, kDescriptor.name, thread.label, seen);
  }

  /// What there is to be placed; its queue by the label.
  static std::vector<ObservedVector> ThreadsOf(const Situation& situation) {
    std::vector<ObservedVector> threads;
    const Address first = At(situation.target.device, "");
    const State& observed = situation.observed.values;
    for (auto it = observed.lower_bound(first); it != observed.end(); ++it) {
      const Address& address = it->first;
      if (address.device != first.device || address.tunable != first.tunable) break;
      if (WordOf(address.key) != kAffinity) continue;
      const std::string label = LabelOf(address.key);
      const bool by_order = label.starts_with("napi-");
      threads.push_back({label, address, 0, QueueOf(label), by_order ? "its place" : ""});
    }
    return threads;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeNapiThreads() { return std::make_unique<NapiThreads>(); }

}  // namespace netkeel
