// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "evidence/sources/sources.h"

namespace netkeel {
namespace {

/// The numbers of one of ethtool's topics. A driver without it is nothing to tell of.
void AddTopic(const Kernel& kernel, const Device& device, EthtoolTopic topic,
              const std::string& source, Sample& sample) {
  const auto fields = kernel.EthtoolGet(device, topic);
  if (!fields) {
    // What the kernel itself counts of every interface is no driver's to leave out.
    const bool has_none =
        fields.error().code == ErrorCode::kUnsupported && topic != EthtoolTopic::kLink;
    if (!has_none) sample.unread[source + '/' + device.name] = fields.error().message;
    if (fields.error().code == ErrorCode::kNotFound) sample.scope_is_old = true;
    return;
  }
  for (const auto& [word, value] : *fields) {
    const auto* const number = std::get_if<uint64_t>(&value);
    if (number != nullptr) sample.values[{source, device.name, word}] = *number;
  }
}

void AddTopics(const Kernel& kernel, const CounterScope& scope, EthtoolTopic topic,
               const std::string& source, Sample& sample) {
  for (const Device& device : scope.devices) AddTopic(kernel, device, topic, source, sample);
}

}  // namespace

/// Place: "eth0".
void ReadNics(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  AddTopics(kernel, scope, EthtoolTopic::kStatistics, "nic", sample);
  if (!scope.facts) return;
  for (const Device& device : scope.devices) {
    if (!device.driver.empty()) sample.facts[{"nic", device.name, "driver"}] = device.driver;
    if (!device.bus.empty()) sample.facts[{"nic", device.name, "bus"}] = device.bus;
  }
}

/// Place: "eth0".
void ReadNicStandard(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  AddTopics(kernel, scope, EthtoolTopic::kPauseFrames, "nicstat", sample);
}

/// Place: "eth0".
void ReadLinks(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  AddTopics(kernel, scope, EthtoolTopic::kLink, "link", sample);
  if (!scope.facts) return;
  for (const Device& device : scope.devices) {
    sample.facts[{"link", device.name, kIfindexFact}] = std::to_string(device.ifindex);
  }
}

}  // namespace netkeel
