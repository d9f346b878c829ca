// SPDX-License-Identifier: Apache-2.0
#include "host/inventory.h"

#include <net/if.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/text.h"
#include "kernel/own_namespace.h"

namespace netkeel {
namespace {

constexpr const char* kNetFolder = "/sys/class/net";

// While an interface gets another name, or moves to another namespace, /sys and the namespace
// differ for a moment.
constexpr int kTries = 5;
constexpr std::chrono::milliseconds kBetweenTries(50);

Result<std::string> ReadTrimmed(const Kernel& kernel, const std::string& path) {
  auto content = kernel.ReadFile(path);
  if (!content) return content;
  return std::string(Trim(*content));
}

/// Decimal with an optional minus, or hex with 0x; nothing where the text is neither.
std::optional<int> ParseInt(std::string_view text) {
  const bool is_hex = text.starts_with("0x");
  if (is_hex) text.remove_prefix(2);
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, is_hex ? 16 : 10);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

Result<int> ReadInt(const Kernel& kernel, const std::string& path) {
  const auto text = ReadTrimmed(kernel, path);
  if (!text) return Fail(text.error());
  const auto number = ParseInt(*text);
  if (number) return *number;
  return Fail(ErrorCode::kIo, path + ": '" + Printable(*text) + "' is not a number");
}

std::string LastName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool AllHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// "0000:03:00.0"; domains of virtual functions behind a hypervisor have up to 8 digits.
bool IsPciAddress(std::string_view name) {
  const auto parts = Split(name, ":.");
  return parts.size() == 4 && parts[0].size() >= 4 && parts[1].size() == 2 &&
         parts[2].size() == 2 && parts[3].size() == 1 && name[name.size() - 2] == '.' &&
         std::all_of(parts.begin(), parts.end(), AllHex);
}

/// "" for a path without a slash, which a captured tree's link may lead to.
std::string Parent(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// The address of the PCI function that `path` is, or is below; "" if none.
std::string NearestPci(std::string path) {
  for (; !path.empty(); path = Parent(path)) {
    if (IsPciAddress(LastName(path))) return LastName(path);
  }
  return "";
}

/// The NUMA node of the device, or of the nearest device above it that says.
int NearestNode(const Kernel& kernel, std::string path) {
  for (; path.starts_with("/sys/devices/"); path = Parent(path)) {
    const auto node = ReadInt(kernel, path + "/numa_node");
    if (node) return *node;
    if (node.error().code != ErrorCode::kNotFound) return -1;
  }
  return -1;
}

std::string LinkName(const Kernel& kernel, const std::string& path) {
  const auto target = kernel.ResolveLink(path);
  return target ? LastName(*target) : "";
}

/// What only the driver tells. Many virtual interfaces have no such answer, which is no error.
void AskDriver(const Kernel& kernel, Device& device) {
  const auto info = kernel.EthtoolGet(device, EthtoolTopic::kInfo);
  if (!info) return;
  if (device.driver.empty()) device.driver = FieldText(*info, "driver");
  device.firmware = FieldText(*info, "firmware-version");
  device.permanent_mac = FieldText(*info, "permanent-address");
  const std::string altnames = FieldText(*info, "altnames");
  for (const std::string_view name : Words(altnames)) device.altnames.emplace_back(name);
}

void DescribeHardware(const Kernel& kernel, const std::string& folder, Device& device) {
  const auto path = kernel.ResolveLink(folder + "/device");
  if (!path) return;
  device.sys_path = *path;
  device.driver = LinkName(kernel, *path + "/driver");
  device.bus = LinkName(kernel, *path + "/subsystem");
  device.pci = NearestPci(*path);
  if (device.bus == "pci") device.model = ReadTrimmed(kernel, *path + "/device").value_or("");
  device.numa_node = NearestNode(kernel, *path);
}

/// Asks again while the answer is kForeign.
template <typename Ask>
Result<void> WithPatience(const Kernel& kernel, const Ask& ask) {
  auto answer = ask();
  for (int tries = 1; tries < kTries; ++tries) {
    if (answer || answer.error().code != ErrorCode::kForeign) break;
    kernel.Pause(kBetweenTries);
    answer = ask();
  }
  return answer;
}

/// Whether the interface of that index is `device` here as in /sys.
Result<void> CheckIdentity(const Kernel& kernel, const Device& device) {
  return WithPatience(kernel, [&]() -> Result<void> {
    const auto same = kernel.CheckNamespace(device);
    if (same) return {};
    const auto index = InterfaceIndex(kernel, device.name);
    if (!index) return Fail(index.error());
    if (*index == device.ifindex) return same;
    return Fail(ErrorCode::kNotFound, device.name + ": has another name by now");
  });
}

/// The interface of /sys that shows best whose it is: every namespace has its own "lo", which is
/// number 1 everywhere.
std::string Telling(const std::vector<std::string>& names) {
  const auto name = std::find_if(names.begin(), names.end(),
                                 [](const std::string& each) { return each != "lo"; });
  return name == names.end() ? "" : *name;
}

/// One look: what /proc/sys/net has is of this process's namespace, wherever /sys is from.
Result<void> CompareWithSys(const Kernel& kernel) {
  constexpr const char* kOwn = "/proc/sys/net/ipv4/conf";
  const auto own = kernel.ListDirectory(kOwn);
  const auto names = InterfaceNames(kernel);
  if (!names) return {};  // whoever needs them will say
  std::set<std::string> known(names->begin(), names->end());
  known.insert({"all", "default"});
  for (const std::string& name : own.value_or(std::vector<std::string>{})) {
    if (known.contains(name)) continue;
    return Fail(
        ForeignSys(std::string(kOwn) + " has " + name + ", and " + kNetFolder + " has not"));
  }
  Device device;
  device.name = Telling(*names);
  const auto index = InterfaceIndex(kernel, device.name);
  if (device.name.empty() || !index) return {};
  device.ifindex = *index;
  return kernel.CheckNamespace(device);
}

}  // namespace

Result<std::vector<std::string>> InterfaceNames(const Kernel& kernel) {
  auto names = kernel.ListDirectory(kNetFolder);
  // A plain file that the bonding driver puts among the interfaces, if it is no interface.
  if (names) {
    std::erase_if(*names, [&](const std::string& name) {
      return name == "bonding_masters" && !InterfaceIndex(kernel, name);
    });
  }
  return names;
}

bool IsFolder(const Kernel& kernel, const std::string& path) {
  return kernel.ListDirectory(path).has_value();
}

Result<int> InterfaceIndex(const Kernel& kernel, const std::string& name) {
  auto index = ReadInt(kernel, std::string(kNetFolder) + '/' + name + "/ifindex");
  if (!index) return Fail(At(name, index.error()));
  return index;
}

Result<void> NeedOwnSys(const Kernel& kernel) {
  return WithPatience(kernel, [&] { return CompareWithSys(kernel); });
}

Result<Device> DescribeInterface(const Kernel& kernel, const std::string& name) {
  const std::string folder = std::string(kNetFolder) + '/' + name;
  Device device;
  device.name = name;
  const auto index = InterfaceIndex(kernel, name);
  if (!index) return Fail(index.error());
  device.ifindex = *index;
  if (const auto own = CheckIdentity(kernel, device); !own) return Fail(own.error());
  const auto flags = ReadInt(kernel, folder + "/flags");
  if (!flags) return Fail(At(name, flags.error()));
  device.up = (*flags & IFF_UP) != 0;
  // Reading the carrier of an interface that is down is EINVAL.
  const auto carrier = device.up ? ReadInt(kernel, folder + "/carrier") : 0;
  device.carrier = carrier && *carrier == 1;
  DescribeHardware(kernel, folder, device);
  AskDriver(kernel, device);
  return device;
}

std::string HostName(const Kernel& kernel) {
  const auto name = ReadTrimmed(kernel, "/proc/sys/kernel/hostname");
  return name && !name->empty() ? *name : "unknown";
}

std::string BootId(const Kernel& kernel) {
  return ReadTrimmed(kernel, "/proc/sys/kernel/random/boot_id").value_or("");
}

}  // namespace netkeel
