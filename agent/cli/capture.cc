// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/text.h"
#include "cli/outcome.h"
#include "cli/output_file.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "evidence/sources.h"
#include "host/host_traits.h"
#include "host/inventory.h"
#include "host/ports.h"
#include "kernel/capture_table.h"
#include "kernel/judged_lines.h"
#include "kernel/judged_rows.h"
#include "kernel/own_namespace.h"
#include "kernel/recording_kernel.h"
#include "reconcile/hand_down.h"
#include "reconcile/look.h"
#include "reconcile/other_hands.h"
#include "report/profile_text.h"
#include "writers/find_writers.h"

namespace netkeel {
namespace {

using HostKeys = std::map<std::string, std::set<std::string>>;

/// Everything that the host's tables name.
HostKeys KnownHostKeys(const Catalog& catalog) {
  HostKeys keys;
  for (const auto& tunable : catalog) {
    const Descriptor& descriptor = tunable->descriptor();
    if (descriptor.scope != Scope::kHost) continue;
    for (const KeyDescriptor& key : descriptor.keys) {
      keys[std::string(descriptor.name)].insert(std::string(key.name));
    }
  }
  return keys;
}

/// The interfaces asked for and their ports, all where none is.
Result<std::vector<Device>> DevicesOf(const Request& request, const Kernel& kernel) {
  const auto names = InterfaceNames(kernel);
  if (!names) return Fail(names.error());
  std::vector<Device> devices;
  const std::set<std::string> only = WithPorts(kernel, request.interfaces);
  for (const std::string& name : *names) {
    if (!only.empty() && !only.contains(name)) continue;
    auto device = DescribeInterface(kernel, name);
    if (device) {
      devices.push_back(std::move(*device));
    } else if (device.error().code == ErrorCode::kForeign) {
      return Fail(device.error());
    }
  }
  return devices;
}

/// Reads every file below `path`, so that a capture answers profiles that are yet to be written.
void ReadAllBelow(const Kernel& kernel, const std::string& path) {
  const auto names = kernel.ListDirectory(path);
  if (!names) {
    static_cast<void>(kernel.ReadFile(path));
    return;
  }
  for (const std::string& name : *names) {
    if (!IsSecretSysctl(name)) ReadAllBelow(kernel, path + '/' + name);
  }
}

/// Reads what the interfaces' own drivers show of themselves as modules.
void ReadModules(const Kernel& kernel, const std::vector<Device>& devices) {
  for (const Device& device : devices) {
    if (device.driver.empty()) continue;
    std::string module = device.driver;
    std::replace(module.begin(), module.end(), '-', '_');
    const std::string folder = "/sys/module/" + module;
    static_cast<void>(kernel.ReadFile(folder + "/version"));
    static_cast<void>(kernel.ReadFile(folder + "/initstate"));
    ReadAllBelow(kernel, folder + "/parameters");
  }
}

/// Reads who else writes what was observed: a check of the capture names them, too.
void ReadWriters(const Kernel& kernel, const std::vector<Device>& devices,
                 const Observation& observed) {
  std::map<std::string, Device> by_name;
  for (const Device& device : devices) by_name[device.name] = device;
  static_cast<void>(FindWriters(kernel, SoughtOf(by_name, observed.values)));
  static_cast<void>(kernel.ResolveLink(kEnabledLink));
}

/// Reads who is above and below whom, and which ports of bonds stand by.
void ReadPorts(const Kernel& kernel, const std::vector<Device>& devices) {
  std::map<std::string, Device> by_name;
  for (const Device& device : devices) {
    if (device.name == kHostDevice) continue;
    static_cast<void>(PortsBeneath(kernel, device.name));
    static_cast<void>(WithUppers(kernel, {device.name}));
    by_name[device.name] = device;
  }
  static_cast<void>(StandbyPorts(kernel, by_name));
}

/// Takes a sample along, so that two captures tell what was lost between them. What it takes to
/// find vectors and threads stays here.
void ReadCounters(const Request& request, const Kernel& kernel, const Kernel& recording) {
  const auto scope = ScopeOf(kernel, request.interfaces);
  if (scope) static_cast<void>(TakeSample(recording, *scope));
}

/// In a new folder, or in a new archive where the name says so.
Result<void> Save(const KernelTree& tree, const std::string& path) {
  if (!path.ends_with(".tar")) return SaveTree(tree, path);
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) {
    return Fail(ErrorCode::kBadInput, path + " is there already: capture into a new file");
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto archive = ArchiveOfTree(tree, now.time_since_epoch().count());
  if (!archive) return Fail(archive.error());
  constexpr mode_t kOwnersAlone = 0600;
  return WriteFileAtomically(path, *archive, kOwnersAlone);
}

Outcome CaptureTree(const Request& request, const Kernel& kernel) {
  const RecordingKernel recording(kernel);
  auto devices = DevicesOf(request, recording);
  if (!devices) return FailedOutcome(request, devices.error());
  devices->push_back(HostDevice());
  const Catalog catalog = MakeCatalog();
  const std::string host = HostName(recording);
  ReadWriters(recording, *devices,
              ObserveAll(recording, catalog, *devices, KnownHostKeys(catalog)));
  ReadPorts(recording, *devices);
  CpuFacts facts = ReadCpuFacts(recording).value_or(CpuFacts{});
  static_cast<void>(ReadTopology(recording, facts));
  static_cast<void>(ReadHostTraits(recording));
  ReadAllBelow(recording, "/proc/sys/net");
  ReadModules(recording, *devices);
  ReadCounters(request, kernel, recording);
  KernelTree tree = recording.Tree();
  if (request.root.empty()) tree.meta[kNamespaceFact] = OwnNamespaceNumber();
  LeaveOutOtherTasks(tree, facts.isolated, facts.online);
  LeaveOutAddresses(tree);
  const std::string& path = request.arguments.front();
  if (const auto saved = Save(tree, path); !saved) {
    return FailedOutcome(request, At("capture", saved.error()));
  }
  return {"captured " + Printable(host) + " in " + Printable(path) +
              "; look at it with: netkeel check --root " + Printable(path) + " PROFILE\n",
          "", ExitCode::kAsWanted};
}

Outcome CaptureProfile(const Request& request, const Kernel& kernel) {
  const auto devices = DevicesOf(request, kernel);
  if (!devices) return FailedOutcome(request, devices.error());
  std::vector<Device> all = *devices;
  if (request.interfaces.empty()) all.push_back(HostDevice());
  const Catalog catalog = MakeCatalog();
  HostKeys keys = KnownHostKeys(catalog);
  // Expectations of the boot are not settings of the running host.
  std::erase_if(keys, [&catalog](const auto& entry) {
    return !FindTunable(catalog, entry.first)->descriptor().writable;
  });
  Observation observed = ObserveAll(kernel, catalog, all, keys);
  LeaveToPorts(kernel, catalog, *devices, observed.values);
  return {ProfileText(HostName(kernel), *devices, observed.values, catalog), "",
          ExitCode::kAsWanted};
}

}  // namespace

Outcome RunCapture(const Request& request) {
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  if (const auto there = NeedInterfaces(request, **kernel); !there) {
    return FailedOutcome(request, there.error());
  }
  return request.as_profile ? CaptureProfile(request, **kernel) : CaptureTree(request, **kernel);
}

}  // namespace netkeel
