// SPDX-License-Identifier: Apache-2.0
#include "report/profile_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "profile/key_type.h"

namespace netkeel {
namespace {

constexpr const char* kIrq = "irq";
constexpr std::string_view kAffinity = "/affinity";

/// In double quotes, as YAML and JSON both read them; a number stays bare.
std::string Scalar(const std::string& text) {
  if (ParseUnsigned(text)) return text;
  std::string quoted = "\"";
  for (const std::string_view word : Words(text)) {
    if (quoted.size() > 1) quoted += ' ';
    for (const char c : Printable(word))
      quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  }
  return quoted + '"';
}

std::string Scalar(const Value& value) { return Scalar(ToText(value)); }

std::string FlowMap(const std::map<std::string, std::string>& entries) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : entries) parts.push_back(key + ": " + value);
  return '{' + Join(parts, ", ") + '}';
}

/// Whether a profile may say this value: the kernel takes some that we refuse.
bool IsInRange(const Descriptor& descriptor, const std::string& key, const Value& value) {
  const KeyDescriptor* const row = FindKey(descriptor, key);
  return row == nullptr || CanSay(*row, value);
}

std::string HostPart(const State& observed, const Catalog& catalog) {
  std::string text;
  for (const auto& [address, value] : observed) {
    const Tunable* const tunable = FindTunable(catalog, address.tunable);
    if (address.device != kHostDevice || tunable == nullptr) continue;
    const Descriptor& descriptor = tunable->descriptor();
    if (!descriptor.writable || !tunable->IsWritable(address.key)) continue;
    const bool fits = IsInRange(descriptor, address.key, value);
    text += (fits ? "    " : "    # out of range: ") + address.key + ": " + Scalar(value) + '\n';
  }
  return text.empty() ? "" : "host:\n  sysctl:\n" + text;
}

/// Whether that is what the key says on a host that nobody tuned.
bool IsDefault(const Descriptor& descriptor, const std::string& key, const std::string& text) {
  const KeyDescriptor* const row = FindKey(descriptor, key);
  return row != nullptr && row->default_value == text;
}

/// Plain keys as they are. Of files of queues ("rx-0/rps_cpus") the one value of all queues at the
/// file's name, where they agree and are tuned.
std::map<std::string, std::string> UniformKeys(const Device& device, const Tunable& tunable,
                                               const State& observed) {
  std::map<std::string, std::string> uniform;
  std::map<std::string, std::set<std::string>> of_queues;
  for (const auto& [address, value] : observed) {
    if (address.device != device.name || address.tunable != tunable.descriptor().name) continue;
    if (!tunable.IsWritable(address.key)) continue;
    const size_t slash = address.key.rfind('/');
    if (slash == std::string::npos) {
      if (IsInRange(tunable.descriptor(), address.key, value)) uniform[address.key] = Scalar(value);
    } else {
      of_queues[address.key.substr(slash + 1)].insert(ToText(value));
    }
  }
  for (const auto& [key, texts] : of_queues) {
    const bool tuned = !IsDefault(tunable.descriptor(), key, *texts.begin());
    if (texts.size() == 1 && tuned) uniform[key] = Scalar(*texts.begin());
  }
  return uniform;
}

/// What the vectors of a device have: queue -> CPUs, and the CPUs of those without a queue.
struct Affinities {
  std::map<uint64_t, std::set<std::string>> queues;
  std::set<std::string> others;
};

Affinities AffinitiesOf(const Device& device, const State& observed) {
  Affinities found;
  for (const auto& [address, value] : observed) {
    const std::string& key = address.key;
    if (address.device != device.name || address.tunable != kIrq) continue;
    if (!key.ends_with(kAffinity)) continue;
    const std::string label = key.substr(0, key.size() - kAffinity.size());
    const auto queue = observed.find({device.name, kIrq, label + "/queue"});
    if (queue == observed.end()) {
      found.others.insert(Scalar(value));
    } else {
      found.queues[std::get<uint64_t>(queue->second)].insert(Scalar(value));
    }
  }
  return found;
}

std::string IrqPart(const Device& device, const State& observed) {
  const Affinities found = AffinitiesOf(device, observed);
  std::vector<std::string> entries;
  std::string text;
  for (const auto& [queue, cpus] : found.queues) {
    if (cpus.size() == 1) {
      entries.push_back(std::to_string(queue) + ": " + *cpus.begin());
    } else {
      text += "      # queue " + std::to_string(queue) + ": its vectors are on different CPUs\n";
    }
  }
  if (!entries.empty()) text += "      affinity: {" + Join(entries, ", ") + "}\n";
  const bool other = found.others.size() == 1;
  if (other) text += "      other: " + *found.others.begin() + '\n';
  const bool any = !entries.empty() || other;
  return any ? "    irq:\n" + text : "";
}

std::string Comment(const Device& device) {
  std::string text = device.driver;
  if (!device.pci.empty()) text += ' ' + device.pci;
  const bool has_mac = !device.permanent_mac.empty() && device.permanent_mac != kLeftOutMac;
  if (has_mac) text += ", permanent MAC address " + device.permanent_mac;
  if (device.numa_node >= 0) text += ", node " + std::to_string(device.numa_node);
  return text.empty() ? "" : "  # " + Printable(text) + '\n';
}

std::string InterfacePart(const Device& device, const State& observed, const Catalog& catalog) {
  std::string settings;
  for (const auto& tunable : catalog) {
    const Descriptor& descriptor = tunable->descriptor();
    if (descriptor.scope != Scope::kInterface || !descriptor.writable) continue;
    if (descriptor.name == kIrq) {
      settings += IrqPart(device, observed);
      continue;
    }
    const auto keys = UniformKeys(device, *tunable, observed);
    if (!keys.empty())
      settings += "    " + std::string(descriptor.name) + ": " + FlowMap(keys) + '\n';
  }
  if (settings.empty()) return "";
  return Comment(device) + "  - match: {name: " + Scalar(device.name) + "}\n" + settings;
}

}  // namespace

std::string ProfileText(const std::string& host, const std::vector<Device>& devices,
                        const State& observed, const Catalog& catalog) {
  std::string text =
      "# The settings of " + Printable(host) +
      " as found by `netkeel capture --as-profile`.\n"
      "# Take out what need not stay so: what is not named here is neither judged nor changed.\n"
      "version: 1\n"
      "name: captured\n" +
      HostPart(observed, catalog);
  std::string interfaces;
  for (const Device& device : devices) interfaces += InterfacePart(device, observed, catalog);
  return interfaces.empty() ? text : text + "interfaces:\n" + interfaces;
}

}  // namespace netkeel
