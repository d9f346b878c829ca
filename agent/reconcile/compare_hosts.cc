// SPDX-License-Identifier: Apache-2.0
#include "reconcile/compare_hosts.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "host/inventory.h"
#include "reconcile/look.h"
#include "tunables/tunable.h"

namespace netkeel {
namespace {

using HostKeys = std::map<std::string, std::set<std::string>>;

HostKeys AllHostKeys(const Kernel& kernel, const Catalog& catalog) {
  HostKeys keys;
  for (const auto& tunable : catalog) {
    const Descriptor& descriptor = tunable->descriptor();
    if (descriptor.scope != Scope::kHost) continue;
    std::set<std::string>& own = keys[std::string(descriptor.name)];
    for (const KeyDescriptor& key : descriptor.keys) own.insert(std::string(key.name));
    if (descriptor.open.list != nullptr) own.merge(descriptor.open.list(kernel));
  }
  return keys;
}

void AddFacts(const Device& device, HostView& view) {
  const auto add = [&](const char* key, const std::string& text) {
    if (!text.empty()) view.values[{device.name, "device", key}] = text;
  };
  add("driver", device.driver);
  add("firmware", device.firmware);
  add("pci", device.pci);
  add("numa-node", device.numa_node < 0 ? "" : std::to_string(device.numa_node));
  add("link", !device.up ? "down" : device.carrier ? "up" : "no carrier");
}

/// `key` with the item that it is of on every host: "queue-3/affinity" for TxRx-3/affinity.
std::string ComparableKey(const KeyPlace& place, const std::string& key) {
  return place.item.empty() ? place.row : place.item + '/' + key.substr(key.rfind('/') + 1);
}

void AddValues(const Catalog& catalog, const State& values, HostView& view) {
  for (const auto& [address, value] : values) {
    const auto place = FindTunable(catalog, address.tunable)->PlaceOf(address, values);
    if (!place) continue;
    const Address comparable{address.device, address.tunable, ComparableKey(*place, address.key)};
    std::string& text = view.values[comparable];
    // Receiving and sending may have a vector each.
    const std::string own = ToText(value);
    if (text != own) text += (text.empty() ? "" : " and ") + own;
  }
}

/// The name of the same device on the other host; "" where it has none.
std::string Counterpart(const Device& device, const HostView& other,
                        const std::set<std::string>& own_names) {
  for (const Device& each : other.devices) {
    if (each.name == device.name) return each.name;
  }
  for (const Device& each : other.devices) {
    if (!device.pci.empty() && each.pci == device.pci && !own_names.contains(each.name)) {
      return each.name;
    }
  }
  return "";
}

std::set<std::string> NamesOf(const HostView& view) {
  std::set<std::string> names;
  for (const Device& device : view.devices) names.insert(device.name);
  return names;
}

/// Compares one device of both, or the host itself.
void CompareDevice(const std::string& name, const std::string& other, const HostView& a,
                   const HostView& b, std::map<Address, Difference>& found) {
  const auto at = [](const HostView& view, const Address& address) {
    const auto value = view.values.find(address);
    return value == view.values.end() ? std::string() : value->second;
  };
  const auto look = [&](const Address& address) {
    const Address here{name, address.tunable, address.key};
    const Difference pair{here, at(a, here), at(b, {other, address.tunable, address.key})};
    if (pair.a != pair.b) found[here] = pair;
  };
  for (const auto& [address, text] : a.values) {
    if (address.device == name) look(address);
  }
  for (const auto& [address, text] : b.values) {
    if (address.device == other) look(address);
  }
  if (name != other) found[{name, "device", "name"}] = {{name, "device", "name"}, name, other};
}

}  // namespace

Result<HostView> ViewHost(const Kernel& kernel) {
  const auto names = InterfaceNames(kernel);
  if (!names) return Fail(names.error());
  HostView view;
  view.host = HostName(kernel);
  for (const std::string& name : *names) {
    auto device = DescribeInterface(kernel, name);
    if (device) {
      view.devices.push_back(std::move(*device));
    } else if (device.error().code == ErrorCode::kForeign) {
      return Fail(device.error());
    }
  }
  std::vector<Device> all = view.devices;
  all.emplace_back().name = kHostDevice;
  const Catalog catalog = MakeCatalog();
  AddValues(catalog, ObserveAll(kernel, catalog, all, AllHostKeys(kernel, catalog)).values, view);
  for (const Device& device : view.devices) AddFacts(device, view);
  if (const auto facts = ReadCpuFacts(kernel)) {
    view.values[{kHostDevice, "cpu", "possible"}] = facts->possible.ToList();
    view.values[{kHostDevice, "cpu", "online"}] = facts->online.ToList();
  }
  return view;
}

std::vector<Difference> Compare(const HostView& a, const HostView& b) {
  std::map<Address, Difference> found;
  CompareDevice(kHostDevice, kHostDevice, a, b, found);
  std::set<std::string> paired;
  for (const Device& device : a.devices) {
    const std::string other = Counterpart(device, b, NamesOf(a));
    paired.insert(other);
    if (other.empty()) {
      const Address whole{device.name, "device", ""};
      found[whole] = {whole, "there", ""};
    } else {
      CompareDevice(device.name, other, a, b, found);
    }
  }
  for (const Device& device : b.devices) {
    const Address whole{device.name, "device", ""};
    if (!paired.contains(device.name)) found[whole] = {whole, "", "there"};
  }
  std::vector<Difference> differences;
  for (auto& [address, difference] : found) differences.push_back(std::move(difference));
  return differences;
}

}  // namespace netkeel
