// SPDX-License-Identifier: Apache-2.0
#include "kernel/live_kernel.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <thread>

#include "base/text.h"
#include "base/unique_fd.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/interface_path.h"
#include "kernel/irq_actions.h"
#include "kernel/own_namespace.h"
#include "kernel/plain_file.h"
#include "kernel/power_path.h"
#include "kernel/unix_socket.h"
#include "model/state.h"

namespace netkeel {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// Whether a read of less than the buffer holds was a file's last. The kernel prints these whole
/// into one read; but for attributes of sysfs that are binary, as the CPU lists of nodes are
/// since 5.15: of those it gives a page at a time. Files of /proc made of records may stop short at
/// any record.
bool IsTheEnd(std::string_view path, size_t count, size_t size) {
  constexpr size_t kPage = 4096;
  if (path.starts_with("/sys/")) return count < kPage;
  return count < size && (path.starts_with("/proc/sys/") || path.starts_with("/proc/irq/"));
}

ssize_t ReadSome(int fd, char* buffer, size_t size) {
  ssize_t count = 0;
  do {
    count = ::read(fd, buffer, size);
  } while (count < 0 && errno == EINTR);
  return count;
}

/// From an open file's start to its end; `path` tells how it ends, and is for messages.
Result<std::string> ReadAll(const UniqueFd& fd, const std::string& path) {
  // No file that netkeel reads comes near; bounds what a device in a file's place can do.
  constexpr size_t kLargest = 64U << 20;
  std::array<char, 8192> buffer;
  std::string content;
  while (content.size() < kLargest) {
    const ssize_t count = ReadSome(fd.get(), buffer.data(), buffer.size());
    if (count < 0) return Fail(ErrnoError(path, errno));
    content.append(buffer.data(), static_cast<size_t>(count));
    if (count == 0 || IsTheEnd(path, static_cast<size_t>(count), buffer.size())) return content;
  }
  return Fail(ErrnoError(path, EFBIG));
}

/// No path that netkeel makes has them: one that does has a name in it that is none.
bool HasDots(std::string_view path) {
  const auto parts = Split(path.substr(1), "/");
  return std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
}

/// A path cut in two: the folder that a write must stay below, and the rest.
struct Target {
  std::string folder;
  std::string rest;
};

/// Empty where netkeel has no business.
Target TargetOf(const std::string& path) {
  constexpr std::string_view kInterfaces = "/sys/class/net/";
  for (const std::string_view folder :
       {"/proc/sys/net/", "/proc/irq/", "/sys/class/net/", "/sys/devices/virtual/workqueue/"}) {
    if (!path.starts_with(folder) || HasDots(path)) continue;
    const size_t cut =
        folder == kInterfaces ? path.find('/', kInterfaces.size()) : folder.size() - 1;
    if (cut != std::string::npos) return {path.substr(0, cut), path.substr(cut + 1)};
  }
  if (IsPowerControl(path) && !HasDots(path)) {
    const std::string device = DeviceOfPowerControl(path);
    return {device, path.substr(device.size() + 1)};
  }
  // Of CPUs only what says how fast they are: others take them off the line.
  constexpr std::string_view kCpus = "/sys/devices/system/cpu/";
  const bool is_speed = path.starts_with("/sys/devices/system/cpu/cpufreq/policy") ||
                        path.ends_with("/power/energy_perf_bias");
  if (path.starts_with(kCpus) && is_speed && !HasDots(path)) {
    return {std::string(kCpus.substr(0, kCpus.size() - 1)), path.substr(kCpus.size())};
  }
  return {};
}

bool IsKernelFile(const UniqueFd& fd) {
  struct statfs status = {};
  return ::fstatfs(fd.get(), &status) == 0 &&
         (status.f_type == PROC_SUPER_MAGIC || status.f_type == SYSFS_MAGIC);
}

/// Without CAP_DAC_OVERRIDE EACCES hides what the handler says to a write: EPERM. From Linux 6.12
/// on the files of interrupts that the kernel manages are read-only for everyone.
Error WriteError(const std::string& path, const Error& error) {
  struct stat status = {};
  const bool for_nobody = error.sys_errno == EACCES && path.starts_with("/proc/irq/") &&
                          ::stat(path.c_str(), &status) == 0 && (status.st_mode & 0222) == 0;
  return for_nobody ? ErrnoError(path, EPERM) : error;
}

/// Files below /proc/sys/net are by name, and those of the network namespace of this process. A
/// rename takes the folder away before the name is another one's, and what is open with it.
Result<void> CheckNameOf(const OwnedFile& file, const std::string& name) {
  const auto now = OwnNameOf(file.ifindex);
  if (!now) return Fail(At(file.path, now.error()));
  if (*now == name) return {};
  return Fail(Error{ErrorCode::kNotFound,
                    file.path + ": the interface that was looked at, with ifindex " +
                        std::to_string(file.ifindex) + ", is called " + *now + " now",
                    ENODEV});
}

}  // namespace

