// SPDX-License-Identifier: Apache-2.0
#include "reconcile/look.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "host/host_traits.h"
#include "host/inventory.h"
#include "host/ports.h"
#include "profile/match.h"
#include "profile/variants.h"
#include "reconcile/hand_down.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

// A driver that is bound or unbound takes an interface away within that time.
constexpr int kLooks = 4;
constexpr std::chrono::milliseconds kBetweenLooks(250);

/// Which interfaces a look is at.
struct Reach {
  bool all = true;
  std::set<std::string> asked;   ///< those asked for, and their ports
  std::set<std::string> looked;  ///< and what is above: a block for a bond speaks of its port

  bool Asks(const std::string& name) const { return all || asked.contains(name); }
  bool Looks(const std::string& name) const { return all || looked.contains(name); }
};

Reach ReachOf(const Kernel& kernel, const std::vector<std::string>& only) {
  if (only.empty()) return {};
  Reach reach{.all = false, .asked = WithPorts(kernel, only), .looked = {}};
  reach.looked = WithUppers(kernel, reach.asked);
  return reach;
}

/// Whether a block could be for an interface of this name, one of `names`, before anything else of
/// it is read. An alternative name is not known yet: a glob may mean one, and a word that is
/// nobody's name; one that is somebody's is no alternative name of another.
bool NameCouldMatch(const Profile& profile, const std::string& name,
                    const std::set<std::string>& names) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    const auto& globs = block.match.name;
    return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
             return IsGlob(glob) || glob == name || !names.contains(glob);
           });
  });
}

struct Candidates {
  std::vector<Device> devices;
  bool whole = true;  ///< none went away, or got another name, since the listing
};

Result<Candidates> FindCandidates(const Kernel& kernel, const Profile& profile,
                                  const Reach& reach) {
  Candidates found;
  if (profile.interfaces.empty()) return found;
  const auto names = InterfaceNames(kernel);
  if (!names) return Fail(names.error());
  const std::set<std::string> all(names->begin(), names->end());
  for (const std::string& name : *names) {
    if (!reach.Looks(name) || !NameCouldMatch(profile, name, all)) continue;
    auto device = DescribeInterface(kernel, name);
    if (device) {
      found.devices.push_back(std::move(*device));
    } else if (device.error().code == ErrorCode::kForeign) {
      return Fail(device.error());
    } else {
      found.whole = false;
    }
  }
  return found;
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

/// Whether the interface went away while it was looked at: half a look is no drift and no error.
bool HasLeft(const Kernel& kernel, const Device& device, const Observation& observed) {
  if (observed.problems.empty() || device.name == kHostDevice) return false;
  for (const auto& [address, error] : observed.problems) {
    if (address.key.empty() && error.code == ErrorCode::kNotFound) return true;
  }
  return !AllInPlace(kernel, {device});
}

Result<CpuFacts> FactsFor(const Kernel& kernel, const std::vector<Target>& targets) {
  if (!NeedsCpuFacts(targets)) return CpuFacts{};
  auto facts = ReadCpuFacts(kernel);
  if (!facts || !NeedsTopology(targets)) return facts;
  if (const auto read = ReadTopology(kernel, *facts); !read) return Fail(read.error());
  return facts;
}

/// A block for other interfaces says nothing about the ones asked for.
void Narrow(const Reach& reach, Matched& matched) {
  if (reach.all) return;
  std::erase_if(matched.findings, [&reach](const Finding& finding) {
    const bool of_block = finding.address.device == kBlocksDevice;
    return of_block ? finding.status == Status::kAbsent : !reach.Asks(finding.address.device);
  });
  std::erase_if(matched.targets,
                [&reach](const Target& target) { return !reach.Asks(target.device.name); });
}

struct Attempt {
  Look look;
  bool whole = true;  ///< every interface was there from its first read to its last
};

Result<Attempt> LookOnce(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                         const std::vector<std::string>& only) {
  const Reach reach = ReachOf(kernel, only);
  const auto candidates = FindCandidates(kernel, profile, reach);
  if (!candidates) return Fail(candidates.error());
  Matched matched = MatchInterfaces(profile, candidates->devices);
  const auto handed = HandDown(kernel, catalog, matched);
  if (!handed) return Fail(handed.error());
  Narrow(reach, matched);
  Attempt attempt;
  attempt.whole = candidates->whole && handed->whole;
  Look& look = attempt.look;
  for (const Target& target : matched.targets) {
    look.devices[target.device.name] = target.device;
    Observation observed = ObserveTarget(kernel, catalog, target);
    if (HasLeft(kernel, target.device, observed)) attempt.whole = false;
    Merge(std::move(observed), look.observed);
  }
  const auto facts = FactsFor(kernel, matched.targets);
  if (!facts) return Fail(facts.error());
  look.desired = Resolve(catalog, matched.targets, look.observed, *facts);
  AddNothings(catalog, AddressesOf(look.desired.wishes), look.observed.values);
  look.facts = *facts;
  const auto app = profile.cpu_sets.find("app");
  if (app != profile.cpu_sets.end()) {
    look.app = app->second.Evaluate(*facts, -1).value_or(CpuSet{});
  }
  NameUppers(handed->inherited, look.desired);
  look.desired.findings.insert(look.desired.findings.end(), matched.findings.begin(),
                               matched.findings.end());
  NoteStack(kernel, look);
  return attempt;
}

Result<Look> LookUntilWhole(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                            const std::vector<std::string>& only) {
  for (int looks = 1;; ++looks) {
    auto attempt = LookOnce(kernel, catalog, profile, only);
    if (!attempt) return Fail(attempt.error());
    if (attempt->whole || looks == kLooks) return std::move(attempt->look);
    kernel.Pause(kBetweenLooks);
  }
}

}  // namespace

