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

/// In double quotes, as YAML and JSON both read them.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const std::string_view word : Words(text)) {
    if (quoted.size() > 1) quoted += ' ';
    for (const char c : Printable(word))
      quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  }
  return quoted + '"';
}

/// A number stays bare.
std::string Scalar(const std::string& text) { return ParseUnsigned(text) ? text : Quoted(text); }

std::string Scalar(const Value& value) { return Scalar(ToText(value)); }

std::string FlowMap(const std::map<std::string, std::string>& entries) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : entries) parts.push_back(key + ": " + value);
  return '{' + Join(parts, ", ") + '}';
}

struct Natural {
  bool operator()(const std::string& left, const std::string& right) const {
    return NaturalLess(left, right);
  }
};

/// The values of a row: one at "", or those of "rx-0", "queue-3", ..., each once.
using Items = std::map<std::string, std::set<std::string>, Natural>;

std::string UniformValue(const KeyDescriptor& row, const Items& items);

/// A comment in the place of what a profile has one value for and what is there has several; "" for
/// one.
std::string WhyLeftOut(const std::string& key, const Items& items) {
  std::set<std::string> texts;
  std::vector<std::string> shown;
  for (const auto& [item, of_item] : items) {
    for (const std::string& text : of_item) {
      if (!texts.insert(text).second || shown.size() == 2) continue;
      shown.push_back(item.empty() ? text : item + " has " + text);
    }
  }
  if (texts.size() < 2) return "";
  return "    # left out, a profile has one value for all: " + Printable(key) + ": " +
         Printable(Join(shown, ", ")) + '\n';
}

/// A key's own row, or that of all keys that need none.
std::optional<KeyDescriptor> RowFor(const Descriptor& descriptor, const std::string& key) {
  const KeyDescriptor* const row = FindRow(descriptor, key);
  if (row != nullptr) return *row;
  if (!descriptor.open.Any() || !descriptor.open.wrong_with(key).empty()) return std::nullopt;
  KeyDescriptor open;
  open.type = descriptor.open.type;
  open.form = descriptor.open.form;
  return open;
}

/// Whether a profile may say this value: the kernel takes some that we refuse.
bool IsInRange(const Descriptor& descriptor, const std::string& key, const Value& value) {
  const auto row = RowFor(descriptor, key);
  return !row || CanSay(*row, value);
}

/// Lines of a profile, and comments, which alone are no settings.
struct Part {
  std::string text;
  bool says = false;

  void Add(const std::string& line) {
    text += line;
    says = true;
  }
  /// With a line before it where it says something.
  Part Below(const std::string& head) const { return {(says ? head : "") + text, says}; }
  void Add(const Part& part) {
    text += part.text;
    says = says || part.says;
  }
};

/// The section of one tunable of the host.
Part HostSection(const State& observed, const Tunable& tunable) {
  const Descriptor& descriptor = tunable.descriptor();
  Part part;
  std::map<std::string, Items> shared;
  for (const auto& [address, value] : observed) {
    if (address.device != kHostDevice || address.tunable != descriptor.name) continue;
    if (!tunable.IsWritable(address.key)) continue;
    const auto place = tunable.PlaceOf(address, observed);
    if (place && !place->item.empty() && FindKey(descriptor, place->row) != nullptr) {
      shared[place->row][place->item].insert(ToText(value));
    } else if (const std::string line = address.key + ": " + Scalar(value) + '\n';
               IsInRange(descriptor, address.key, value)) {
      part.Add("    " + line);
    } else {
      part.text += "    # out of range: " + line;
    }
  }
  for (const auto& [row, items] : shared) {
    const std::string value = UniformValue(*FindKey(descriptor, row), items);
    if (!value.empty()) part.Add("    " + row + ": " + value + '\n');
    part.text += WhyLeftOut(row, items);
  }
  return part.Below("  " + std::string(SectionOf(descriptor)) + ":\n");
}

Part HostPart(const State& observed, const Catalog& catalog) {
  Part part;
  for (const auto& tunable : catalog) {
    const Descriptor& descriptor = tunable->descriptor();
    if (descriptor.scope == Scope::kHost && descriptor.writable) {
      part.Add(HostSection(observed, *tunable));
    }
  }
  return part.Below("host:\n");
}

