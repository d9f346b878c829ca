// SPDX-License-Identifier: Apache-2.0
#include "profile/match.h"

#include <algorithm>

#include "base/text.h"

namespace netkeel {
namespace {

bool AnyGlob(const std::vector<std::string>& patterns, const std::string& text) {
  return patterns.empty() || std::any_of(patterns.begin(), patterns.end(),
                                         [&](const auto& p) { return MatchesGlob(text, p); });
}

bool AnyName(const std::vector<std::string>& patterns, const Device& device) {
  return AnyGlob(patterns, device.name) ||
         std::any_of(device.altnames.begin(), device.altnames.end(),
                     [&](const std::string& name) { return AnyGlob(patterns, name); });
}

/// PCI addresses are matched with their domain; a pattern without one means domain 0000.
bool AnyPci(const std::vector<std::string>& patterns, const std::string& pci) {
  return patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) {
           const bool has_domain = std::count(p.begin(), p.end(), ':') > 1;
           return MatchesGlob(pci, has_domain || p == "*" ? p : "0000:" + p);
         });
}

/// Whether the block means exactly one port: it names an address without a glob.
bool NamesOnePort(const Match& match) {
  const auto exact = [](const std::vector<std::string>& patterns) {
    return patterns.size() == 1 && !IsGlob(patterns[0]);
  };
  return exact(match.mac) || exact(match.pci);
}

Finding BlockFinding(const Block& block, Status status, std::string reason) {
  Finding finding;
  finding.address = {kBlocksDevice, "match", block.text};
  finding.status = status;
  finding.wanted = block.text;
  finding.reason = std::move(reason);
  finding.source = block.source;
  finding.tolerated = block.optional;
  return finding;
}

std::string NamesOf(const std::vector<const Device*>& devices) {
  std::vector<std::string> names;
  for (const Device* device : devices) names.push_back(device->name);
  return Join(names, ", ");
}

Target& TargetOf(const Device& device, std::vector<Target>& targets) {
  const auto found = std::find_if(targets.begin(), targets.end(), [&](const Target& target) {
    return target.device.name == device.name;
  });
  return found != targets.end() ? *found : targets.emplace_back(Target{device, {}});
}

/// Whether this is the look at a capture, and the block might mean this interface of it: captures
/// hold no MAC addresses.
bool CannotBeTold(const Match& match, const Device& device) {
  Match rest = match;
  rest.mac.clear();
  return !match.mac.empty() && device.permanent_mac == kLeftOutMac && Matches(rest, device);
}

bool IsFor(const Setting& setting, const Device& device) {
  return std::all_of(setting.when.begin(), setting.when.end(), [&](const Condition& condition) {
    return HoldsFor(condition, device.driver);
  });
}

void MatchBlock(const Block& block, const std::vector<Device>& interfaces, Matched& matched) {
  std::vector<const Device*> hits;
  for (const Device& device : interfaces) {
    if (Matches(block.match, device)) hits.push_back(&device);
  }
  const bool untold =
      std::any_of(interfaces.begin(), interfaces.end(),
                  [&block](const Device& device) { return CannotBeTold(block.match, device); });
  if (hits.empty() && untold) {
    matched.findings.push_back(
        BlockFinding(block, Status::kError,
                     "mac: cannot be matched here, captures hold no addresses; match by name, pci "
                     "or driver, or check on the host itself"));
    return;
  }
  if (hits.empty()) {
    matched.findings.push_back(
        BlockFinding(block, Status::kAbsent, "no interface here matches this block"));
    return;
  }
  if (hits.size() > 1 && NamesOnePort(block.match)) {
    matched.findings.push_back(BlockFinding(block, Status::kError,
                                            "is meant for one port, but matches " + NamesOf(hits) +
                                                "; add `name:` to tell them apart"));
    return;
  }
  std::vector<Setting> settings = block.settings;
  for (Setting& setting : settings) setting.may_be_down = setting.optional || block.optional;
  for (const Device* device : hits) {
    std::vector<Setting>& wanted = TargetOf(*device, matched.targets).settings;
    for (const Setting& setting : settings) {
      if (IsFor(setting, *device)) PutLast(setting, wanted);
    }
  }
}

}  // namespace

bool Matches(const Match& match, const Device& device) {
  const auto& nodes = match.numa_node;
  return (!match.up || *match.up == device.up) && AnyName(match.name, device) &&
         AnyGlob(match.driver, device.driver) && AnyGlob(match.bus, device.bus) &&
         AnyPci(match.pci, device.pci) && AnyGlob(match.mac, device.permanent_mac) &&
         (nodes.empty() || std::count(nodes.begin(), nodes.end(), device.numa_node) > 0);
}

Matched MatchInterfaces(const Profile& profile, const std::vector<Device>& interfaces) {
  Matched matched;
  if (!profile.host.empty()) {
    // Loading has merged them; thousands of keys would be compared with each other here.
    TargetOf(HostDevice(), matched.targets).settings = profile.host;
  }
  for (const Block& block : profile.interfaces) MatchBlock(block, interfaces, matched);
  return matched;
}

}  // namespace netkeel
