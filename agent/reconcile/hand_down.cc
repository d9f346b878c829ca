// SPDX-License-Identifier: Apache-2.0
#include "reconcile/hand_down.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "host/inventory.h"
#include "host/ports.h"

namespace netkeel {
namespace {

/// One setting on its way to a port.
struct Passed {
  Setting setting;
  std::string upper;
};

bool IsVirtual(const Device& device) { return device.sys_path.empty(); }

/// Whether others become its ports one by one, so that it may have none yet.
bool TakesPorts(const Device& device) {
  constexpr std::string_view kDrivers[] = {"bonding", "bridge", "team"};
  return std::find(std::begin(kDrivers), std::end(kDrivers), device.driver) != std::end(kDrivers);
}

bool IsSameKey(const Setting& one, const Setting& other) {
  return one.tunable == other.tunable && one.key == other.key;
}

bool Has(const std::vector<Setting>& settings, const Setting& one) {
  return std::any_of(settings.begin(), settings.end(),
                     [&one](const Setting& other) { return IsSameKey(one, other); });
}

class Descent {
 public:
  Descent(const Kernel& kernel, const Catalog& catalog, Matched& matched)
      : kernel_(kernel), catalog_(catalog), matched_(matched) {}

  Result<HandedDown> Run() {
    // A bond's port may be an hv_netvsc, and hands some of it on.
    for (const bool virtuals : {true, false}) {
      for (Target& target : matched_.targets) {
        const bool is_host = target.device.name == kHostDevice;
        if (!is_host && IsVirtual(target.device) == virtuals) Split(target);
      }
      if (auto merged = MergeAll(); !merged) return Fail(merged.error());
    }
    std::erase_if(matched_.targets, [this](const Target& target) {
      return target.settings.empty() && emptied_.contains(target.device.name);
    });
    return std::move(done_);
  }

 private:
  /// Takes from the target what is its ports'.
  void Split(Target& target) {
    const Device& device = target.device;
    const auto ports = PortsBeneath(kernel_, device.name);
    if (ports.empty() && !TakesPorts(device)) return;
    const std::set<std::string> theirs = TunablesOfPorts(target);
    if (theirs.empty()) return;
    emptied_.insert(device.name);
    for (const Setting& setting : target.settings) {
      if (!theirs.contains(setting.tunable)) continue;
      for (const std::string& port : ports) passed_[port].push_back({setting, device.name});
      if (ports.empty()) {
        AddFinding(device.name, setting, Status::kAbsent,
                   device.name + " has no interface beneath it yet, whose this is");
      }
    }
    std::erase_if(target.settings,
                  [&](const Setting& setting) { return theirs.contains(setting.tunable); });
  }

  std::set<std::string> TunablesOfPorts(const Target& target) const {
    std::map<std::string, std::set<std::string>> wanted;
    for (const Setting& setting : target.settings) wanted[setting.tunable].insert(setting.key);
    std::set<std::string> theirs;
    for (const auto& [name, keys] : wanted) {
      const Tunable* const tunable = FindTunable(catalog_, name);
      if (tunable != nullptr && IsOfPorts(*tunable, target.device, keys)) theirs.insert(name);
    }
    return theirs;
  }

  bool IsOfPorts(const Tunable& tunable, const Device& device,
                 const std::set<std::string>& keys) const {
    const Family family = tunable.descriptor().family;
    if (family == Family::kSysctl) return false;
    // Linux gives every interface these files. What came through a port is steered and polled
    // there: a bond, VLAN or MACVLAN takes it in the same turn (__netif_receive_skb_core, 6.12).
    if (IsVirtual(device) && family == Family::kQueueFiles) return true;
    const Observation seen = tunable.Observe(kernel_, device, keys);
    if (!seen.values.empty()) return false;
    const Address whole{device.name, std::string(tunable.descriptor().name), ""};
    const Error* const problem = ProblemAt(seen, whole);
    return IsVirtual(device) || (problem != nullptr && problem->code == ErrorCode::kUnsupported);
  }

  Result<void> MergeAll() {
    for (const auto& [port, passed] : passed_) {
      Target* const target = TargetOf(port);
      if (target == nullptr) {
        auto device = DescribeInterface(kernel_, port);
        if (!device && device.error().code == ErrorCode::kForeign) return Fail(device.error());
        done_.whole = done_.whole && device;
        if (device) matched_.targets.push_back({*device, Merged(port, {}, passed)});
      } else {
        target->settings = Merged(port, target->settings, passed);
      }
    }
    passed_.clear();
    return {};
  }

