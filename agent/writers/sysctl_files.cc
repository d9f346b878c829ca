// SPDX-License-Identifier: Apache-2.0
#include "writers/sysctl_files.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "tunables/descriptor.h"
#include "tunables/interface_sysctl.h"
#include "writers/drop_in_files.h"

namespace netkeel {
namespace {

constexpr const char* kOldFile = "/etc/sysctl.conf";

/// A line of a file: `-net.ipv4.conf.*.rp_filter = 1`.
struct Assignment {
  std::string key;  ///< as a path below /proc/sys: "net/ipv4/conf/eth0.100/rp_filter"
  std::string value;
  std::string where;      ///< "FILE:LINE"
  bool excludes = false;  ///< `-KEY` alone: no glob is for it
};

/// Adds what the line of `path` assigns, if it does.
void AddLine(std::string_view line, const std::string& path, size_t number,
             std::vector<Assignment>& found) {
  line = Trim(line);
  if (line.empty() || line[0] == '#' || line[0] == ';') return;
  const bool minus = line[0] == '-';  // with a value: errors do not matter
  if (minus) line.remove_prefix(1);
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos && !minus) return;
  const std::string key = AsSysctlPath(Trim(line.substr(0, equals)));
  const bool excludes = equals == std::string_view::npos;
  const std::string value(excludes ? "" : Trim(line.substr(equals + 1)));
  // The last one that names a key is the one that is applied, in its own place.
  std::erase_if(found, [&key](const Assignment& other) { return other.key == key; });
  found.push_back({key, value, path + ':' + std::to_string(number), excludes});
}

void AddFile(const Kernel& kernel, const std::string& path, std::vector<Assignment>& found) {
  const std::string text = kernel.ReadFile(path).value_or("");
  size_t number = 0;
  for (const std::string_view line : Split(text, "\n")) {
    AddLine(line, path, ++number, found);
  }
}

/// What is applied to `key`: the line that names it, else the last glob.
const Assignment* Winner(const std::vector<Assignment>& assignments, const std::string& key) {
  const Assignment* winner = nullptr;
  for (const Assignment& each : assignments) {
    if (each.key == key) return each.excludes ? nullptr : &each;
    if (IsGlob(each.key) && MatchesGlob(key, each.key)) winner = &each;
  }
  return winner;
}

void AddWriters(const std::vector<Assignment>& assignments, const std::vector<Sought>& sought,
                const std::string& when, std::vector<Writer>& writers) {
  for (const Sought& each : sought) {
    if (FamilyOf(each.address.tunable) != Family::kSysctl) continue;
    const Assignment* const winner = Winner(assignments, AsSysctlPath(SysctlKeyOf(each.address)));
    if (winner == nullptr) continue;
    writers.push_back({"sysctl.d", winner->where, "sets it to " + winner->value + ' ' + when,
                       each.address, winner->value});
  }
}

}  // namespace

std::string AsSysctlPath(std::string_view key) {
  std::string path(key);
  const size_t first = path.find_first_of("./");
  if (first == std::string::npos || path[first] == '/') return path;
  for (char& c : path) c = c == '.' ? '/' : c == '/' ? '.' : c;
  return path;
}

std::vector<Writer> SysctlFileWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  if (std::none_of(sought.begin(), sought.end(), [](const Sought& each) {
        return FamilyOf(each.address.tunable) == Family::kSysctl;
      })) {
    return writers;
  }
  std::vector<Assignment> assignments;
  bool reads_old_file = false;
  for (const std::string& path : DropInFiles(kernel, "sysctl.d", ".conf")) {
    AddFile(kernel, path, assignments);
    // Debian's 99-sysctl.conf is a link to it.
    const bool is_link = path.ends_with("/99-sysctl.conf");
    reads_old_file |= is_link && kernel.ResolveLink(path).value_or("") == kOldFile;
  }
  AddWriters(assignments, sought, "at boot", writers);
  if (reads_old_file) return writers;
  std::vector<Assignment> old;
  AddFile(kernel, kOldFile, old);
  AddWriters(old, sought, "where `sysctl --system` runs", writers);
  return writers;
}

}  // namespace netkeel
