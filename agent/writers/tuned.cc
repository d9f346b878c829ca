// SPDX-License-Identifier: Apache-2.0
#include "writers/tuned.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "tunables/descriptor.h"
#include "tunables/feature_words.h"
#include "tunables/interface_sysctl.h"
#include "writers/drop_in_files.h"
#include "writers/root_process.h"
#include "writers/sysctl_files.h"

namespace netkeel {
namespace {

/// The operator's before the distribution's; the folders named profiles are tuned 2.23's.
constexpr const char* kFolders[] = {"/etc/tuned/profiles/", "/etc/tuned/",
                                    "/usr/lib/tuned/profiles/", "/usr/lib/tuned/"};
constexpr int kDeepestInclude = 10;

/// An option of a plugin ("sysctl", "net") as the last profile that names it has it.
struct Option {
  IniLine line;
  std::string plugin;
};

void AddProfile(const Kernel& kernel, const std::string& name, int depth,
                std::vector<IniLine>& lines) {
  if (name.find('/') != std::string::npos || name.starts_with('.') || depth > kDeepestInclude)
    return;
  std::vector<IniLine> own;
  for (const char* const folder : kFolders) {
    own = ReadIni(kernel, folder + name + "/tuned.conf");
    if (!own.empty()) break;
  }
  for (const IniLine& line : own) {
    if (line.section != "main" || line.option != "include") continue;
    for (const std::string_view parent : Split(line.value, ",")) {
      AddProfile(kernel, std::string(Trim(parent)), depth + 1, lines);
    }
  }
  lines.insert(lines.end(), own.begin(), own.end());
}

std::string Unquoted(std::string text) {
  const bool quoted = text.size() > 1 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// [net_fast] with type=net is a section of the plugin net.
std::vector<Option> OptionsOf(const std::vector<IniLine>& lines) {
  std::map<std::string, std::string> types;
  for (const IniLine& line : lines) {
    if (line.option == "type") types[line.section] = line.value;
  }
  std::vector<Option> options;
  for (IniLine line : lines) {
    std::erase_if(options, [&line](const Option& other) {
      return other.line.section == line.section && other.line.option == line.option;
    });
    const auto type = types.find(line.section);
    line.value = Unquoted(line.value);
    options.push_back({line, type == types.end() ? line.section : type->second});
  }
  return options;
}

const std::string* FindOption(const std::vector<Option>& options, const std::string& section,
                              const std::string& name) {
  for (const Option& option : options) {
    if (option.line.section == section && option.line.option == name) return &option.line.value;
  }
  return nullptr;
}

/// `devices = eth*, !eth0`: all where it is left out.
bool IsForDevice(const std::vector<Option>& options, const std::string& section,
                 const std::string& device) {
  const std::string* const devices = FindOption(options, section, "devices");
  if (devices == nullptr || *devices == "*") return true;
  bool is_for = false;
  for (std::string_view glob : Split(*devices, ", ")) {
    const bool negated = glob.starts_with('!');
    if (negated) glob.remove_prefix(1);
    if (MatchesGlob(device, std::string(glob))) is_for = !negated;
  }
  return is_for;
}

/// The value behind what sets `address` in "rx 4096 tx 512", the last where there are several.
std::optional<std::string> WordBehind(const std::string& text, const Address& address) {
  const auto words = Words(text);
  std::optional<std::string> value;
  for (size_t i = 0; i + 1 < words.size(); i += 2) {
    if (SetsKey(words[i], address)) value = std::string(words[i + 1]);
  }
  return value;
}

/// What an option of the plugins sysfs, scheduler or cpu sets a file of the CPUs to.
std::optional<std::string> CpuFileValue(const std::vector<Option>& options, const Option& option,
                                        const Address& address) {
  const auto& [line, plugin] = option;
  const std::string file = address.key.substr(address.key.rfind('/') + 1);
  if (plugin == "cpu" && address.tunable == "cpufreq") {
    const bool is_it = line.option == (file == "scaling_governor" ? "governor" : file);
    return is_it ? std::optional(line.value) : std::nullopt;
  }
  if (plugin == "scheduler" && address.tunable == "irq-default") {
    const std::string* const by = FindOption(options, line.section, "default_irq_smp_affinity");
    const bool writes = line.option == "isolated_cores" && !line.value.empty() &&
                        (by == nullptr || *by != "ignore");
    return writes ? std::optional<std::string>("") : std::nullopt;
  }
  // It moves threads of the kernel's as it does processes.
  if (plugin == "scheduler" && address.tunable == "napi-threads") {
    const bool moves = line.option == "isolated_cores" && !line.value.empty();
    return moves && file == "affinity" ? std::optional<std::string>("") : std::nullopt;
  }
  const KeyDescriptor* const row = FindKey(*FindDescriptor(address.tunable), address.key);
  const bool is_it =
      plugin == "sysfs" && row != nullptr && MatchesGlob(std::string(row->file), line.option);
  return is_it ? std::optional<std::string>("") : std::nullopt;
}

/// The file of an interface's setting in sysfs.
std::string PathOf(const Address& address, const KeyDescriptor* row) {
  const bool is_row = row != nullptr && !row->file.empty();
  if (!is_row) return "/sys/class/net/" + address.device + "/queues/" + address.key;
  std::string path(row->file);
  return path.replace(path.find('%'), 1, address.device);
}

/// What `option` sets `sought` to: text, "" where it cannot be known; none where it does not set
/// it.
std::optional<std::string> ValueFor(const std::vector<Option>& options, const Option& option,
                                    const Sought& sought) {
  const Address& address = sought.address;
  const auto& [line, plugin] = option;
  const Descriptor* const tunable = FindDescriptor(address.tunable);
  if (tunable == nullptr) return std::nullopt;
  if (plugin == "sysctl" && tunable->family == Family::kSysctl) {
    const bool is_it = AsSysctlPath(line.option) == AsSysctlPath(SysctlKeyOf(address));
    return is_it ? std::optional(line.value) : std::nullopt;
  }
  const KeyDescriptor* const row = FindKey(*tunable, address.key);
  if (plugin == "sysfs" && tunable->family == Family::kQueueFiles) {
    const bool is_it = MatchesGlob(PathOf(address, row), line.option);
    return is_it ? std::optional<std::string>("") : std::nullopt;
  }
  if (tunable->family == Family::kCpuFiles) return CpuFileValue(options, option, address);
  if (plugin == "scheduler" && tunable->family == Family::kInterrupts) {
    const std::string* const off = FindOption(options, line.section, "irq_process");
    const bool strips = line.option == "isolated_cores" && !line.value.empty() &&
                        (off == nullptr || (*off != "false" && *off != "0"));
    return strips ? std::optional<std::string>("") : std::nullopt;
  }
  const bool is_net = plugin == "net" && sought.device != nullptr &&
                      IsForDevice(options, line.section, address.device);
  if (is_net && row != nullptr && line.option == row->plain_option) return line.value;
  const bool is_it = is_net && line.option == tunable->others.tuned;
  return is_it ? WordBehind(line.value, address) : std::nullopt;
}

std::string WhatOf(const Option& option, const std::string& value) {
  const std::string where = ", " + option.line.where;
  if (option.plugin == "scheduler") return "takes its isolated_cores out of every mask" + where;
  return (value.empty() ? "sets it" : "sets it to " + value + " when it starts") + where;
}

std::optional<uint64_t> TunedPid(const Kernel& kernel) {
  const auto text = kernel.ReadFile("/run/tuned/tuned.pid");
  const auto pid = text ? ParseUnsigned(Trim(*text)) : std::nullopt;
  if (!pid) return std::nullopt;
  return IsRootProcess(kernel, *pid, "tuned") ? pid : std::nullopt;
}

}  // namespace

std::vector<std::string> ActiveTunedProfiles(const Kernel& kernel) {
  if (!TunedPid(kernel)) return {};
  const std::string text = kernel.ReadFile("/etc/tuned/active_profile").value_or("");
  const auto words = Words(text);
  return {words.begin(), words.end()};
}

std::vector<Writer> TunedWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  const auto pid = sought.empty() ? std::nullopt : TunedPid(kernel);
  if (!pid) return writers;
  std::vector<IniLine> lines;
  for (const std::string& name : ActiveTunedProfiles(kernel)) AddProfile(kernel, name, 0, lines);
  const std::vector<Option> options = OptionsOf(lines);
  for (const Sought& each : sought) {
    for (const Option& option : options) {
      const auto value = ValueFor(options, option, each);
      if (!value) continue;
      // ${variables} are worked out by tuned alone.
      const bool known = !value->empty() && value->find('$') == std::string::npos;
      writers.push_back({"tuned", "tuned (pid " + std::to_string(*pid) + ')',
                         WhatOf(option, known ? *value : ""), each.address,
                         known ? value : std::nullopt});
    }
  }
  return writers;
}

}  // namespace netkeel