Result<UniqueFd> LiveKernel::OpenToRead(const std::string& path, int flags) const {
  flags |= O_CLOEXEC;
  // A pipe among configuration files must not keep us waiting. openat2 refuses it beside O_PATH.
  if ((flags & O_PATH) == 0) flags |= O_NONBLOCK;
  for (const auto& [prefix, root] : {std::pair("/proc", &proc_), std::pair("/sys", &sys_)}) {
    const size_t length = std::strlen(prefix);
    if (path == prefix) return root->Open(".", flags, Links::kInside);
    if (!path.starts_with(prefix) || path[length] != '/') continue;
    return root->Open(path.substr(length + 1), flags, Links::kInside);
  }
  if ((flags & (O_PATH | O_DIRECTORY)) == 0) return OpenPlain(path, LastLink::kFollow);
  UniqueFd fd(::open(path.c_str(), flags));
  if (!fd) return Fail(ErrnoError(path, errno));
  return fd;
}

Result<UniqueFd> LiveKernel::OpenToWrite(const OwnedFile& file) const {
  const std::string& path = file.path;
  const Target target = TargetOf(path);
  if (target.folder.empty() || target.rest.empty()) {
    return Fail(ErrorCode::kPermission, path + ": not below /proc/sys/net, /proc/irq or an " +
                                            "interface's folder, where alone netkeel writes");
  }
  if (const auto named = NeedOwner(file); !named) return Fail(named.error());
  auto folder = OpenToRead(target.folder, O_PATH | O_DIRECTORY);
  if (!folder) return Fail(folder.error());
  const RootFolder root(std::move(*folder), target.folder);
  auto fd = root.Open(target.rest, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, Links::kNone);
  if (!fd) return Fail(WriteError(path, fd.error()));
  if (!IsKernelFile(*fd)) {
    return Fail(ErrorCode::kPermission,
                path + ": is no file of the kernel's; something was mounted over it, and netkeel " +
                    "does not write there");
  }
  // Asked when the file is open: what is written from now on reaches this one and no other.
  if (const auto owned = CheckOwner(file, root); !owned) return Fail(owned.error());
  return fd;
}

Result<void> LiveKernel::CheckOwner(const OwnedFile& file, const RootFolder& folder) const {
  if (file.path.starts_with("/sys/class/net/")) {
    const auto fd = folder.Open("ifindex", O_RDONLY | O_CLOEXEC | O_NOFOLLOW, Links::kNone);
    if (!fd) return Fail(fd.error());
    const auto index = ReadAll(*fd, file.path);
    if (!index) return Fail(index.error());
    if (Trim(*index) == std::to_string(file.ifindex)) return {};
    return Fail(NotThatInterface(file, std::string(Trim(*index))));
  }
  if (IsPowerControl(file.path)) {
    const auto name = OwnNameOf(file.ifindex);
    if (!name) return Fail(At(file.path, name.error()));
    const auto device = ResolveLink("/sys/class/net/" + *name + "/device");
    if (!device) return Fail(At(file.path, device.error()));
    return CheckPowerOwner(file, *device);
  }
  if (const std::string name = InterfaceOfSysctl(file.path); !name.empty() && file.ifindex > 0) {
    return CheckNameOf(file, name);
  }
  if (file.action.empty()) return {};
  const auto irq = ParseUnsigned(Split(file.path, "/")[3]);
  const auto actions = IrqActions(*this, static_cast<unsigned>(irq.value_or(0)));
  if (std::count(actions.begin(), actions.end(), file.action) > 0) return {};
  return Fail(NotThatInterrupt(file, actions));
}

