// SPDX-License-Identifier: Apache-2.0
#include "kernel/recording_kernel.h"

#include <array>
#include <cerrno>
#include <ctime>

#include "base/text.h"
#include "kernel/capture_table.h"
#include "kernel/judged_rows.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr const char* kRelease = "/proc/sys/kernel/osrelease";

/// "2024-05-06T07:08:09Z"
std::string Now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  std::array<char, 32> text = {};
  ::gmtime_r(&now, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

template <typename Container>
bool HasBelow(const Container& entries, const std::string& path) {
  const auto next = entries.upper_bound(path + '/');
  if (next == entries.end()) return false;
  if constexpr (requires { next->first; }) {
    return next->first.starts_with(path + '/');
  } else {
    return next->starts_with(path + '/');
  }
}

/// Whether the tree holds `path` otherwise than as a name, so that the name need not be kept.
bool IsHeld(const KernelTree& tree, const std::string& path) {
  return tree.files.contains(path) || tree.links.contains(path) || HasBelow(tree.files, path) ||
         HasBelow(tree.links, path) || HasBelow(tree.listed, path);
}

}  // namespace

Result<std::string> RecordingKernel::ReadFile(const std::string& path) const {
  auto content = inner().ReadFile(path);
  if (!content) {
    Remember(path, content.error());
  } else if (auto kept = JudgedContent(path, *content)) {
    tree_.files[path] = std::move(*kept);
    tree_.unreadable.erase(path);
  } else {
    tree_.unreadable[path] = EACCES;
  }
  return content;
}

Result<std::vector<std::string>> RecordingKernel::ListDirectory(const std::string& path) const {
  auto names = inner().ListDirectory(path);
  if (!names) {
    Remember(path, names.error());
    return names;
  }
  tree_.listed.insert(path);
  for (const std::string& name : *names) tree_.listed.insert(path + '/' + name);
  return names;
}

Result<std::string> RecordingKernel::ResolveLink(const std::string& path) const {
  auto target = inner().ResolveLink(path);
  if (!target) {
    Remember(path, target.error());
  } else if (*target == path) {
    tree_.listed.insert(path);
  } else {
    tree_.links[path] = *target;
  }
  return target;
}

Result<EthtoolFields> RecordingKernel::EthtoolGet(const Device& device, EthtoolTopic topic) const {
  auto fields = inner().EthtoolGet(device, topic);
  if (fields) {
    Keep(device, topic, *fields);
  } else if (fields.error().sys_errno != EOPNOTSUPP) {
    Remember(EthtoolPath(device.name, topic), fields.error());
  }
  return fields;
}

void RecordingKernel::Keep(const Device& device, EthtoolTopic topic,
                           const EthtoolFields& fields) const {
  if (auto kept = JudgedFields(RowOf(topic), fields)) {
    tree_.ethtool[{device.name, topic}] = std::move(*kept);
  } else {
    tree_.unreadable[EthtoolPath(device.name, topic)] = EACCES;
  }
}

Result<std::vector<Fields>> RecordingKernel::Query(const Device& device, QueryTopic topic) const {
  auto rows = inner().Query(device, topic);
  if (rows) {
    tree_.rows[{device.name, topic}] = *rows;
  } else if (rows.error().sys_errno != EOPNOTSUPP) {
    Remember(QueryPath(device.name, topic), rows.error());
  }
  return rows;
}

Result<std::string> RecordingKernel::AskSocket(const std::string& path,
                                               const std::string& question) const {
  auto answer = inner().AskSocket(path, question);
  if (answer) {
    tree_.answers[path + ' ' + question] = *answer;
  } else {
    Remember(path, answer.error());
  }
  return answer;
}

KernelTree RecordingKernel::Tree() const {
  KernelTree tree = tree_;
  LeaveOutOtherOwners(tree);
  std::erase_if(tree.listed, [&tree](const std::string& path) { return IsHeld(tree, path); });
  if (const auto release = inner().ReadFile(kRelease)) {
    tree.meta["kernel"] = std::string(Trim(*release));
  }
  tree.meta["captured-at"] = Now();
  return tree;
}

void RecordingKernel::Remember(const std::string& path, const Error& error) const {
  if (error.sys_errno != 0 && error.sys_errno != ENOENT) {
    tree_.unreadable[path] = error.sys_errno;
  }
}

}  // namespace netkeel
