// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_open.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/inventory.h"
#include "kernel/judged_lines.h"
#include "tunables/sysctl.h"
#include "tunables/tunable.h"

namespace netkeel {
namespace {

/// Of keys below a prefix: files of the kernel's Documentation.
struct Document {
  std::string_view prefix;
  std::string_view file;
};

constexpr std::array kDocuments{
    Document{"net.core.", "admin-guide/sysctl/net.rst"},
    Document{"net.unix.", "admin-guide/sysctl/net.rst"},
    Document{"net.netfilter.nf_conntrack", "networking/nf_conntrack-sysctl.rst"},
    Document{"net.mpls.", "networking/mpls-sysctl.rst"},
    Document{"mpls.", "networking/mpls-sysctl.rst"},
    Document{"net.ipv4.", "networking/ip-sysctl.rst"},
    Document{"net.ipv6.", "networking/ip-sysctl.rst"},
    Document{"net.bridge.", "networking/ip-sysctl.rst"},
    Document{"ipv4.", "networking/ip-sysctl.rst"},
    Document{"ipv6.", "networking/ip-sysctl.rst"},
};

/// "rx-foo" of "features.rx-foo"; "" where that is no key of this section.
std::string KeyIn(const Descriptor& tunable, const std::string& word) {
  if (!tunable.open.prefix.empty()) return word.starts_with(tunable.open.prefix) ? word : "";
  for (const std::string_view section : {tunable.name, SectionOf(tunable)}) {
    const std::string start = std::string(section) + '.';
    if (word.starts_with(start)) return word.substr(start.size());
  }
  return "";
}

std::string ValueOfSysctl(const std::string& key, const Kernel& kernel) {
  const auto path = SysctlPath(key);
  if (!path || IsSecretSysctl(key.substr(key.rfind('.') + 1))) return "";
  const auto content = kernel.ReadFile(*path);
  if (content) return Printable(Trim(*content));
  return content.error().code == ErrorCode::kNotFound ? "not there: " + WhyAbsent(kernel, key) : "";
}

/// "on", "off (fixed)"; "" where the interface has no such thing.
std::string ValueAt(const State& values, const Address& address) {
  const auto value = values.find(address);
  if (value != values.end()) return ToText(value->second);
  Address fixed = address;
  fixed.key += "/fixed";
  const auto other = values.find(fixed);
  return other == values.end() ? "" : ToText(other->second) + " (fixed)";
}

std::string ValuesOfInterfaces(const KeyEntry& entry, const Kernel& kernel) {
  const Catalog catalog = MakeCatalog();
  const Tunable* const tunable = FindTunable(catalog, entry.tunable.name);
  const auto names = InterfaceNames(kernel);
  if (tunable == nullptr || !names) return "";
  const std::string key(entry.key.name);
  std::vector<std::string> found;
  for (const std::string& name : *names) {
    const auto device = DescribeInterface(kernel, name);
    if (!device) continue;
    const auto seen = tunable->Observe(kernel, *device, {key});
    const std::string value = ValueAt(seen.values, {name, std::string(entry.tunable.name), key});
    if (!value.empty()) found.push_back(Printable(name) + ' ' + Printable(value));
  }
  return found.empty() ? "no interface has it" : Join(found, ", ");
}

}  // namespace

std::optional<KeyEntry> OpenEntry(const std::string& word) {
  for (const Descriptor& tunable : Descriptors()) {
    const std::string key = tunable.open.Any() ? KeyIn(tunable, word) : "";
    if (key.empty() || !tunable.open.wrong_with(key).empty()) continue;
    KeyEntry entry{tunable, {}, word};
    entry.key.type = tunable.open.type;
    entry.key.help = tunable.open.help;
    entry.key.name = std::string_view(word).substr(word.size() - key.size());
    return entry;
  }
  return std::nullopt;
}

std::string NearOpen(const KeyEntry& entry) {
  std::vector<std::string> names;
  for (const KeyDescriptor& row : entry.tunable.keys) names.emplace_back(row.name);
  return Closest(entry.key.name, names);
}

std::string DocumentOf(const KeyEntry& entry) {
  const auto* const document =
      std::find_if(kDocuments.begin(), kDocuments.end(), [&](const Document& each) {
        return entry.tunable.family == Family::kSysctl && entry.key.name.starts_with(each.prefix);
      });
  return document == kDocuments.end() ? "" : "Documentation/" + std::string(document->file);
}

std::string PresentValue(const KeyEntry& entry, const Kernel& kernel) {
  if (entry.tunable.scope == Scope::kHost) {
    return ValueOfSysctl(std::string(entry.key.name), kernel);
  }
  return ValuesOfInterfaces(entry, kernel);
}

}  // namespace netkeel
