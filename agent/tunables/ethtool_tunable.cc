// SPDX-License-Identifier: Apache-2.0
#include "tunables/ethtool_tunable.h"

#include "base/text.h"
#include "tunables/retry.h"

namespace netkeel {
namespace {

bool Has(const EthtoolFields& fields, const KeyDescriptor& row) {
  const std::string key(row.name);
  if (!fields.contains(key)) return false;
  const auto maximum = fields.find(key + "-max");
  return !row.device_maximum || (maximum != fields.end() && maximum->second != Value{uint64_t{0}});
}

std::string WhatItHas(const Descriptor& descriptor, const EthtoolFields& fields) {
  std::vector<std::string> has;
  for (const KeyDescriptor& row : descriptor.keys) {
    if (Has(fields, row)) has.emplace_back(row.name);
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
    if (Has(*fields, row)) {
      seen.values[{device.name, tunable, key}] = fields->at(key);
      for (const char* const bound : {"-min", "-max"}) {
        const auto found = fields->find(key + bound);
        if (row.device_maximum && found != fields->end()) {
          seen.values[{device.name, tunable, key + bound}] = found->second;
        }
      }
    } else if (keys.contains(key) && row.writable) {
      seen.problems[{device.name, tunable, key}] = {
          ErrorCode::kUnsupported,
          "the device has no such " + tunable + "; it has: " + WhatItHas(descriptor_, *fields)};
    }
  }
  return seen;
}

std::vector<Step> EthtoolTunable::MakeSteps(const Device& device,
                                            const std::vector<Change>& changes,
                                            const State& observed) const {
  const Impact impact = ImpactOf(device, changes, observed);
  Step step;
  step.device = device.name;
  step.tunable = descriptor_.name;
  step.object = request_;
  step.effect = impact.effect;
  step.changes = changes;
  step.disruptive = impact.disruptive;
  step.reshapes = impact.reshapes;
  return {step};
}

Result<std::string> EthtoolTunable::Apply(Kernel& kernel, const Device& device,
                                          const Step& step) const {
  const EthtoolFields fields = FieldsOf(step);
  auto set = RetryWhileBusy(kernel, [&] { return kernel.EthtoolSet(device, topic_, fields); });
  if (set) return set;
  Error error = At(device.name + ' ' + step.tunable + Request(step), set.error());
  if (error.code == ErrorCode::kBusy) error.message += ", tried for about 3 seconds";
  const std::string hint = Hint(device, step, set.error());
  if (!hint.empty()) error.message += "; " + hint;
  return Fail(std::move(error));
}

Impact EthtoolTunable::ImpactOf(const Device& /*device*/, const std::vector<Change>& /*changes*/,
                                const State& /*observed*/) const {
  return {std::string(descriptor_.effect), descriptor_.disruptive, descriptor_.reshapes};
}

EthtoolFields EthtoolTunable::FieldsOf(const Step& step) const {
  EthtoolFields fields;
  for (const Change& change : step.changes) fields[change.address.key] = change.after;
  return fields;
}

std::string EthtoolTunable::Hint(const Device& /*device*/, const Step& /*step*/,
                                 const Error& error) const {
  return error.code == ErrorCode::kBusy ? "the driver is resetting the device: try again" : "";
}

}  // namespace netkeel