/// What a device has of one tunable, by row, as far as a profile can say it; the rest as comments.
std::map<std::string, Items> RowsOf(const Device& device, const Tunable& tunable,
                                    const State& observed, std::string& comments) {
  const Descriptor& descriptor = tunable.descriptor();
  std::map<std::string, Items> rows;
  for (const auto& [address, value] : observed) {
    if (address.device != device.name || address.tunable != descriptor.name) continue;
    if (!tunable.IsWritable(address.key)) continue;
    const auto place = tunable.PlaceOf(address, observed);
    if (!place) continue;
    if (!place->item.empty() || IsInRange(descriptor, place->row, value)) {
      rows[place->row][place->item].insert(ToText(value));
    } else if (const auto row = RowFor(descriptor, place->row); row && !row->secret) {
      comments += "    # left out, no profile may say it: " + std::string(SectionOf(descriptor)) +
                  ": " + Printable(place->row) + ": " + Printable(ToText(value)) + '\n';
    }
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
      comments += "    # queue " + queue + ": its vectors are on different CPUs\n";
    }
  }
  return entries.empty() ? "" : '{' + Join(entries, ", ") + '}';
}

bool HasMaps(const Descriptor& descriptor) {
  return std::any_of(descriptor.keys.begin(), descriptor.keys.end(),
                     [](const KeyDescriptor& row) { return row.type == KeyType::kPlacement; });
}

/// As YAML reads it: in quotes where a driver has made it of more than letters.
std::string AsKey(const std::string& key) {
  const bool is_plain = std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
  return is_plain ? key : Scalar(key);
}

/// The section of one tunable: on one line where no row of it can be a map.
Part SectionText(const Device& device, const Tunable& tunable, const State& observed) {
  const Descriptor& descriptor = tunable.descriptor();
  const std::string section(SectionOf(descriptor));
  std::map<std::string, std::string> values;
  Part part;
  for (const auto& [key, items] : RowsOf(device, tunable, observed, part.text)) {
    const auto row = RowFor(descriptor, key);
    if (!row) continue;
    const bool is_map = row->type == KeyType::kPlacement;
    const std::string text = is_map ? QueueMap(items, part.text) : UniformValue(*row, items);
    if (!text.empty()) values[AsKey(key)] = text;
    if (!is_map) part.text += WhyLeftOut(section + ": " + key, items);
  }
  if (values.empty()) return part;
  const std::string head = "    " + section + ':';
  if (!HasMaps(descriptor)) {
    part.Add(head + ' ' + FlowMap(values) + '\n');
    return part;
  }
  part.Add(head + '\n');
  for (const auto& [key, value] : values) part.Add("      " + key + ": " + value + '\n');
  return part;
}

std::string Comment(const Device& device) {
  std::string text = device.driver;
  if (!device.pci.empty()) text += ' ' + device.pci;
  const bool has_mac = !device.permanent_mac.empty() && device.permanent_mac != kLeftOutMac;
  if (has_mac) text += ", permanent MAC address " + device.permanent_mac;
  if (device.numa_node >= 0) text += ", node " + std::to_string(device.numa_node);
  return text.empty() ? "" : "  # " + Printable(text) + '\n';
}

/// A name as a glob that means it alone.
std::string AsGlob(const std::string& name) {
  std::string glob;
  for (const char c : name) {
    if (std::string_view("*?[\\").find(c) != std::string_view::npos) glob += '\\';
    glob += c;
  }
  return glob;
}

Part InterfacePart(const Device& device, const State& observed, const Catalog& catalog) {
  const std::string name = Printable(device.name);
  if (name != device.name) {
    return {"  # left out, no profile may say its name: " + name + '\n'};
  }
  Part settings;
  for (const auto& tunable : catalog) {
    const Descriptor& descriptor = tunable->descriptor();
    if (descriptor.scope != Scope::kInterface || !descriptor.writable) continue;
    settings.Add(SectionText(device, *tunable, observed));
  }
  if (settings.text.empty()) return {};
  const std::string head = "- match: {name: " + Quoted(AsGlob(name)) + "}\n";
  settings.text =
      Comment(device) + (settings.says ? "  " : "  # nothing but this: ") + head + settings.text;
  return settings;
}

}  // namespace

std::string ProfileText(const std::string& host, const std::vector<Device>& devices,
                        const State& observed, const Catalog& catalog) {
  Part interfaces;
  for (const Device& device : devices) interfaces.Add(InterfacePart(device, observed, catalog));
  return "# The settings of " + Printable(host) +
         " as found by `netkeel capture --as-profile`.\n"
         "# Take out what need not stay so: what is not named here is neither judged nor changed.\n"
         "version: 1\n"
         "name: captured\n" +
         HostPart(observed, catalog).text + interfaces.Below("interfaces:\n").text;
}

}  // namespace netkeel