  Target* TargetOf(const std::string& name) {
    const auto found =
        std::find_if(matched_.targets.begin(), matched_.targets.end(),
                     [&name](const Target& target) { return target.device.name == name; });
    return found == matched_.targets.end() ? nullptr : &*found;
  }

  /// All that is wanted of a port. Its own settings come last: a key may stand for others.
  std::vector<Setting> Merged(const std::string& port, const std::vector<Setting>& own,
                              const std::vector<Passed>& passed) {
    std::vector<Setting> settings;
    for (const Passed& one : passed) {
      if (Has(own, one.setting)) continue;
      if (const Passed* const other = Against(one, passed); other != nullptr) {
        AddFinding(port, one.setting, Status::kError, TextOf(*other, one));
        continue;
      }
      PutLast(one.setting, settings);
      done_.inherited.push_back({port, one.setting.tunable, one.upper, one.setting.source});
    }
    settings.insert(settings.end(), own.begin(), own.end());
    return settings;
  }

  /// What wants something else at the same place; null where nothing does.
  static const Passed* Against(const Passed& one, const std::vector<Passed>& passed) {
    const auto other = std::find_if(passed.begin(), passed.end(), [&one](const Passed& each) {
      return IsSameKey(each.setting, one.setting) && each.setting.text != one.setting.text;
    });
    return other == passed.end() ? nullptr : &*other;
  }

  static std::string TextOf(const Passed& one, const Passed& other) {
    const auto text = [](const Passed& each) {
      return each.setting.text + " through " + each.upper + " (" + ToText(each.setting.source) +
             ')';
    };
    return "is to be " + text(one) + " and " + text(other) +
           "; make them equal, or match the port itself";
  }

  void AddFinding(const std::string& device, const Setting& setting, Status status,
                  std::string reason) {
    Finding finding;
    finding.address = {device, setting.tunable, setting.key};
    finding.status = status;
    finding.wanted = setting.text;
    finding.reason = std::move(reason);
    finding.source = setting.source;
    finding.tolerated = status == Status::kAbsent ? setting.may_be_down : setting.optional;
    matched_.findings.push_back(std::move(finding));
  }

  const Kernel& kernel_;
  const Catalog& catalog_;
  Matched& matched_;
  HandedDown done_;
  std::map<std::string, std::vector<Passed>> passed_;
  std::set<std::string> emptied_;
};

/// "port of bond0", or of more; "" where the device has it by itself.
std::string NoteOf(const std::vector<Inherited>& inherited, const Address& address,
                   const Source& source) {
  std::vector<std::string> uppers;
  for (const Inherited& one : inherited) {
    const bool is_it = one.port == address.device && one.tunable == address.tunable &&
                       one.source.file == source.file && one.source.line == source.line;
    if (is_it && std::count(uppers.begin(), uppers.end(), one.upper) == 0) {
      uppers.push_back(one.upper);
    }
  }
  return uppers.empty() ? "" : "port of " + Join(uppers, " and ");
}

void Append(const std::string& note, std::string& text) {
  if (note.empty()) return;
  text += (text.empty() ? "" : "; ") + note;
}

}  // namespace

Result<HandedDown> HandDown(const Kernel& kernel, const Catalog& catalog, Matched& matched) {
  return Descent(kernel, catalog, matched).Run();
}

void LeaveToPorts(const Kernel& kernel, const Catalog& catalog, const std::vector<Device>& devices,
                  State& observed) {
  std::set<std::string> uppers;
  for (const Device& device : devices) {
    if (device.name == kHostDevice || !IsVirtual(device)) continue;
    if (TakesPorts(device) || !PortsBeneath(kernel, device.name).empty()) {
      uppers.insert(device.name);
    }
  }
  std::erase_if(observed, [&](const auto& entry) {
    const Tunable* const tunable = FindTunable(catalog, entry.first.tunable);
    return tunable != nullptr && uppers.contains(entry.first.device) &&
           tunable->descriptor().family == Family::kQueueFiles;
  });
}

void NameUppers(const std::vector<Inherited>& inherited, Desired& desired) {
  if (inherited.empty()) return;
  for (auto& [address, wish] : desired.wishes) {
    Append(NoteOf(inherited, address, wish.source), wish.note);
  }
  for (Finding& finding : desired.findings) {
    Append(NoteOf(inherited, finding.address, finding.source), finding.reason);
  }
}

}  // namespace netkeel