Result<std::string> LiveKernel::ReadFile(const std::string& path) const {
  const auto fd = OpenToRead(path, O_RDONLY);
  if (!fd) return Fail(fd.error());
  return ReadAll(*fd, path);
}

Result<std::vector<std::string>> LiveKernel::ListDirectory(const std::string& path) const {
  auto fd = OpenToRead(path, O_RDONLY | O_DIRECTORY);
  if (!fd) return Fail(fd.error());
  const std::unique_ptr<DIR, CloseDirectory> directory(::fdopendir(fd->get()));
  if (!directory) return Fail(ErrnoError(path, errno));
  fd->Release();  // closed with the directory
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return Fail(ErrnoError(path, errno));
  std::sort(names.begin(), names.end(), NaturalLess);
  return names;
}

Result<std::string> LiveKernel::ResolveLink(const std::string& path) const {
  // The kernel knows the canonical path of what is open: three calls, where realpath(3) makes one
  // for every component.
  const auto fd = OpenToRead(path, O_PATH);
  if (!fd) return Fail(fd.error());
  const auto real = PathOfOpen(*fd);
  if (!real) return Fail(At(path, real.error()));
  return real;
}

Result<void> LiveKernel::CheckNamespace(const Device& device) const {
  const auto mac = ReadFile("/sys/class/net/" + device.name + "/address");
  return CheckOwnNamespace(device, mac ? std::string(Trim(*mac)) : "");
}

Result<EthtoolFields> LiveKernel::EthtoolGet(const Device& device, EthtoolTopic topic) const {
  const EthtoolRow& row = RowOf(topic);
  const auto by_netlink = UsesNetlink(row.get_came_with_set ? row.set : row.get);
  if (by_netlink && *by_netlink) return netlink_.Get(device, row);
  if (by_netlink || row.ioctl.get != nullptr) return EthtoolIoctlGet(device, topic);
  return Fail(At(device.name + ' ' + row.word, by_netlink.error()));
}

Result<std::vector<Fields>> LiveKernel::Query(const Device& device, QueryTopic topic) const {
  const QueryRow& row = RowOf(topic);
  if (row.ask == nullptr) return netlink_.Query(device, row);
  const std::string path = QueryPath(device.name, topic);
  if (device.name != kHostDevice) return Fail(ErrnoError(path, EOPNOTSUPP));
  auto rows = row.ask();
  if (!rows) return Fail(At(path, rows.error()));
  return rows;
}

Result<std::string> LiveKernel::AskSocket(const std::string& path,
                                          const std::string& question) const {
  return AskUnixSocket(path, question);
}

void LiveKernel::Pause(std::chrono::milliseconds time) const { std::this_thread::sleep_for(time); }

Result<void> LiveKernel::WriteFile(const OwnedFile& file, const std::string& content) {
  const std::string& path = file.path;
  const auto fd = OpenToWrite(file);
  if (!fd) return Fail(fd.error());
  // One call: a second one at another offset would be another value to the kernel.
  const ssize_t count = ::write(fd->get(), content.data(), content.size());
  if (count < 0) return Fail(ErrnoError(path, errno));
  if (static_cast<size_t>(count) == content.size()) return {};
  return Fail(ErrorCode::kInvalid, path + ": only " + std::to_string(count) + " of " +
                                       std::to_string(content.size()) + " bytes were taken");
}

Result<std::string> LiveKernel::EthtoolSet(const Device& device, EthtoolTopic topic,
                                           const EthtoolFields& fields) {
  const EthtoolRow& row = RowOf(topic);
  const auto by_netlink = UsesNetlink(row.set);
  if (by_netlink && *by_netlink) return netlink_.Set(device, row, fields);
  if (!by_netlink && row.ioctl.set == nullptr) {
    return Fail(At(device.name + ' ' + row.word, by_netlink.error()));
  }
  if (const auto set = EthtoolIoctlSet(device, topic, fields); !set) return Fail(set.error());
  return "";
}

Result<bool> LiveKernel::UsesNetlink(uint8_t command) const {
  if (route_ == EthtoolRoute::kIoctlOnly) return false;
  return netlink_.Has(command);
}

}  // namespace netkeel
