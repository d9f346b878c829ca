// SPDX-License-Identifier: Apache-2.0
#include "host/boot_config.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"

namespace netkeel {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

bool IsNameCharacter(char c) {
  return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// `$NAME` and `${NAME}` replaced, as far as GRUB's defaults use the shell.
std::string Expand(std::string_view text, const Variables& variables) {
  std::string expanded;
  while (!text.empty()) {
    const size_t dollar = text.find('$');
    expanded += text.substr(0, dollar);
    if (dollar == std::string_view::npos) break;
    text.remove_prefix(dollar + 1);
    const bool braced = text.starts_with('{');
    if (braced) text.remove_prefix(1);
    size_t length = 0;
    while (length < text.size() && IsNameCharacter(text[length])) ++length;
    const auto found = variables.find(text.substr(0, length));
    if (found != variables.end()) expanded += found->second;
    text.remove_prefix(length);
    if (braced && text.starts_with('}')) text.remove_prefix(1);
  }
  return expanded;
}

/// The right side of a shell assignment. Double quotes within quotes are not followed.
std::string ShellValue(std::string_view text, const Variables& variables) {
  text = Trim(text);
  if (text.empty()) return "";
  const char quote = text.front();
  if (quote != '"' && quote != '\'') return Expand(text.substr(0, text.find(' ')), variables);
  const std::string_view inner = text.substr(1, text.find(quote, 1) - 1);
  return quote == '"' ? Expand(inner, variables) : std::string(inner);
}

/// Runs the assignments of a GRUB defaults file; returns what it says of the command line.
std::string RunAssignments(std::string_view content, Variables& variables) {
  std::string said;
  for (const std::string_view raw : Split(content, "\n")) {
    const std::string_view line = Trim(raw);
    const size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos || equals == 0) continue;
    std::string_view name = line.substr(0, equals);
    const bool appends = name.ends_with('+');
    if (appends) name.remove_suffix(1);
    if (!std::all_of(name.begin(), name.end(), IsNameCharacter)) continue;
    const std::string value = ShellValue(line.substr(equals + 1), variables);
    std::string& variable = variables[std::string(name)];
    variable = appends ? variable + value : value;
    if (name.starts_with("GRUB_CMDLINE_LINUX")) said += ' ' + std::string(line);
  }
  return said;
}

BootConfig ReadGrub(const Kernel& kernel) {
  std::vector<std::string> paths{"/etc/default/grub"};
  const std::string folder = "/etc/default/grub.d";
  for (const std::string& name :
       kernel.ListDirectory(folder).value_or(std::vector<std::string>{})) {
    if (name.ends_with(".cfg")) paths.push_back(folder + '/' + name);
  }
  // The shell's own order of *.cfg, where 10 comes before 9.
  std::sort(paths.begin() + 1, paths.end());
  BootConfig config;
  Variables variables;
  for (const std::string& path : paths) {
    const auto content = kernel.ReadFile(path);
    if (!content) continue;
    config.files.emplace_back(path, RunAssignments(*content, variables));
  }
  config.command_line =
      variables["GRUB_CMDLINE_LINUX"] + ' ' + variables["GRUB_CMDLINE_LINUX_DEFAULT"];
  return config;
}

/// Whether it stands for text that is kept elsewhere: `$kernelopts` of RHEL 8 is in GRUB's
/// environment. What tuned adds is none of a profile's.
bool HasUnknownText(std::string_view options) {
  const auto words = Words(options);
  return std::any_of(words.begin(), words.end(), [](std::string_view word) {
    return word.starts_with('$') && word != "$tuned_params" && word != "$tuned_initrd";
  });
}

/// None where there is no entry, and one without files where an entry does not say it itself.
std::optional<BootConfig> ReadEntries(const Kernel& kernel) {
  const std::string folder = "/boot/loader/entries";
  BootConfig config;
  for (const std::string& name :
       kernel.ListDirectory(folder).value_or(std::vector<std::string>{})) {
    const auto content = kernel.ReadFile(folder + '/' + name);
    if (!name.ends_with(".conf") || !content) continue;
    for (const std::string_view line : Split(*content, "\n")) {
      if (!line.starts_with("options ")) continue;
      // Which entry is the default is the boot loader's own; grubby keeps all of them the same.
      config.command_line = line.substr(std::string_view("options ").size());
      if (HasUnknownText(config.command_line)) return BootConfig{};
      config.files.emplace_back(folder + '/' + name, config.command_line);
    }
  }
  return config.files.empty() ? std::nullopt : std::optional(std::move(config));
}

}  // namespace

std::string BootConfig::FileWith(const std::string& parameter) const {
  std::string last;
  for (const auto& [file, said] : files) {
    if (said.find(parameter) != std::string::npos) last = file;
  }
  return last;
}

BootConfig ReadBootConfig(const Kernel& kernel) {
  if (auto entries = ReadEntries(kernel)) return std::move(*entries);
  const std::string uki = "/etc/kernel/cmdline";
  if (const auto content = kernel.ReadFile(uki)) {
    const std::string line(Trim(*content));
    return {line, {{uki, line}}};
  }
  return ReadGrub(kernel);
}

std::string HowToBootWith(const std::string& parameter, bool has_grubby) {
  if (has_grubby) return "grubby --update-kernel=ALL --args=" + parameter;
  return "put GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT " + parameter +
         "\" into /etc/default/grub.d/netkeel.cfg and run update-grub";
}

bool HasGrubby(const Kernel& kernel) {
  const std::string release = kernel.ReadFile("/etc/os-release").value_or("");
  for (const std::string_view line : Split(release, "\n")) {
    if (!line.starts_with("ID=") && !line.starts_with("ID_LIKE=")) continue;
    for (const std::string_view word : Split(line.substr(line.find('=') + 1), "\" '")) {
      if (word == "rhel" || word == "fedora" || word == "centos") return true;
    }
  }
  return false;
}

}  // namespace netkeel
