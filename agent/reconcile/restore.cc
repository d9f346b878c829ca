// SPDX-License-Identifier: Apache-2.0
#include "reconcile/restore.h"

#include <algorithm>

#include "base/text.h"
#include "host/inventory.h"
#include "host/ports.h"
#include "tunables/shown.h"
#include "tunables/sysctl_coupled.h"

namespace netkeel {
namespace {

// An interface that gets another name while it is looked at.
constexpr int kLooks = 4;
constexpr std::chrono::milliseconds kBetweenLooks(100);

std::vector<Device> EveryInterface(const Kernel& kernel) {
  std::vector<Device> devices;
  const auto names = InterfaceNames(kernel);
  if (!names) return devices;
  for (const std::string& name : *names) {
    if (auto device = DescribeInterface(kernel, name)) devices.push_back(std::move(*device));
  }
  return devices;
}

bool IsSame(const Device& saved, const Device& present, bool same_boot) {
  if (same_boot) return saved.ifindex == present.ifindex;
  if (!saved.permanent_mac.empty()) return saved.permanent_mac == present.permanent_mac;
  if (!saved.pci.empty()) return saved.pci == present.pci;
  return saved.name == present.name && saved.driver == present.driver;
}

bool HasName(const std::vector<Device>& everything, const std::string& name) {
  return std::any_of(everything.begin(), everything.end(),
                     [&name](const Device& device) { return device.name == name; });
}

/// Index and name as they are now; an index of 0, which no interface has, where it is gone or
/// cannot be told from another.
Device Present(const Device& saved, const std::vector<Device>& everything, bool same_boot) {
  std::vector<const Device*> found;
  for (const Device& device : everything) {
    if (IsSame(saved, device, same_boot)) found.push_back(&device);
  }
  Device present = saved;
  present.ifindex = found.size() == 1 ? found.front()->ifindex : 0;
  if (found.size() == 1) {
    present.name = found.front()->name;
  } else if (HasName(everything, saved.name)) {
    // What is said of it must not be taken for the other one's. Linux takes no blank in a name.
    present.name += " (gone)";
  }
  return present;
}

std::vector<Device> PresentDevices(const Kernel& kernel, const Checkpoint& checkpoint) {
  std::vector<Device> devices;
  for (const Device& saved : checkpoint.devices) {
    if (saved.name == kHostDevice) {
      devices.push_back(saved);
      continue;
    }
    auto device = DescribeInterface(kernel, saved.name);
    if (device && device->ifindex == saved.ifindex) devices.push_back(std::move(*device));
  }
  return devices;
}

std::map<std::string, std::set<std::string>> HostKeys(const Checkpoint& checkpoint) {
  std::map<std::string, std::set<std::string>> keys;
  for (const auto& [address, value] : checkpoint.values) {
    if (address.device == kHostDevice) keys[address.tunable].insert(address.key);
  }
  return keys;
}

bool WantsLro(const Kernel& kernel, const std::string& name) {
  const auto device = DescribeInterface(kernel, name);
  const auto features =
      device ? kernel.EthtoolGet(*device, EthtoolTopic::kFeatures) : Fail(device.error());
  return features && FieldText(*features, "wanted/rx-lro") == "on";
}

/// Interfaces that Linux changes along with those of the plan: no MTU may be above that of an
/// interface beneath, and a router's have no LRO.
std::set<std::string> TakenAlong(const Kernel& kernel, const Plan& plan) {
  std::set<std::string> resized;
  bool ends_lro = false;
  for (const Step& step : plan) {
    for (const Change& change : step.changes) {
      const Address& address = change.address;
      if (address.tunable == "link" && address.key == "mtu") resized.insert(address.device);
      ends_lro = ends_lro || (EndsLro(change) && address.device == kHostDevice);
    }
  }
  std::set<std::string> along = resized.empty() ? resized : WithUppers(kernel, resized);
  const auto names = ends_lro ? InterfaceNames(kernel) : Fail(ErrorCode::kNotFound, "");
  for (const std::string& name : names.value_or(std::vector<std::string>{})) {
    if (WantsLro(kernel, name)) along.insert(name);
  }
  return along;
}

}  // namespace

Result<Checkpoint> CheckpointOf(const Kernel& kernel, const Catalog& catalog, const Look& look,
                                const Plan& plan) {
  Checkpoint now;
  std::set<std::string> names;
  for (const Step& step : plan) names.insert(step.device);
  for (const std::string& name : names) now.devices.push_back(look.devices.at(name));
  for (const std::string& name : TakenAlong(kernel, plan)) {
    if (names.contains(name)) continue;
    if (auto device = DescribeInterface(kernel, name)) now.devices.push_back(std::move(*device));
  }
  std::map<std::string, std::set<std::string>> host_keys;
  for (const auto& [address, wish] : look.desired.wishes) {
    if (address.device == kHostDevice) host_keys[address.tunable].insert(address.key);
  }
  now.values = ObserveAll(kernel, catalog, now.devices, host_keys).values;
  AddNothings(catalog, AddressesOf(look.desired.wishes), now.values);
  if (AllInPlace(kernel, now.devices)) return now;
  return Fail(ErrorCode::kBusy,
              "interfaces come, go, or get other names while their settings are saved");
}

Checkpoint AsPresent(const Kernel& kernel, Checkpoint checkpoint) {
  const std::string boot_id = BootId(kernel);
  const bool same_boot = checkpoint.boot_id == boot_id;
  if (same_boot && AllInPlace(kernel, checkpoint.devices)) return checkpoint;
  const std::vector<Device> everything = EveryInterface(kernel);
  std::map<std::string, std::string> names;
  for (Device& device : checkpoint.devices) {
    if (device.name == kHostDevice) continue;
    const std::string saved = device.name;
    device = Present(device, everything, same_boot);
    names[saved] = device.name;
  }
  State values;
  for (auto& [address, value] : checkpoint.values) {
    const auto name = names.find(address.device);
    Address now = address;
    if (name != names.end()) now.device = name->second;
    values[now] = std::move(value);
  }
  checkpoint.values = std::move(values);
  checkpoint.boot_id = boot_id;
  return checkpoint;
}

Look LookAtCheckpoint(const Kernel& kernel, const Catalog& catalog, const Checkpoint& checkpoint) {
  Look look;
  std::vector<Device> devices;
  for (int looks = 0; looks < kLooks; ++looks) {
    devices = PresentDevices(kernel, checkpoint);
    look.observed = ObserveAll(kernel, catalog, devices, HostKeys(checkpoint));
    if (AllInPlace(kernel, devices)) break;
    kernel.Pause(kBetweenLooks);
  }
  AddNothings(catalog, AddressesOf(checkpoint.values), look.observed.values);
  for (const Device& device : devices) look.devices[device.name] = device;
  for (const auto& [address, value] : checkpoint.values) {
    const Tunable* const tunable = FindTunable(catalog, address.tunable);
    if (tunable == nullptr || !tunable->descriptor().writable) continue;
    if (!tunable->IsWritable(address.key)) continue;
    look.desired.wishes[address] = Wish{value, ShownText(address, value), {}, false, false, ""};
  }
  NoteStack(kernel, look);
  return look;
}

Observation ObserveAgain(const Kernel& kernel, const Catalog& catalog,
                         const Checkpoint& checkpoint) {
  Observation now =
      ObserveAll(kernel, catalog, PresentDevices(kernel, checkpoint), HostKeys(checkpoint));
  AddNothings(catalog, AddressesOf(checkpoint.values), now.values);
  return now;
}

void KeepWhatDiffers(const Kernel& kernel, const Catalog& catalog, Record& record) {
  Checkpoint& before = record.before;
  before = AsPresent(kernel, std::move(before));
  const State now = ObserveAgain(kernel, catalog, before).values;
  std::vector<Address> differ;
  for (const auto& [address, value] : before.values) {
    const auto found = now.find(address);
    if (found == now.end() || found->second != value) differ.push_back(address);
  }
  std::erase_if(before.values, [&](const auto& entry) {
    const Tunable* const tunable = FindTunable(catalog, entry.first.tunable);
    if (tunable == nullptr || !tunable->IsWritable(entry.first.key)) return true;
    return std::none_of(differ.begin(), differ.end(), [&](const Address& other) {
      const bool taken = other.device == entry.first.device &&
                         other.tunable == entry.first.tunable &&
                         tunable->SetsToo(other.key, entry.first.key);
      return taken || other == entry.first;
    });
  });
  std::erase_if(before.devices, [&](const Device& device) {
    return std::none_of(before.values.begin(), before.values.end(),
                        [&](const auto& entry) { return entry.first.device == device.name; });
  });
}

}  // namespace netkeel
