// SPDX-License-Identifier: Apache-2.0
#include "tunables/interface_sysctl.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "kernel/judged_lines.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"
#include "tunables/ipv6_loss.h"
#include "tunables/sysctl.h"
#include "tunables/sysctl_coupled.h"
#include "tunables/sysctl_value.h"

namespace netkeel {
namespace {

constexpr std::string_view kRoot = "/proc/sys/net/";

/// The folders that have a folder for each interface.
constexpr std::array<std::string_view, 5> kFolders{"ipv4.conf", "ipv4.neigh", "ipv6.conf",
                                                   "ipv6.neigh", "mpls.conf"};

/// Of a key whose unit is too coarse to be put back by: the one that has the same value as well.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kCoarse{
    {{"base_reachable_time", "base_reachable_time_ms"},
     {"retrans_time", "retrans_time_ms"},
     {"unres_qlen", "unres_qlen_bytes"}}};

const Descriptor& InterfaceSysctlDescriptor() {
  static const Descriptor kDescriptor{
      .name = kInterfaceSysctl,
      .family = Family::kSysctl,
      .help =
          "kernel parameters of the interface (/proc/sys/net/ipv4/conf/NAME and its like), "
          "whatever its name",
      .section = "sysctl",
      .open = kInterfaceSysctlKeys,
      .keys = InterfaceSysctlRows(),
  };
  return kDescriptor;
}

/// "; did you mean 'ipv4.conf.rp_filter'?", "" where nothing is near.
std::string Hint(std::string_view key) {
  std::vector<std::string> known;
  for (const KeyDescriptor& row : InterfaceSysctlRows()) known.emplace_back(row.name);
  const std::string close = Closest(key, known);
  return close.empty() ? "" : "; did you mean '" + close + "'?";
}

/// "rp_filter" of "ipv4.conf.rp_filter".
std::string_view FileOf(std::string_view key) { return key.substr(key.rfind('.') + 1); }

std::string_view FolderOf(std::string_view key) { return key.substr(0, key.rfind('.')); }

std::string_view FinerThan(std::string_view file) {
  for (const auto& [coarse, fine] : kCoarse) {
    if (file == coarse) return fine;
  }
  return "";
}

/// "/proc/sys/net/ipv4/conf/eth0" for "ipv4.conf".
std::string PathOfFolder(std::string_view folder, const std::string& interface) {
  std::string path(kRoot);
  path += folder;
  std::replace(path.begin() + kRoot.size(), path.end(), '.', '/');
  return path + '/' + interface;
}

std::string PathTo(std::string_view key, const std::string& interface) {
  return PathOfFolder(FolderOf(key), interface) + '/' + std::string(FileOf(key));
}

class InterfaceSysctl : public FileTunable {
 public:
  const Descriptor& descriptor() const override { return InterfaceSysctlDescriptor(); }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    for (const std::string& key : keys) ObserveKey(kernel, device, key, seen);
    if (!keys.empty()) return seen;
    for (const std::string& key : InterfaceSysctlsOf(kernel, device.name)) {
      ObserveKey(kernel, device, key, seen);
    }
    if (seen.values.empty() && seen.problems.empty()) {
      seen.problems[{device.name, kInterfaceSysctl, ""}] = {
          ErrorCode::kUnsupported,
          "it has no " + PathOfFolder(kFolders[0], device.name) + " and none of its like", 0};
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    ResolveSysctls(situation, kInterfaceSysctl, desired);
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    return JudgeSysctl(address, wanted, observed);
  }

  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    return PlaceOfSysctl(*this, address, observed);
  }

  /// What takes IPv6 from a live interface needs leave, as an MTU that does needs it.
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override {
    auto steps = FileTunable::MakeSteps(device, changes, observed);
    for (Step& step : steps) {
      const Change& change = step.changes.front();
      if (EndsLro(change)) step.effect = kEndsLro;
      if (!TakesIpv6(change)) continue;
      step.effect = kTakesIpv6;
      step.disruptive = true;
    }
    return steps;
  }

 protected:
  std::string PathOf(const Device& device, const std::string& key,
                     const State& /*observed*/) const override {
    return PathTo(key, device.name);
  }

  Error Explain(const Kernel& kernel, const Step& step, Error error) const override {
    return ExplainSysctl(kernel, SysctlKeyOf(step.changes.front().address), std::move(error));
  }

