// SPDX-License-Identifier: Apache-2.0
#include "writers/network_manager.h"

#include <map>

#include "base/text.h"
#include "tunables/descriptor.h"
#include "tunables/feature_words.h"
#include "writers/drop_in_files.h"

namespace netkeel {
namespace {

constexpr const char* kFolders[] = {"/etc/NetworkManager/system-connections",
                                    "/run/NetworkManager/system-connections",
                                    "/usr/lib/NetworkManager/system-connections"};

/// What sets an address in a keyfile.
struct Property {
  std::string section;
  std::string option;  ///< "" where the words in front of the key are all that is fixed: "ring-"
  std::string prefix{};
};

/// "mtu" of "ethernet" for link/mtu, "ring-..." of "ethtool" for rings/rx.
Property PropertyFor(const Address& address) {
  const Descriptor* const tunable = FindDescriptor(address.tunable);
  if (tunable == nullptr) return {};
  const KeyDescriptor* const row = FindKey(*tunable, address.key);
  if (row != nullptr && !row->keyfile_option.empty()) {
    const std::string name(row->keyfile_option);
    return {name.substr(0, name.find('.')), name.substr(name.find('.') + 1)};
  }
  return {"ethtool", "", std::string(tunable->others.network_manager)};
}

/// Whether it is "ring-rx" for rings/rx, "feature-gro" for features/rx-gro.
bool IsOptionFor(const std::string& option, const Property& property, const Address& address) {
  if (!property.option.empty()) return option == property.option;
  return !property.prefix.empty() && option.starts_with(property.prefix) &&
         SetsKey(option.substr(property.prefix.size()), address);
}

/// Whether a line sets the property; an MTU of 0 and any -1 leave things as they are.
bool Sets(const IniLine& line, const Property& property, const Address& address) {
  const bool is_section = line.section == property.section ||
                          (property.section == "ethernet" && line.section == "802-3-ethernet");
  const bool leaves = line.value == "-1" || (property.option == "mtu" && line.value == "0");
  return is_section && IsOptionFor(line.option, property, address) && !leaves;
}

/// A switch by its word here: keyfiles have true or 1 for `on`.
std::string ValueOf(const IniLine& line, const Address& address) {
  const Descriptor* const tunable = FindDescriptor(address.tunable);
  const KeyDescriptor* const row = FindKey(*tunable, address.key);
  const KeyType type = row != nullptr ? row->type : tunable->open.type;
  return type == KeyType::kSwitch ? SwitchWord(line.value) : line.value;
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

const std::string* Find(const std::vector<IniLine>& file, const std::string& section,
                        const std::string& option) {
  for (const IniLine& line : file) {
    if (line.section == section && line.option == option) return &line.value;
  }
  return nullptr;
}

bool IsFor(const std::vector<IniLine>& file, const Device& device) {
  const std::string* const name = Find(file, "connection", "interface-name");
  if (name != nullptr && *name != device.name) return false;
  for (const char* const section : {"ethernet", "802-3-ethernet"}) {
    const std::string* const mac = Find(file, section, "mac-address");
    if (mac == nullptr) continue;
    if (Lower(*mac) != Lower(AddressInFiles(device))) return false;
  }
  return true;
}

}  // namespace

std::vector<Writer> NetworkManagerWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  if (!AnyEthtool(sought)) return writers;
  std::map<std::string, std::vector<IniLine>> files;  // a folder hides names of the later ones
  for (const std::string folder : kFolders) {
    for (const std::string& name : NamesIn(kernel, folder)) {
      if (!files.contains(name)) files[name] = ReadIni(kernel, folder + '/' + name);
    }
  }
  for (const Sought& each : sought) {
    if (each.device == nullptr) continue;
    const Property property = PropertyFor(each.address);
    for (const auto& [name, file] : files) {
      for (const IniLine& line : file) {
        if (!Sets(line, property, each.address) || !IsFor(file, *each.device)) continue;
        writers.push_back({"NetworkManager", line.where,
                           "sets it to " + line.value + " when the connection comes up",
                           each.address, ValueOf(line, each.address)});
      }
    }
  }
  return writers;
}

}  // namespace netkeel
