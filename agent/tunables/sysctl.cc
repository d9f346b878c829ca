// SPDX-License-Identifier: Apache-2.0
#include "tunables/sysctl.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <set>

#include "base/text.h"
#include "host/cpu_files.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"
#include "tunables/interface_sysctl.h"
#include "tunables/ipv6_loss.h"
#include "tunables/rps_default_mask.h"
#include "tunables/sysctl_coupled.h"
#include "tunables/sysctl_value.h"

namespace netkeel {
namespace {

constexpr std::string_view kRoot = "/proc/sys/";

constexpr const char* kFlowTable = "net.core.rps_sock_flow_entries";

OpenKeys AllKeys() {
  OpenKeys keys = kSysctlKeys;
  keys.rows = WildSysctlRows();
  return keys;
}

const Descriptor& SysctlDescriptor() {
  static const Descriptor kDescriptor{
      .name = "sysctl",
      .scope = Scope::kHost,
      .family = Family::kSysctl,
      .help = "kernel parameters of the network (/proc/sys/net)",
      .open = AllKeys(),
      .keys = SysctlRows(),
  };
  return kDescriptor;
}

KeyType TypeOf(const std::string& key) {
  const KeyDescriptor* const row = FindKey(SysctlDescriptor(), key);
  return row == nullptr ? KeyType::kText : row->type;
}

/// Linux prints ranges where single ports were written: 9090-9091 for 9090,9091.
bool IsListOfPorts(std::string_view key) { return key == "net.ipv4.ip_local_reserved_ports"; }

/// Linux prints them in an order of its own.
bool IsSetOfWords(std::string_view key) { return key == "net.ipv4.tcp_allowed_congestion_control"; }

using Ports = std::bitset<1U << 16>;

/// "8080,9090-9091"; none where that is no list of ports.
std::optional<Ports> PortsIn(const std::string& text) {
  Ports ports;
  for (const std::string_view range : Split(text, ",")) {
    const auto ends = Split(Trim(range), "-");
    const auto first = ParseUnsigned(ends.front());
    const auto last = ParseUnsigned(ends.back());
    if (!first || !last || ends.size() > 2 || *last >= ports.size()) return std::nullopt;
    for (uint64_t port = *first; port <= *last; ++port) ports.set(port);
  }
  return ports;
}

Verdict JudgePorts(const Value& wanted, const Value& actual) {
  const auto wanted_ports = PortsIn(ToText(wanted));
  const auto actual_ports = PortsIn(ToText(actual));
  const bool same = wanted_ports && actual_ports && *wanted_ports == *actual_ports;
  return {same || wanted == actual ? Status::kOk : Status::kDrift, ""};
}

Verdict JudgeSetOfWords(const Value& wanted, const Value& actual) {
  const std::string wanted_text = ToText(wanted);
  const std::string actual_text = ToText(actual);
  const auto wanted_words = Words(wanted_text);
  const auto actual_words = Words(actual_text);
  const std::set<std::string_view> left(wanted_words.begin(), wanted_words.end());
  const std::set<std::string_view> right(actual_words.begin(), actual_words.end());
  return {left == right ? Status::kOk : Status::kDrift, ""};
}

class Sysctl : public FileTunable {
 public:
  const Descriptor& descriptor() const override { return SysctlDescriptor(); }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    for (const std::string& key : keys) {
      ObserveKey(kernel, device, key, seen);
      ObserveTakenAlong(kernel, {device.name, "sysctl", key}, seen);
    }
    if (!keys.empty()) return seen;
    for (const KeyDescriptor& row : SysctlRows()) {
      ObserveKey(kernel, device, std::string(row.name), seen);
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    ResolveSysctls(situation, "sysctl", desired);
    RefuseAliases(situation, desired);
  }

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const Value& actual = observed.at(address);
    if (address.key == kFlowTable) return JudgePowerOfTwo(wanted, actual);
    const auto allowed = observed.find({device.name, address.tunable, kDefaultMaskAllowed});
    const auto* const wanted_cpus = std::get_if<CpuSet>(&wanted);
    const auto* const actual_cpus = std::get_if<CpuSet>(&actual);
    const bool is_filtered = address.key == kDefaultMask && allowed != observed.end();
    if (is_filtered && wanted_cpus != nullptr && actual_cpus != nullptr) {
      return JudgeFiltered(*wanted_cpus, *actual_cpus, std::get<CpuSet>(allowed->second),
                           "was isolated at boot, is nohz_full or offline, where RPS never goes");
    }
    if (IsListOfPorts(address.key)) return JudgePorts(wanted, actual);
    if (IsSetOfWords(address.key)) return JudgeSetOfWords(wanted, actual);
    return JudgeSysctl(address, wanted, observed);
  }

  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    return PlaceOfSysctl(*this, address, observed);
  }

  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override {
    std::vector<Change> ordered = changes;
    SortCoupled(ordered);
    auto steps = FileTunable::MakeSteps(device, ordered, observed);
    for (Step& step : steps) {
      const Change& change = step.changes.front();
      if (TakesIpv6(change)) step.effect = kTakesIpv6;
      if (EndsLro(change)) step.effect = kEndsLro;
    }
    return steps;
  }

  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    const auto* const cpus = std::get_if<CpuSet>(&step.changes.front().after);
    const auto write = [&] { return FileTunable::Apply(kernel, device, step); };
    if (step.object != kDefaultMaskFile || cpus == nullptr) return write();
    return WriteDefaultMask(kernel, *cpus, write);
  }

  bool SetsToo(std::string_view key, std::string_view other) const override {
    return netkeel::SetsToo(key, other);
  }

 protected:
  std::string PathOf(const Device& /*device*/, const std::string& key,
                     const State& /*observed*/) const override {
    return SysctlPath(key).value_or("");
  }

  Error Explain(const Kernel& kernel, const Step& step, Error error) const override {
    return ExplainSysctl(kernel, step.changes.front().address.key, std::move(error));
  }

 private:
  static void ObserveKey(const Kernel& kernel, const Device& device, const std::string& key,
                         Observation& seen) {
    const Address address{device.name, "sysctl", key};
    const auto path = SysctlPath(key);
    const auto content = path ? kernel.ReadFile(*path) : Fail(path.error());
    const auto value = content ? ParseFileValue(*content, TypeOf(key)) : Fail(content.error());
    if (!value) {
      seen.problems[address] = ReadError(kernel, key, value.error());
      return;
    }
    seen.values[address] = *value;
    if (const auto in_force = ReadInForce(kernel, key, *value)) {
      seen.values[{device.name, "sysctl", key + kInForce}] = *in_force;
    }
    if (key != kDefaultMask) return;
    if (const auto allowed = ReadSteerableCpus(kernel)) {
      seen.values[{device.name, "sysctl", kDefaultMaskAllowed}] = *allowed;
    }
  }

  static Error ReadError(const Kernel& kernel, const std::string& key, Error error) {
    if (error.code == ErrorCode::kNotFound) error.message = WhyAbsent(kernel, key);
    if (error.code == ErrorCode::kPermission && NeedsSysAdmin(key)) error.message += kNeedsSysAdmin;
    return error;
  }
};

}  // namespace

bool NeedsSysAdmin(std::string_view key) { return key.starts_with("net.core.bpf_jit_"); }

Result<std::string> SysctlPath(std::string_view key) {
  std::string path(kRoot);
  for (const char c : key) path += c == '.' ? '/' : c == '/' ? '.' : c;
  const auto parts = Split(std::string_view(path).substr(kRoot.size()), "/");
  // A slash stands for a dot, so that "net.//.x" would be a way out of /proc/sys/net.
  const bool escapes = std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
  if (escapes || !key.starts_with(kSysctlKeys.prefix)) {
    return Fail(ErrorCode::kBadInput, "'" + Printable(key) + "' is not a key below net.");
  }
  return path;
}

std::unique_ptr<const Tunable> MakeSysctl() { return std::make_unique<Sysctl>(); }

}  // namespace netkeel
