// SPDX-License-Identifier: Apache-2.0
#include "report/profile_text.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "profile/key_type.h"

namespace netkeel {
namespace {

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
  const KeyDescriptor* const row = FindRow(descriptor, key);
  return row == nullptr || CanSay(*row, value);
}

struct Natural {
  bool operator()(const std::string& left, const std::string& right) const {
    return NaturalLess(left, right);
  }
};

/// The values of a row: one at "", or those of "rx-0", "queue-3", ..., each once.
using Items = std::map<std::string, std::set<std::string>, Natural>;

std::string UniformValue(const KeyDescriptor& row, const Items& items);

/// The section of one tunable of the host.
std::string HostSection(const State& observed, const Tunable& tunable) {
  const Descriptor& descriptor = tunable.descriptor();
  std::string text;
  std::map<std::string, Items> shared;
  for (const auto& [address, value] : observed) {
    if (address.device != kHostDevice || address.tunable != descriptor.name) continue;
    if (!tunable.IsWritable(address.key)) continue;
    const auto place = tunable.PlaceOf(address, observed);
    if (place && !place->item.empty() && FindKey(descriptor, place->row) != nullptr) {
      shared[place->row][place->item].insert(ToText(value));
      continue;
    }
    const bool fits = IsInRange(descriptor, address.key, value);
    text += (fits ? "    " : "    # out of range: ") + address.key + ": " + Scalar(value) + '\n';
  }
  for (const auto& [row, items] : shared) {
    const std::string value = UniformValue(*FindKey(descriptor, row), items);
    if (!value.empty()) text += "    " + row + ": " + value + '\n';
  }
  return text.empty() ? "" : "  " + std::string(SectionOf(descriptor)) + ":\n" + text;
}

std::string HostPart(const State& observed, const Catalog& catalog) {
  std::string text;
  for (const auto& tunable : catalog) {
    const Descriptor& descriptor = tunable->descriptor();
    if (descriptor.scope == Scope::kHost && descriptor.writable) {
      text += HostSection(observed, *tunable);
    }
  }
  return text.empty() ? "" : "host:\n" + text;
}

/// What a device has of one tunable, by row, as far as a profile can say it.
std::map<std::string, Items> RowsOf(const Device& device, const Tunable& tunable,
                                    const State& observed) {
  std::map<std::string, Items> rows;
  for (const auto& [address, value] : observed) {
    if (address.device != device.name || address.tunable != tunable.descriptor().name) continue;
    if (!tunable.IsWritable(address.key)) continue;
    const auto place = tunable.PlaceOf(address, observed);
    if (!place || (place->item.empty() && !IsInRange(tunable.descriptor(), place->row, value)))
      continue;
    rows[place->row][place->item].insert(ToText(value));
  }
  return rows;
}

/// The one value of all items where they agree, and are tuned where they are several; "" else.
std::string UniformValue(const KeyDescriptor& row, const Items& items) {
  std::set<std::string> texts;
  for (const auto& [item, of_item] : items) texts.insert(of_item.begin(), of_item.end());
  const bool tuned = items.contains("") || row.default_value != *texts.begin();
  return texts.size() == 1 && tuned ? Scalar(*texts.begin()) : "";
}

/// {0: 2, 1: 3}, and a comment for each queue that has no one value.
std::string QueueMap(const Items& items, std::string& comments) {
  std::vector<std::string> entries;
  for (const auto& [item, texts] : items) {
    const std::string queue = item.substr(item.rfind('-') + 1);
    if (texts.size() == 1) {
      entries.push_back(queue + ": " + Scalar(*texts.begin()));
    } else {
      comments += "      # queue " + queue + ": its vectors are on different CPUs\n";
    }
  }
  return entries.empty() ? "" : '{' + Join(entries, ", ") + '}';
}

bool HasMaps(const Descriptor& descriptor) {
  return std::any_of(descriptor.keys.begin(), descriptor.keys.end(),
                     [](const KeyDescriptor& row) { return row.type == KeyType::kPlacement; });
}

/// A key's own row, or that of all keys that need none.
std::optional<KeyDescriptor> RowFor(const Descriptor& descriptor, const std::string& key) {
  const KeyDescriptor* const row = FindKey(descriptor, key);
  if (row != nullptr) return *row;
  if (!descriptor.open.Any() || !descriptor.open.wrong_with(key).empty()) return std::nullopt;
  KeyDescriptor open;
  open.type = descriptor.open.type;
  open.form = descriptor.open.form;
  return open;
}

/// As YAML reads it: in quotes where a driver has made it of more than letters.
std::string AsKey(const std::string& key) {
  const bool is_plain = std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
  return is_plain ? key : Scalar(key);
}

/// The section of one tunable: on one line where no row of it can be a map.
std::string SectionText(const Device& device, const Tunable& tunable, const State& observed) {
  std::map<std::string, std::string> values;
  std::string comments;
  const bool is_block = HasMaps(tunable.descriptor());
  for (const auto& [key, items] : RowsOf(device, tunable, observed)) {
    const auto row = RowFor(tunable.descriptor(), key);
    if (!row) continue;
    const bool is_map = row->type == KeyType::kPlacement;
    const std::string text = is_map ? QueueMap(items, comments) : UniformValue(*row, items);
    if (!text.empty()) values[AsKey(key)] = text;
  }
  if (values.empty()) return "";
  const std::string head = "    " + std::string(SectionOf(tunable.descriptor())) + ':';
  if (!is_block) return head + ' ' + FlowMap(values) + '\n';
  std::string text = head + '\n' + comments;
  for (const auto& [key, value] : values) text += "      " + key + ": " + value + '\n';
  return text;
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
    settings += SectionText(device, *tunable, observed);
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
