// SPDX-License-Identifier: Apache-2.0
#include "kernel/leave_out.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::array<std::string_view, 4> kJudged = {"isolcpus", "nohz_full", "rcu_nocbs",
                                                     "irqaffinity"};

/// Whether a word is one of those parameters; `-` and `_` are the same to the kernel.
bool IsJudged(std::string_view word) {
  std::string name(word.substr(0, word.find('=')));
  std::replace(name.begin(), name.end(), '-', '_');
  return std::find(kJudged.begin(), kJudged.end(), name) != kJudged.end();
}

/// A GRUB default: `NAME=` and quotes stay, of the words between them those that are judged and
/// those that stand for another variable.
std::string JudgedAssignment(std::string_view line) {
  const size_t equals = line.find('=');
  if (Trim(line).starts_with('#') || equals == std::string_view::npos) return "";
  std::string kept(line.substr(0, equals + 1));
  std::string word;
  const auto end_word = [&kept, &word] {
    if (IsJudged(word) || word.starts_with('$')) kept += word;
    word.clear();
  };
  for (const char c : line.substr(equals + 1)) {
    const bool separates = c == ' ' || c == '\t' || c == '"' || c == '\'';
    if (!separates) {
      word += c;
      continue;
    }
    end_word();
    kept += c;
  }
  end_word();
  return kept + '\n';
}

std::string JudgedLines(std::string_view content, bool is_grub) {
  constexpr std::string_view kOptions = "options ";
  std::string kept;
  for (const std::string_view line : Split(content, "\n")) {
    if (is_grub) {
      kept += JudgedAssignment(line);
    } else if (line.starts_with(kOptions)) {
      kept += std::string(kOptions) + JudgedParameters(line.substr(kOptions.size())) + '\n';
    }
  }
  return kept;
}

/// Of a file of sysctl settings the lines of net.*, but no keys; the others are left empty, so that
/// line numbers stay.
std::string NetworkSettings(std::string_view content) {
  std::string kept;
  for (const std::string_view line : Split(content, "\n")) {
    std::string_view key = Trim(line.substr(0, line.find('=')));
    if (key.starts_with('-')) key.remove_prefix(1);
    if (key.starts_with("net") && !IsSecretSysctl(key)) kept += line;
    kept += '\n';
  }
  return kept;
}

bool StartsWithAny(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](std::string_view prefix) { return text.starts_with(prefix); });
}

/// A line of a keyfile or a .link file. A connection that is bound to a MAC address stays bound to
/// one, which no device of the capture has.
std::string IniLineWithoutAddress(std::string_view line, bool is_link) {
  const std::string_view text = Trim(line);
  const std::string_view option = text.substr(0, text.find('='));
  if (option.ends_with("mac-address") || option.ends_with("MACAddress")) {
    return std::string(option) + "=none";
  }
  const bool kept = is_link || StartsWithAny(text, {"[", "interface-name=", "ring-", "feature-",
                                                    "coalesce-", "channels-", "pause-"});
  return kept ? std::string(line) : "";
}

/// A line of ifupdown's: names and what ethtool is told, of a command nothing behind it.
std::string StanzaLine(std::string_view line) {
  const std::string_view text = Trim(line);
  if (text.find("ethtool") != std::string_view::npos && !text.starts_with('#')) {
    return std::string(line.substr(0, line.find_first_of(";&|")));
  }
  const bool kept = StartsWithAny(
      text, {"iface ", "auto ", "source", "hardware-", "offload-", "ethernet-pause-"});
  return kept ? std::string(line) : "";
}

/// A file of another program, line for line.
std::string ForeignLines(const std::string& path, std::string_view content) {
  const bool is_link = path.ends_with(".link");
  const bool is_keyfile = path.find("/system-connections/") != std::string::npos;
  const bool is_known = path.find("/tuned") != std::string::npos ||
                        path.find("/systemd/") != std::string::npos ||
                        path.find("irqbalance") != std::string::npos ||
                        path.ends_with("/os-release") || StartsWithAny(path, {"/usr/", "/lib/"});
  if (is_known && !is_link && !is_keyfile) return std::string(content);
  std::string kept;
  for (const std::string_view line : Split(content, "\n")) {
    if (is_link || is_keyfile) kept += IniLineWithoutAddress(line, is_link);
    if (path.starts_with("/etc/network/")) kept += StanzaLine(line);
    kept += '\n';
  }
  return kept;
}

/// "enx001b21aabbcc", which udev gives: the permanent address in other letters.
bool IsMadeOfAddress(std::string_view name) {
  constexpr size_t kLength = 15;
  return name.size() == kLength && name.starts_with("enx") &&
         name.substr(3).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string WithoutAddresses(const std::string& altnames) {
  std::vector<std::string> kept;
  for (const std::string_view name : Words(altnames)) {
    if (!IsMadeOfAddress(name)) kept.emplace_back(name);
  }
  return Join(kept, " ");
}

}  // namespace

bool IsSecretSysctl(std::string_view name) {
  constexpr std::array<std::string_view, 3> kKeys = {"stable_secret", "netdev_rss_key",
                                                     "tcp_fastopen_key"};
  return std::any_of(kKeys.begin(), kKeys.end(), [name](std::string_view key) {
    return name.find(key) != std::string_view::npos;
  });
}

std::string JudgedParameters(std::string_view command_line) {
  std::string kept;
  std::string word;
  bool quoted = false;
  const auto end_word = [&kept, &word] {
    if (IsJudged(word)) kept += (kept.empty() ? "" : " ") + word;
    const bool goes_on = word != "--";  // what follows is init's
    word.clear();
    return goes_on;
  };
  for (const char c : command_line) {
    if (c == '"') quoted = !quoted;
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (quoted || !blank) {
      word += c;
    } else if (!end_word()) {
      return kept;
    }
  }
  end_word();
  return kept;
}

void LeaveOutAddresses(KernelTree& tree) {
  for (auto& [key, fields] : tree.ethtool) {
    const auto mac = fields.find("permanent-address");
    if (mac != fields.end() && !ToText(mac->second).empty()) {
      mac->second = std::string(kLeftOutMac);
    }
    const auto names = fields.find("altnames");
    if (names == fields.end()) continue;
    names->second = WithoutAddresses(ToText(names->second));
    if (ToText(names->second).empty()) fields.erase(names);
  }
  for (auto& [path, content] : tree.files) {
    if (path == "/proc/cmdline" || path == "/etc/kernel/cmdline") {
      content = JudgedParameters(content) + '\n';
    } else if (path.starts_with("/etc/default/grub")) {
      content = JudgedLines(content, true);
    } else if (path.find("/sysctl.") != std::string::npos) {
      content = NetworkSettings(content);
    } else if (path.starts_with("/boot/loader/entries/")) {
      content = JudgedLines(content, false);
    } else if (StartsWithAny(path, {"/etc/", "/run/", "/usr/", "/lib/"})) {
      content = ForeignLines(path, content);
    }
  }
}

}  // namespace netkeel
