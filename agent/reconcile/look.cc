// SPDX-License-Identifier: Apache-2.0
#include "reconcile/look.h"

#include <algorithm>

#include "base/text.h"
#include "kernel/inventory.h"
#include "profile/resolve.h"

namespace netkeel {
namespace {

bool AskedFor(const std::string& name, const std::vector<std::string>& only) {
  return only.empty() || std::count(only.begin(), only.end(), name) > 0;
}

/// Whether a block could be for an interface of this name, before anything else of it is read.
bool NameCouldMatch(const Profile& profile, const std::string& name) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    const auto& globs = block.match.name;
    return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
             return MatchesGlob(name, glob);
           });
  });
}

Result<std::vector<Device>> Candidates(const Kernel& kernel, const Profile& profile,
                                       const std::vector<std::string>& only) {
  std::vector<Device> devices;
  if (profile.interfaces.empty()) return devices;
  const auto names = InterfaceNames(kernel);
  if (!names) return Fail(names.error());
  for (const std::string& name : *names) {
    if (!AskedFor(name, only) || !NameCouldMatch(profile, name)) continue;
    // An interface that went away since the listing is simply not there.
    if (auto device = DescribeInterface(kernel, name)) devices.push_back(std::move(*device));
  }
  return devices;
}

std::map<std::string, std::set<std::string>> KeysByTunable(const Target& target) {
  std::map<std::string, std::set<std::string>> keys;
  for (const Setting& setting : target.settings) keys[setting.tunable].insert(setting.key);
  return keys;
}

Observation ObserveTarget(const Kernel& kernel, const Catalog& catalog, const Target& target) {
  Observation observed;
  const auto wanted = KeysByTunable(target);
  for (const auto& tunable : catalog) {
    const auto keys = wanted.find(std::string(tunable->descriptor().name));
    if (keys == wanted.end()) continue;
    Merge(tunable->Observe(kernel, target.device, keys->second), observed);
  }
  return observed;
}

Result<CpuFacts> FactsFor(const Kernel& kernel, const std::vector<Target>& targets) {
  if (!NeedsCpuFacts(targets)) return CpuFacts{};
  auto facts = ReadCpuFacts(kernel);
  if (!facts || !NeedsTopology(targets)) return facts;
  if (const auto read = ReadTopology(kernel, *facts); !read) return Fail(read.error());
  return facts;
}

}  // namespace

void Merge(Observation from, Observation& into) {
  into.values.merge(from.values);
  into.problems.merge(from.problems);
}

Result<Look> LookAt(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                    const std::vector<std::string>& only) {
  const auto candidates = Candidates(kernel, profile, only);
  if (!candidates) return Fail(candidates.error());
  Matched matched = MatchInterfaces(profile, *candidates);
  if (!only.empty()) {
    // A block for other interfaces says nothing about the ones asked for.
    std::erase_if(matched.findings, [](const Finding& f) { return f.status == Status::kAbsent; });
    std::erase_if(matched.targets, [](const Target& t) { return t.device.name == kHostDevice; });
  }
  Look look;
  for (const Target& target : matched.targets) {
    look.devices[target.device.name] = target.device;
    Merge(ObserveTarget(kernel, catalog, target), look.observed);
  }
  const auto facts = FactsFor(kernel, matched.targets);
  if (!facts) return Fail(facts.error());
  look.desired = Resolve(matched.targets, look.observed, *facts);
  look.desired.findings.insert(look.desired.findings.end(), matched.findings.begin(),
                               matched.findings.end());
  return look;
}

Observation ObserveAll(const Kernel& kernel, const Catalog& catalog,
                       const std::vector<Device>& devices,
                       const std::map<std::string, std::set<std::string>>& host_keys) {
  Observation observed;
  for (const Device& device : devices) {
    const bool is_host = device.name == kHostDevice;
    for (const auto& tunable : catalog) {
      const Descriptor& descriptor = tunable->descriptor();
      if ((descriptor.scope == Scope::kHost) != is_host) continue;
      const auto keys = host_keys.find(std::string(descriptor.name));
      if (is_host && keys == host_keys.end()) continue;
      Merge(tunable->Observe(kernel, device, is_host ? keys->second : std::set<std::string>{}),
            observed);
    }
  }
  return observed;
}

}  // namespace netkeel
