// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/recorded_kernel.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/text.h"
#include "kernel/interface_path.h"
#include "kernel/irq_actions.h"
#include "kernel/power_path.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"

namespace netkeel {
namespace {

bool IsAffinityFile(const std::string& path) {
  return path == "/proc/irq/default_smp_affinity" ||
         (path.starts_with("/proc/irq/") &&
          (path.ends_with("/smp_affinity") || path.ends_with("/smp_affinity_list")));
}

/// The interface that the file must be of; "" where it may be anybody's.
std::string InterfaceOf(const OwnedFile& file) {
  if (file.path.starts_with("/sys/class/net/")) return std::string(Split(file.path, "/")[4]);
  return file.ifindex > 0 ? InterfaceOfSysctl(file.path) : "";
}

std::string WithNewline(const std::string& text) {
  return text.empty() || text.back() == '\n' ? text : text + '\n';
}

/// drivers/base/power/sysfs.c: control_store.
Accepted<std::string> AcceptPowerControl(std::string_view written) {
  const std::string_view word = Trim(written);
  if (word != "on" && word != "auto") return tl::unexpected(EINVAL);
  return std::string(word) + '\n';
}

/// The content of a file that is not an affinity after a write.
Accepted<std::string> Accept(const KernelTree& tree, const std::string& path,
                             const std::string& current, const std::string& written) {
  if (path.starts_with("/proc/irq/")) return tl::unexpected(EIO);  // effective_affinity, node, ...
  if (path.starts_with("/proc/sys/")) {
    return AcceptSysctl(path, current, written, ReadRecordedHost(tree));
  }
  if (path.find("/queues/") != std::string::npos) {
    return AcceptQueueFile(path, current, written, ReadRecordedHost(tree));
  }
  if (path.starts_with("/sys/devices/system/cpu/")) return AcceptCpuFreq(tree, path, written);
  if (IsPowerControl(path)) return AcceptPowerControl(written);
  if (path == "/sys/devices/virtual/workqueue/cpumask") {
    return AcceptWorkqueueMask(current, written, ReadRecordedHost(tree));
  }
  return written.empty() ? current : WithNewline(written);
}

/// The name of the interface with that index, "" where there is none.
std::string NameOfIndex(const KernelTree& tree, int ifindex) {
  for (const std::string& name : NamesIn(tree, "/sys/class/net")) {
    const std::string index = ContentOf(tree, "/sys/class/net/" + name + "/ifindex");
    if (Trim(index) == std::to_string(ifindex)) return name;
  }
  return "";
}

std::string DriverOf(const KernelTree& tree, const Device& device) {
  if (!device.driver.empty()) return device.driver;
  const auto info = tree.ethtool.find({device.name, EthtoolTopic::kInfo});
  if (info == tree.ethtool.end() || !info->second.contains("driver")) return "";
  return ToText(info->second.at("driver"));
}

}  // namespace

Result<RecordedKernel> RecordedKernel::Load(const std::string& folder) {
  auto tree = LoadTree(folder);
  if (!tree) return Fail(std::move(tree.error()));
  return RecordedKernel(std::move(*tree));
}

Result<std::string> RecordedKernel::ReadFile(const std::string& path) const {
  const auto unreadable = tree_.unreadable.find(path);
  if (unreadable != tree_.unreadable.end()) return Fail(ErrnoError(path, unreadable->second));
  if (const auto key = FileKey(tree_, path)) return tree_.files.at(*key);
  return Fail(ErrnoError(path, IsFolder(tree_, path) ? EISDIR : ENOENT));
}

Result<std::vector<std::string>> RecordedKernel::ListDirectory(const std::string& path) const {
  const auto unreadable = tree_.unreadable.find(path);
  if (unreadable != tree_.unreadable.end()) return Fail(ErrnoError(path, unreadable->second));
  if (IsFolder(tree_, path)) return NamesIn(tree_, path);
  return Fail(ErrnoError(path, FileKey(tree_, path) ? ENOTDIR : ENOENT));
}

Result<std::string> RecordedKernel::ResolveLink(const std::string& path) const {
  const auto unreadable = tree_.unreadable.find(path);
  if (unreadable != tree_.unreadable.end()) return Fail(ErrnoError(path, unreadable->second));
  const size_t slash = path.rfind('/');
  const std::string own = CanonicalPath(tree_, path.substr(0, slash)) + path.substr(slash);
  const bool is_link = tree_.links.contains(path) || tree_.links.contains(own);
  if (!is_link && !IsFolder(tree_, path) && !FileKey(tree_, path)) {
    return Fail(ErrnoError(path, ENOENT));
  }
  return CanonicalPath(tree_, path);
}

Result<void> RecordedKernel::CheckNamespace(const Device& /*device*/) const { return {}; }

Result<EthtoolFields> RecordedKernel::EthtoolGet(const Device& device, EthtoolTopic topic) const {
  const std::string name = NameOf(device);
  if (name.empty()) return Fail(EthtoolError(device.name, topic, ENODEV));
  const auto fields = tree_.ethtool.find({name, topic});
  if (fields != tree_.ethtool.end()) return fields->second;
  const auto unreadable = tree_.unreadable.find(EthtoolPath(name, topic));
  const int sys_errno = unreadable == tree_.unreadable.end() ? EOPNOTSUPP : unreadable->second;
  return Fail(EthtoolError(device.name, topic, sys_errno));
}

Result<std::vector<Fields>> RecordedKernel::Query(const Device& device, QueryTopic topic) const {
  const auto rows = tree_.rows.find({device.name, topic});
  if (rows != tree_.rows.end()) return rows->second;
  const std::string path = QueryPath(device.name, topic);
  const auto unreadable = tree_.unreadable.find(path);
  return Fail(
      ErrnoError(path, unreadable == tree_.unreadable.end() ? EOPNOTSUPP : unreadable->second));
}

Result<std::string> RecordedKernel::AskSocket(const std::string& path,
                                              const std::string& question) const {
  const auto unreadable = tree_.unreadable.find(path);
  if (unreadable != tree_.unreadable.end()) return Fail(ErrnoError(path, unreadable->second));
  const auto answer = tree_.answers.find(path + ' ' + question);
  if (answer == tree_.answers.end()) return Fail(ErrnoError(path, ENOENT));
  return answer->second;
}

void RecordedKernel::Pause(std::chrono::milliseconds /*time*/) const {}

Result<void> RecordedKernel::WriteFile(const OwnedFile& file, const std::string& content) {
  const std::string& path = file.path;
  writes_.push_back("write " + path + ' ' + std::string(Trim(content)));
  const auto key = FileKey(tree_, path);
  const auto unreadable = tree_.unreadable.find(path);
  if (!key && unreadable != tree_.unreadable.end()) {
    return Fail(ErrnoError(path, unreadable->second));
  }
  if (!key) return Fail(ErrnoError(path, IsFolder(tree_, path) ? EISDIR : ENOENT));
  if (auto owned = CheckOwner(file); !owned) return owned;
  if (const int refusal = RefusalOf(*key)) return Fail(ErrnoError(path, refusal));
  if (IsAffinityFile(*key) || IsNapiFile(path)) {
    const int refusal = IsNapiFile(path) ? WriteNapiFile(tree_, path, content)
                                         : WriteAffinity(tree_, *key, content);
    if (refusal != 0) return Fail(ErrnoError(path, refusal));
    return {};
  }
  const auto accepted = Accept(tree_, *key, tree_.files.at(*key), content);
  if (!accepted) {
    LeaveBehind(tree_, *key, content);
    return Fail(ErrnoError(path, accepted.error()));
  }
  const std::string before = std::exchange(tree_.files[*key], *accepted);
  if (before != *accepted) FollowSysctl(tree_, *key);
  return {};
}

Result<std::string> RecordedKernel::EthtoolSet(const Device& device, EthtoolTopic topic,
                                               const EthtoolFields& fields) {
  std::string request = "ethtool " + device.name + ' ' + ToText(topic);
  for (const auto& [word, value] : fields) request += ' ' + word + '=' + ToText(value);
  writes_.push_back(request);
  const auto current = EthtoolGet(device, topic);
  if (!current) return Fail(current.error());
  const std::string name = NameOf(device);
  const std::string path = EthtoolPath(name, topic);
  if (const int refusal = RefusalOf(path)) {
    return Fail(EthtoolError(device.name, topic, refusal));
  }
  const std::string driver = DriverOf(tree_, device);
  const EthtoolRow& row = RowOf(topic);
  const EthtoolAccepted accepted = row.accept.get()({row, driver, *current, fields, &tree_, name});
  if (!accepted) {
    const RecordedRefusal& refused = accepted.error();
    return Fail(EthtoolError(device.name, topic, refused.sys_errno, refused.text));
  }
  if (*accepted == *current) return "";
  tree_.ethtool[{name, topic}] = *accepted;
  if (row.follow != nullptr) row.follow(tree_, name, driver);
  return "";
}

void RecordedKernel::AddFile(const std::string& path, const std::string& content) {
  tree_.listed.erase(path);
  tree_.files[path] = content;
}

void RecordedKernel::AddLink(const std::string& path, const std::string& target) {
  tree_.listed.erase(path);
  tree_.links[path] = target;
}

void RecordedKernel::AddDirectory(const std::string& path) { tree_.listed.insert(path); }

void RecordedKernel::SetEthtool(const std::string& interface, EthtoolTopic topic,
                                EthtoolFields fields) {
  tree_.ethtool[{interface, topic}] = std::move(fields);
}

void RecordedKernel::SetRows(const std::string& interface, QueryTopic topic,
                             std::vector<Fields> rows) {
  tree_.rows[{interface, topic}] = std::move(rows);
}

void RecordedKernel::AddAnswer(const std::string& socket, const std::string& question,
                               const std::string& answer) {
  tree_.answers[socket + ' ' + question] = answer;
}

void RecordedKernel::SetUnreadable(const std::string& path, int sys_errno) {
  tree_.unreadable[path] = sys_errno;
}

void RecordedKernel::SetImmovable(const std::string& path, int sys_errno) {
  tree_.immovable[path] = sys_errno;
}

void RecordedKernel::Remove(const std::string& path) { Erase(tree_, path); }

std::string RecordedKernel::NameOf(const Device& device) const {
  // A tree that somebody cut down need not say.
  const std::string index = ContentOf(tree_, "/sys/class/net/" + device.name + "/ifindex");
  if (device.ifindex == 0 || index.empty() || Trim(index) == std::to_string(device.ifindex)) {
    return device.name;
  }
  return NameOfIndex(tree_, device.ifindex);
}

Result<void> RecordedKernel::CheckOwner(const OwnedFile& file) const {
  if (auto named = NeedOwner(file); !named) return named;
  if (IsPowerControl(file.path)) {
    const std::string owner = "/sys/class/net/" + NameOfIndex(tree_, file.ifindex) + "/device";
    return CheckPowerOwner(file, CanonicalPath(tree_, owner));
  }
  const auto parts = Split(file.path, "/");
  const std::string name = InterfaceOf(file);
  const std::string index =
      name.empty() ? "" : ContentOf(tree_, "/sys/class/net/" + name + "/ifindex");
  if (!index.empty() && Trim(index) != std::to_string(file.ifindex)) {
    return Fail(NotThatInterface(file, std::string(Trim(index))));
  }
  if (file.action.empty()) return {};
  // What was found by /proc/interrupts has its handlers nowhere else.
  const auto actions =
      IrqActions(*this, static_cast<unsigned>(ParseUnsigned(parts[3]).value_or(0)));
  const bool has = std::count(actions.begin(), actions.end(), file.action) > 0;
  if (has || actions.empty()) return {};
  return Fail(NotThatInterrupt(file, actions));
}

int RecordedKernel::RefusalOf(const std::string& path) const {
  for (size_t end = path.size(); end != std::string::npos && end > 0;
       end = path.rfind('/', end - 1)) {
    const auto refusal = tree_.immovable.find(path.substr(0, end));
    if (refusal != tree_.immovable.end()) return refusal->second;
  }
  return 0;
}

}  // namespace netkeel
