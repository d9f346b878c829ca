// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "base/text.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"
#include "kernel/topics/napi.h"

namespace netkeel {
namespace {

/// A file of the whole device, what it is called of each NAPI, and what it can hold.
struct NapiFile {
  std::string_view file;
  std::string_view word;
  uint64_t largest;
};

constexpr std::array<NapiFile, 3> kFiles = {{
    {"threaded", "threaded", 1},
    {"gro_flush_timeout", "gro-flush-timeout", UINT64_MAX},
    {"napi_defer_hard_irqs", "defer-hard-irqs", INT32_MAX},
}};

constexpr std::string_view kFolder = "/sys/class/net/";

const NapiFile* FileOf(const std::string& path) {
  const auto parts = Split(path, "/");
  const bool may_be = path.starts_with(kFolder) && parts.size() == 6;
  const auto* const found =
      may_be ? std::find_if(kFiles.begin(), kFiles.end(),
                            [&](const NapiFile& each) { return each.file == parts[5]; })
             : kFiles.end();
  return found == kFiles.end() ? nullptr : found;
}

/// Whether Linux runs this NAPI in a thread: before 6.17 only the device's file tells.
bool IsThreaded(const KernelTree& tree, const std::string& interface, const Fields& napi) {
  if (napi.contains("threaded")) return FieldNumber(napi, "threaded") != 0;
  const std::string path = std::string(kFolder) + interface + "/threaded";
  return Trim(ContentOf(tree, path)) == "1";
}

/// As kthread_run makes one: on every CPU that can be.
Fields NewThread(const KernelTree& tree, uint64_t pid) {
  const unsigned count = ReadRecordedHost(tree).cpu_count;
  CpuSet possible;
  if (count > 0) possible.AddRange(0, count - 1);
  return {{"pid", std::to_string(pid)},   {"start", std::to_string(pid)},
          {"cpus", possible.ToList()},    {"policy", std::string("other")},
          {"priority", std::string("0")}, {"nice", std::string("0")}};
}

uint64_t HighestPid(const std::map<uint64_t, Fields>& threads) {
  uint64_t highest = 1000;
  for (const auto& [id, thread] : threads) {
    highest = std::max(highest, ParseUnsigned(FieldText(thread, "pid")).value_or(0));
  }
  return highest;
}

}  // namespace

void FollowThreads(KernelTree& tree, const std::string& interface, const std::string& /*driver*/) {
  const auto kept = tree.ethtool.find({interface, EthtoolTopic::kThreads});
  const auto napis = tree.ethtool.find({interface, EthtoolTopic::kNapi});
  if (kept == tree.ethtool.end() || napis == tree.ethtool.end()) return;
  const auto before = NapisById(kept->second);
  uint64_t pid = HighestPid(before);
  EthtoolFields after;
  for (const auto& [id, napi] : NapisById(napis->second)) {
    const std::string start = std::to_string(id) + '/';
    const auto old = before.find(id);
    const bool is_old = old != before.end() && old->second.contains("pid");
    Fields thread;
    if (IsThreaded(tree, interface, napi)) thread = is_old ? old->second : NewThread(tree, ++pid);
    thread["id"] = std::to_string(id);
    for (const auto& [word, value] : thread) after[start + word] = value;
  }
  kept->second = std::move(after);
}

bool IsNapiFile(const std::string& path) { return FileOf(path) != nullptr; }

int WriteNapiFile(KernelTree& tree, const std::string& path, const std::string& written) {
  const NapiFile& file = *FileOf(path);
  const bool is_threaded = file.word == "threaded";
  const auto number = ParseUnsigned(Trim(written));
  if (!number) return EINVAL;
  const std::string interface(Split(path, "/")[4]);
  const auto napis = tree.ethtool.find({interface, EthtoolTopic::kNapi});
  const bool has_none = napis != tree.ethtool.end() && napis->second.empty();
  // A device without NAPI, and busy poll, which is netlink's alone.
  if (is_threaded && (*number > file.largest || has_none)) return EOPNOTSUPP;
  if (*number > file.largest) return ERANGE;
  ReplaceContent(tree, path, std::to_string(*number) + '\n');
  if (napis == tree.ethtool.end()) return 0;
  for (auto& [word, value] : napis->second) {
    if (word.ends_with('/' + std::string(file.word))) value = *number;
  }
  FollowThreads(tree, interface, "");
  return 0;
}

void RemakeNapis(KernelTree& tree, const std::string& interface, uint64_t count) {
  const auto napis = tree.ethtool.find({interface, EthtoolTopic::kNapi});
  if (napis == tree.ethtool.end() || napis->second.empty()) return;
  uint64_t last = 0;
  for (const auto& [word, value] : napis->second) {
    last = std::max(last, ParseUnsigned(word.substr(0, word.find('/'))).value_or(0));
  }
  EthtoolFields fresh;
  for (uint64_t id = last + 1; id <= last + count; ++id) {
    const std::string start = std::to_string(id) + '/';
    fresh[start + "id"] = id;
    fresh[start + "irq-suspend-timeout"] = uint64_t{0};
    for (const NapiFile& file : kFiles) {
      const std::string path = std::string(kFolder) + interface + '/' + std::string(file.file);
      const auto value = ParseUnsigned(Trim(ContentOf(tree, path)));
      fresh[start + std::string(file.word)] = value.value_or(0);
    }
  }
  // Words that this kernel does not have of the old ones it has not of the new ones.
  std::erase_if(fresh, [&](const auto& field) {
    const std::string word = field.first.substr(field.first.find('/'));
    return std::none_of(napis->second.begin(), napis->second.end(),
                        [&](const auto& old) { return old.first.ends_with(word); });
  });
  napis->second = std::move(fresh);
  FollowThreads(tree, interface, "");
}

}  // namespace netkeel
