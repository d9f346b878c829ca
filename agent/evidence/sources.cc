// SPDX-License-Identifier: Apache-2.0
#include "evidence/sources.h"

#include <algorithm>
#include <array>

#include "base/span_of_time.h"
#include "base/text.h"
#include "evidence/sources/sources.h"
#include "host/inventory.h"

namespace netkeel {
namespace {

constexpr std::array kSources{
    CounterSource{"softnet", "what the softirqs of each CPU did (/proc/net/softnet_stat)",
                  ReadSoftnet},
};

/// Seconds of /proc/uptime, in hundredths.
std::chrono::milliseconds Uptime(const Kernel& kernel) {
  const auto content = kernel.ReadFile("/proc/uptime");
  if (!content) return std::chrono::milliseconds(0);
  const auto first = Words(*content);
  const auto span = first.empty() ? std::nullopt : ParseSpanOfTime(first.front());
  return span.value_or(std::chrono::milliseconds(0));
}

}  // namespace

std::span<const CounterSource> Sources() { return kSources; }

Result<Scope> ScopeOf(const Kernel& kernel, const std::vector<std::string>& interfaces) {
  const auto names = InterfaceNames(kernel);
  if (!names) return Fail(names.error());
  Scope scope;
  for (const std::string& name : *names) {
    if (!interfaces.empty() && std::count(interfaces.begin(), interfaces.end(), name) == 0) {
      continue;
    }
    auto device = DescribeInterface(kernel, name);
    if (device) {
      scope.devices.push_back(std::move(*device));
    } else if (device.error().code == ErrorCode::kForeign) {
      return Fail(device.error());
    }
  }
  return scope;
}

Sample TakeSample(const Kernel& kernel, const Scope& scope) {
  Sample sample;
  sample.uptime = Uptime(kernel);
  for (const CounterSource& source : kSources) source.read(kernel, scope, sample);
  return sample;
}

}  // namespace netkeel
