// SPDX-License-Identifier: Apache-2.0
#include "tunables/ethtool_tunable.h"

#include "base/text.h"
#include "tunables/retry.h"

namespace netkeel {
namespace {

/// A field whose maximum is 0 or missing is one that the device does not have.
bool Has(const EthtoolFields& fields, const std::string& key) {
  const auto maximum = fields.find(key + "-max");
  return fields.contains(key) && maximum != fields.end() && maximum->second != Value{uint64_t{0}};
}

std::string WhatItHas(const Descriptor& descriptor, const EthtoolFields& fields) {
  std::vector<std::string> has;
  for (const KeyDescriptor& row : descriptor.keys) {
    if (Has(fields, std::string(row.name))) has.emplace_back(row.name);
  }
  return has.empty() ? "none" : Join(has, ", ");
}

std::string Request(const Step& step) {
  std::string text;
  for (const Change& change : step.changes) {
    text += ' ' + change.address.key + ' ' + ToText(change.after);
  }
  return text;
}

}  // namespace

Observation EthtoolTunable::Observe(const Kernel& kernel, const Device& device,
                                    const std::set<std::string>& keys) const {
  Observation seen;
  const std::string tunable(descriptor_.name);
  const auto fields = kernel.EthtoolGet(device, topic_);
  if (!fields) {
    seen.problems[{device.name, tunable, ""}] = fields.error();
    return seen;
  }
  for (const KeyDescriptor& row : descriptor_.keys) {
    const std::string key(row.name);
    if (Has(*fields, key)) {
      seen.values[{device.name, tunable, key}] = fields->at(key);
      seen.values[{device.name, tunable, key + "-max"}] = fields->at(key + "-max");
    } else if (keys.contains(key) && row.device_maximum) {
      seen.problems[{device.name, tunable, key}] = {
          ErrorCode::kUnsupported,
          "the device has no such " + tunable + "; it has: " + WhatItHas(descriptor_, *fields)};
    }
  }
  return seen;
}

std::vector<Step> EthtoolTunable::MakeSteps(const Device& device,
                                            const std::vector<Change>& changes,
                                            const State& /*observed*/) const {
  const Impact impact = ImpactOn(device);
  Step step;
  step.device = device.name;
  step.tunable = descriptor_.name;
  step.object = request_;
  step.effect = impact.effect;
  step.changes = changes;
  step.disruptive = impact.disruptive;
  step.reshapes = descriptor_.reshapes;
  return {step};
}

Result<std::string> EthtoolTunable::Apply(Kernel& kernel, const Device& device,
                                          const Step& step) const {
  EthtoolFields fields;
  for (const Change& change : step.changes) fields[change.address.key] = change.after;
  auto set = RetryWhileBusy(kernel, [&] { return kernel.EthtoolSet(device, topic_, fields); });
  if (set) return set;
  Error error = At(device.name + ' ' + step.tunable + Request(step), set.error());
  if (error.code == ErrorCode::kBusy) error.message += ", tried for about 3 seconds";
  const std::string hint = Hint(device, step, set.error());
  if (!hint.empty()) error.message += "; " + hint;
  return Fail(std::move(error));
}

bool EthtoolTunable::IsWritable(const std::string& key) const {
  const KeyDescriptor* const row = FindKey(descriptor_, key);
  return row != nullptr && row->device_maximum;
}

}  // namespace netkeel
