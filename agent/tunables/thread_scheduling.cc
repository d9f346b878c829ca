// SPDX-License-Identifier: Apache-2.0
#include "tunables/thread_scheduling.h"

#include <algorithm>
#include <cerrno>
#include <map>

#include "base/text.h"
#include "kernel/kernel_threads.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr std::string_view kAffinity = "affinity";

const Setting* Find(const Target& target, std::string_view tunable, std::string_view key) {
  const auto found = std::find_if(
      target.settings.begin(), target.settings.end(),
      [&](const Setting& setting) { return setting.tunable == tunable && setting.key == key; });
  return found == target.settings.end() ? nullptr : &*found;
}

/// What Linux would refuse of the two, "" where nothing.
std::string WrongWith(const Setting* policy, const Setting* priority) {
  const auto* const number =
      priority == nullptr ? nullptr : std::get_if<uint64_t>(&priority->literal);
  const bool has_number = number != nullptr && *number > 0;
  if (policy == nullptr) {
    return priority == nullptr ? "" : "`priority:` alone is nothing; add `policy:`";
  }
  const auto& name = std::get<std::string>(policy->literal);
  if (HasPriorities(name) && !has_number) return name + " needs `priority:`, 1 to 99";
  if (!HasPriorities(name) && has_number) {
    return name + " has no priorities; take `priority:` out, or write fifo or rr";
  }
  return "";
}

bool IsWhere(const Change& change) { return WordOf(change.address.key) == kAffinity; }

Error Explained(const Change& change, Error error) {
  if (error.code == ErrorCode::kPermission) {
    error.message += "; needs CAP_SYS_NICE, and RestrictRealtime= off in a unit of systemd";
  } else if (error.sys_errno == EINVAL && IsWhere(change)) {
    error.message += "; no CPU of " + ToText(change.after) + " is online";
  }
  return error;
}

}  // namespace

std::string LabelOf(const std::string& key) { return key.substr(0, key.find('/')); }
std::string WordOf(const std::string& key) { return key.substr(key.find('/') + 1); }

void ObserveScheduling(const Fields& thread, const Device& device, std::string_view tunable,
                       const std::string& label, Observation& seen) {
  const auto at = [&](const std::string& word) {
    return Address{device.name, std::string(tunable), label + '/' + word};
  };
  seen.values[at("policy")] = FieldText(thread, "policy");
  for (const std::string word : {"priority", "pid"}) {
    if (const auto number = ParseUnsigned(FieldText(thread, word))) seen.values[at(word)] = *number;
  }
}

void ResolveScheduling(const Situation& situation, std::string_view tunable, Desired& desired) {
  const Setting* const policy = Find(situation.target, tunable, kPolicyKey.name);
  const Setting* const priority = Find(situation.target, tunable, kPriorityKey.name);
  const std::string wrong = WrongWith(policy, priority);
  if (!wrong.empty()) {
    const Setting& first = policy != nullptr ? *policy : *priority;
    desired.findings.push_back(
        SettingFinding(situation.target, first, first.key, {ErrorCode::kBadInput, wrong}));
    return;
  }
  for (const Setting* const setting : {policy, priority}) {
    if (setting != nullptr) ResolveSetting(situation, *setting, desired);
  }
}

std::vector<Step> ThreadSteps(const Device& device, std::string_view tunable,
                              const std::vector<Change>& changes) {
  std::map<std::string, Step> steps;
  for (const Change& change : changes) {
    const std::string call = IsWhere(change) ? "sched_setaffinity(2)" : "sched_setattr(2)";
    const std::string object = call + " thread of " + LabelOf(change.address.key);
    Step& step = steps[object];
    step.device = device.name;
    step.tunable = tunable;
    step.object = object;
    step.changes.push_back(change);
  }
  std::vector<Step> all;
  for (auto& [object, step] : steps) all.push_back(std::move(step));
  return all;
}

Result<std::string> ApplyToThread(Kernel& kernel, const Device& device, const Step& step,
                                  uint64_t id, const Fields& thread) {
  const std::string start = std::to_string(id) + '/';
  EthtoolFields fields{{start + "pid", thread.at("pid")}, {start + "start", thread.at("start")}};
  for (const Change& change : step.changes) {
    const std::string word = WordOf(change.address.key);
    fields[start + (IsWhere(change) ? "cpus" : word)] = ToText(change.after);
  }
  auto set = kernel.EthtoolSet(device, EthtoolTopic::kThreads, fields);
  if (set) return set;
  const Change& first = step.changes.front();
  const std::string where =
      std::string(DeviceText(device.name)) + ' ' + step.tunable + ' ' + LabelOf(first.address.key);
  return Fail(At(where, Explained(first, set.error())));
}

}  // namespace netkeel
