// SPDX-License-Identifier: Apache-2.0
#include "writers/drop_in_files.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "tunables/descriptor.h"

namespace netkeel {

std::vector<std::string> NamesIn(const Kernel& kernel, const std::string& folder) {
  return kernel.ListDirectory(folder).value_or(std::vector<std::string>());
}

bool AnyEthtool(const std::vector<Sought>& sought) {
  return std::any_of(sought.begin(), sought.end(), [](const Sought& each) {
    return each.device != nullptr && FamilyOf(each.address.tunable) == Family::kEthtool;
  });
}

std::vector<std::string> DropInFiles(const Kernel& kernel, const std::string& folder,
                                     const std::string& ending) {
  std::map<std::string, std::string> by_name;  // byte order, as systemd's strcmp
  for (const char* const top : {"/etc/", "/run/", "/usr/local/lib/", "/usr/lib/"}) {
    const std::string path = top + folder;
    for (const std::string& name : NamesIn(kernel, path)) {
      if (name.ends_with(ending)) by_name.emplace(name, path + '/' + name);
    }
  }
  std::vector<std::string> paths;
  for (auto& [name, path] : by_name) paths.push_back(std::move(path));
  return paths;
}

std::vector<IniLine> ReadIni(const Kernel& kernel, const std::string& path) {
  const std::string text = kernel.ReadFile(path).value_or("");
  std::vector<IniLine> lines;
  std::string section;
  size_t number = 0;
  for (std::string_view line : Split(text, "\n")) {
    ++number;
    line = Trim(line);
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line.front() == '[' && line.back() == ']') section = line.substr(1, line.size() - 2);
    const size_t equals = line.find('=');
    if (line.front() == '[' || equals == std::string_view::npos) continue;
    lines.push_back({section, std::string(Trim(line.substr(0, equals))),
                     std::string(Trim(line.substr(equals + 1))),
                     path + ':' + std::to_string(number)});
  }
  return lines;
}

std::string SwitchWord(const std::string& text) {
  for (const char* const word : {"1", "yes", "y", "true", "t", "on"}) {
    if (text == word) return "on";
  }
  for (const char* const word : {"0", "no", "n", "false", "f", "off"}) {
    if (text == word) return "off";
  }
  return text;
}

}  // namespace netkeel