 private:
  static void ObserveKey(const Kernel& kernel, const Device& device, const std::string& key,
                         Observation& seen) {
    const Address address{device.name, kInterfaceSysctl, key};
    const auto content = kernel.ReadFile(PathTo(key, device.name));
    const auto value = content ? ParseFileValue(*content, KeyType::kText) : Fail(content.error());
    if (!value) {
      seen.problems[address] = ReadError(kernel, device, key, value.error());
      return;
    }
    seen.values[address] = *value;
    if (const auto in_force = ReadInForce(kernel, SysctlKeyOf(address), *value)) {
      seen.values[{device.name, kInterfaceSysctl, key + kInForce}] = *in_force;
    }
  }

  static Error ReadError(const Kernel& kernel, const Device& device, const std::string& key,
                         const Error& error) {
    if (error.code != ErrorCode::kNotFound) return error;
    const std::string folder = PathOfFolder(FolderOf(key), device.name);
    if (!kernel.ListDirectory(folder)) {
      const bool ipv6 = key.starts_with("ipv6.");
      return {
          ErrorCode::kUnsupported,
          "there is no " + folder + (ipv6 ? ": no IPv6 on this host, or an MTU below 1280" : ""),
          0};
    }
    return {ErrorCode::kUnsupported, "this kernel has no such key" + Hint(key), 0};
  }
};

std::string WrongWith(std::string_view key) {
  const std::string start = "key " + Quote(key);
  constexpr const char* kForm = "; write ipv4.conf.NAME, ipv4.neigh.NAME, or ipv6 likewise";
  const auto parts = Split(key, ".");
  const bool of_host = key.starts_with("net.");
  if (of_host && parts.size() == 5) {
    const bool of_all = parts[3] == "all" || parts[3] == "default";
    const std::string own =
        std::string(parts[1]) + '.' + std::string(parts[2]) + '.' + std::string(parts[4]);
    return start + (of_all ? " is of the host; it belongs under `sysctl:` under `host:`"
                           : " names an interface, which `match:` does here; write " + Quote(own));
  }
  if (of_host) return start + " is of the host; it belongs under `sysctl:` under `host:`";
  const bool known = parts.size() == 3 && !parts[2].empty() &&
                     std::find(kFolders.begin(), kFolders.end(), FolderOf(key)) != kFolders.end();
  const bool plain = key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == key.npos;
  if (!known || !plain) {
    const std::string close = Hint(key);
    return start + " is none of an interface" + (close.empty() ? kForm : close);
  }
  const std::string_view fine = FinerThan(FileOf(key));
  if (fine.empty()) return "";
  return start + " is the same in a coarser unit; write " + std::string(FolderOf(key)) + '.' +
         std::string(fine);
}

bool IsWritableKey(std::string_view key) { return key.find('/') == std::string_view::npos; }

}  // namespace

const OpenKeys kInterfaceSysctlKeys{
    .pattern =
        "^((ipv4|ipv6)\\.(conf|neigh)|mpls\\.conf)\\.(?!(base_reachable_time|retrans_time|"
        "unres_qlen)$)[a-z0-9_]+$",
    .help = "Compared word by word, numbers as numbers",
    .wrong_with = WrongWith,
    .is_writable = IsWritableKey,
};

std::string SysctlKeyOf(const Address& address) {
  if (address.tunable != kInterfaceSysctl) return address.key;
  std::string name = address.device;
  std::replace(name.begin(), name.end(), '.', '/');
  return "net." + std::string(FolderOf(address.key)) + '.' + name + '.' +
         std::string(FileOf(address.key));
}

std::vector<std::string> InterfaceSysctlsOf(const Kernel& kernel, const std::string& interface) {
  std::vector<std::string> keys;
  for (const std::string_view folder : kFolders) {
    const auto files = kernel.ListDirectory(PathOfFolder(folder, interface));
    if (!files) continue;
    for (const std::string& file : *files) {
      const std::string_view fine = FinerThan(file);
      const bool is_twin =
          !fine.empty() && std::find(files->begin(), files->end(), fine) != files->end();
      if (!is_twin && !IsSecretSysctl(file)) keys.push_back(std::string(folder) + '.' + file);
    }
  }
  return keys;
}

std::unique_ptr<const Tunable> MakeInterfaceSysctl() { return std::make_unique<InterfaceSysctl>(); }

}  // namespace netkeel
