// SPDX-License-Identifier: Apache-2.0
#include "kernel/judged_lines.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "kernel/each_line.h"

namespace netkeel {
namespace {

template <size_t kCount>
bool IsAnyOf(std::string_view word, const std::array<std::string_view, kCount>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsComment(std::string_view text) { return text.starts_with('#') || text.starts_with(';'); }
bool IsHeader(std::string_view text) { return text.starts_with('[') && text.ends_with(']'); }

/// "ring-rx" of "ring-rx = 512"; "" of a line that assigns nothing.
std::string_view OptionOf(std::string_view line) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos || IsComment(Trim(line))) return "";
  return Trim(line.substr(0, equals));
}

std::string LinkLine(std::string_view line) {
  constexpr std::array<std::string_view, 6> kMatches = {
      "OriginalName", "Driver", "Path", "Type", "MACAddress", "PermanentMACAddress"};
  constexpr std::array<std::string_view, 11> kParts = {
      "BufferSize",  "Channels",     "FlowControl",           "Coalesce",
      "IRQAffinity", "NTupleFilter", "ReceivePacketSteering", "Offload",
      "VLAN",        "MTUBytes",     "TransmitQueueLength"};
  const std::string_view option = OptionOf(line);
  if (IsHeader(Trim(line))) return std::string(line);
  if (option.empty()) return "";
  const bool is_kept =
      IsAnyOf(option, kMatches) || std::any_of(kParts.begin(), kParts.end(), [&](auto part) {
        return option.find(part) != std::string_view::npos;
      });
  // A criterion that is not known keeps the file from any device, so it stays, without its value.
  return is_kept ? std::string(line) : std::string(option) + '=';
}

std::string KeyfileLine(std::string_view line) {
  constexpr std::array<std::string_view, 5> kSections = {"[connection]", "[ethernet]",
                                                         "[802-3-ethernet]", "[ethtool]", "[link]"};
  constexpr std::array<std::string_view, 6> kOptions = {
      "interface-name", "mac-address", "mtu", "tx-queue-length", "gso-max-size", "gro-max-size"};
  constexpr std::array<std::string_view, 5> kStarts = {"ring-", "feature-", "coalesce-",
                                                       "channels-", "pause-"};
  const std::string_view text = Trim(line);
  // The header of a WireGuard peer is its key.
  if (IsHeader(text)) return IsAnyOf(text, kSections) ? std::string(text) : "[-]";
  const std::string_view option = OptionOf(line);
  const bool is_kept = IsAnyOf(option, kOptions) ||
                       std::any_of(kStarts.begin(), kStarts.end(),
                                   [&](auto start) { return option.starts_with(start); });
  return is_kept ? std::string(line) : "";
}

// Ends a command, to the shell.
constexpr std::string_view kEndsCommand = ";&|<>`#";

/// The call of ethtool in a line of hooks, up to what ends it for the shell; "" where it tells
/// something else than the settings that netkeel knows: `-s` has a password.
std::string EthtoolCall(std::string_view line) {
  constexpr std::array<std::string_view, 16> kFlags = {
      "-G", "--set-ring",   "-C",        "--coalesce",      "-K", "--features",
      "-A", "--pause",      "-L",        "--set-channels",  "-X", "--set-rxfh-indir",
      "-N", "--config-nfc", "--offload", "--set-priv-flags"};
  constexpr std::string_view kSecret = "hkey";  // and the word behind it
  const auto words = Words(line);
  const auto call = std::find_if(words.begin(), words.end(), [](std::string_view word) {
    return word == "ethtool" || word.ends_with("/ethtool");
  });
  if (words.end() - call < 4 || !IsAnyOf(call[1], kFlags)) return "";
  std::string text = "up ethtool";
  for (auto word = call + 1; word != words.end(); ++word) {
    if (*word == kSecret || *(word - 1) == kSecret) continue;
    const size_t end = word->find_first_of(kEndsCommand);
    if (end != 0) text += ' ' + std::string(word->substr(0, end));
    if (end != std::string_view::npos) break;
  }
  return text;
}

/// The call of `ip link set` in a line of hooks: what it sets of a link, if that is known.
std::string LinkCall(std::string_view line) {
  constexpr std::array<std::string_view, 2> kOptions = {"mtu", "txqueuelen"};
  const auto words = Words(line);
  auto word = std::find_if(words.begin(), words.end(), [](std::string_view each) {
    return each == "ip" || each.ends_with("/ip");
  });
  if (words.end() - word < 6 || word[1] != "link" || word[2] != "set") return "";
  word += word[3] == "dev" ? 4 : 3;
  const std::string start = "up ip link set " + std::string(*word);
  std::string sets;
  for (++word; words.end() - word > 1 && word->find_first_of(kEndsCommand) == word->npos; ++word) {
    const auto value = ParseUnsigned(word[1].substr(0, word[1].find_first_of(kEndsCommand)));
    if (IsAnyOf(*word, kOptions) && value) {
      sets += ' ' + std::string(*word) + ' ' + std::to_string(*value);
    }
  }
  return sets.empty() ? "" : start + sets;
}

std::string StanzaLine(std::string_view line) {
  constexpr std::array<std::string_view, 5> kStarts = {
      "hardware-dma-ring-", "hardware-irq-coalesce-", "hardware-channels-", "offload-",
      "ethernet-pause-"};
  const auto words = Words(line);
  if (words.size() < 2 || IsComment(words[0])) return "";
  const bool is_kept = words[0] == "iface" || words[0] == "mtu" || words[0].starts_with("source") ||
                       std::any_of(kStarts.begin(), kStarts.end(),
                                   [&](auto start) { return words[0].starts_with(start); });
  if (!is_kept) return LinkCall(line).empty() ? EthtoolCall(line) : LinkCall(line);
  return std::string(words[0]) + ' ' + std::string(words[1]);
}

bool IsNetworkKey(std::string_view key) {
  if (key.starts_with('-')) key.remove_prefix(1);
  return key.starts_with("net") && !IsSecretSysctl(key);
}

std::string TunedLine(std::string_view line) {
  constexpr std::array kOptions = std::to_array<std::string_view>(
      {"include", "type", "devices", "ring", "channels", "coalesce", "pause", "isolated_cores",
       "irq_process", "default_irq_smp_affinity", "features", "governor", "energy_perf_bias",
       "energy_performance_preference", "txqueuelen", "mtu"});
  constexpr std::array kFolders = std::to_array<std::string_view>(
      {"/sys/class/net/", "/sys/devices/virtual/workqueue/", "/sys/devices/system/cpu/"});
  const std::string_view option = OptionOf(line);
  const bool is_kept = IsHeader(Trim(line)) || IsAnyOf(option, kOptions) || IsNetworkKey(option) ||
                       std::any_of(kFolders.begin(), kFolders.end(),
                                   [&](auto folder) { return option.starts_with(folder); });
  return is_kept ? std::string(line) : "";
}

/// "  0000:03:00.0) echo ban=true; exit 0 ;;", "    eth0 | eth0-*) ...": nothing but names.
bool IsPolicyBan(std::string_view line) {
  if (!line.ends_with(kPolicyBan)) return false;
  line.remove_suffix(kPolicyBan.size());
  return std::all_of(line.begin(), line.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(" ._:?*|-").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool IsSecretSysctl(std::string_view name) {
  constexpr std::array<std::string_view, 3> kKeys = {"stable_secret", "netdev_rss_key",
                                                     "tcp_fastopen_key"};
  return std::any_of(kKeys.begin(), kKeys.end(), [name](std::string_view key) {
    return name.find(key) != std::string_view::npos;
  });
}

std::string SysctlLines(std::string_view content) {
  return EachLine(content, [](std::string_view line) -> std::string {
    return IsNetworkKey(Trim(line.substr(0, line.find('=')))) ? std::string(line) : "";
  });
}

std::string LinkLines(std::string_view content) { return EachLine(content, LinkLine); }

std::string KeyfileLines(std::string_view content) { return EachLine(content, KeyfileLine); }

std::string StanzaLines(std::string_view content) { return EachLine(content, StanzaLine); }

std::string TunedLines(std::string_view content) { return EachLine(content, TunedLine); }

std::string UnitLines(std::string_view content) {
  return EachLine(content, [](std::string_view line) -> std::string {
    return IsHeader(Trim(line)) || OptionOf(line) == "ExecStart" ? std::string(line) : "";
  });
}

std::string ReleaseLines(std::string_view content) {
  return EachLine(content, [](std::string_view line) -> std::string {
    return OptionOf(line) == "ID" || OptionOf(line) == "ID_LIKE" ? std::string(line) : "";
  });
}

std::string OwnerLines(std::string_view content) {
  return EachLine(content, [](std::string_view line) -> std::string {
    return line.starts_with("Name:") || line.starts_with("Uid:") ? std::string(line) : "";
  });
}

std::string IrqbalanceArguments(std::string_view content) {
  constexpr std::array<std::string_view, 3> kLong = {"--banirq", "--banmod", "--policyscript"};
  constexpr std::array<std::string_view, 3> kShort = {"-i", "-m", "-l"};
  const std::string_view zero("\0", 1);
  std::string kept = "irqbalance";
  bool is_value = false;
  const auto words = Split(content, zero);
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string_view name = words[i].substr(0, words[i].find('='));
    const bool is_option = IsAnyOf(name, kLong) || IsAnyOf(words[i].substr(0, 2), kShort);
    if (is_option || is_value) kept += std::string(zero) + std::string(words[i]);
    is_value = IsAnyOf(words[i], kLong) || IsAnyOf(words[i], kShort);
  }
  return kept;
}

std::string NumbersOrSwitch(std::string_view content) {
  const std::string_view text = Trim(content);
  const bool is_kept = text == "Y" || text == "N" ||
                       text.find_first_not_of("0123456789,-") == std::string_view::npos;
  return std::string(is_kept ? content : kLeftOut);
}

std::string PolicyLines(std::string_view content) {
  return EachLine(content, [](std::string_view line) -> std::string {
    if (line.starts_with(kPolicyMark)) return std::string(kPolicyMark);
    return IsPolicyBan(line) ? std::string(line) : "";
  });
}

}  // namespace netkeel