void NoteStack(const Kernel& kernel, Look& look) {
  look.standby = StandbyPorts(kernel, look.devices);
  const auto& wishes = look.desired.wishes;
  const auto mtus = std::count_if(wishes.begin(), wishes.end(), [](const auto& wish) {
    return wish.first.tunable == "link" && wish.first.key == "mtu";
  });
  if (mtus > 1) look.levels = LevelsOf(kernel, look.devices);
}

bool AllInPlace(const Kernel& kernel, const std::vector<Device>& devices) {
  return std::all_of(devices.begin(), devices.end(), [&](const Device& device) {
    if (device.name == kHostDevice) return true;
    const auto index = InterfaceIndex(kernel, device.name);
    return index && *index == device.ifindex;
  });
}

void AddNothings(const Catalog& catalog, const std::set<Address>& addresses, State& observed) {
  for (const Address& address : addresses) {
    const Tunable* const tunable = FindTunable(catalog, address.tunable);
    if (tunable == nullptr || observed.contains(address)) continue;
    if (auto nothing = tunable->NothingAt(address, observed)) {
      observed[address] = std::move(*nothing);
    }
  }
}

void Merge(Observation from, Observation& into) {
  into.values.merge(from.values);
  into.problems.merge(from.problems);
}

Result<Profile> VariantHere(const Kernel& kernel, const Profile& profile) {
  const auto traits = ReadHostTraits(kernel);
  if (!traits) return Fail(At("conditions (`when:`) of the profile", traits.error()));
  if (!traits->is_virtual && AsksWhetherVirtual(profile)) {
    return Fail(
        ErrorCode::kIo,
        "conditions (`when: {virtual: ...}`) of the profile: nothing here says whether it is "
        "a virtual machine; a capture of an older netkeel does not: capture it anew");
  }
  return VariantFor(profile, *traits);
}

Result<Look> LookAt(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                    const std::vector<std::string>& only) {
  if (!HasConditions(profile)) return LookUntilWhole(kernel, catalog, profile, only);
  const auto variant = VariantHere(kernel, profile);
  if (!variant) return Fail(variant.error());
  return LookUntilWhole(kernel, catalog, *variant, only);
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
