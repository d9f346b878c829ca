// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/text.h"
#include "evidence/sources/sources.h"

namespace netkeel {
namespace {

constexpr const char* kHostPlace = "host";

// Settings and limits, which stand among the counters.
constexpr std::array<std::string_view, 6> kNoCounters{
    "IpForwarding", "IpDefaultTTL", "TcpRtoAlgorithm", "TcpRtoMin", "TcpRtoMax", "TcpMaxConn"};

constexpr std::array<std::string_view, 4> kIcmp{"IcmpInMsgs", "IcmpInErrors", "IcmpInCsumErrors",
                                                "IcmpOutDestUnreachs"};

struct Group {
  std::string_view protocol;
  std::string_view source;
};

// Of /proc/net/snmp and netstat, and behind them of snmp6.
constexpr std::array kGroups{Group{"Ip", "ip"},   Group{"IpExt", "ip"},   Group{"Udp", "udp"},
                             Group{"Tcp", "tcp"}, Group{"TcpExt", "tcp"}, Group{"Icmp", "ip"}};
constexpr std::array kInSnmp{kGroups[0], kGroups[2], kGroups[3]};
constexpr std::array kInNetstat{kGroups[1], kGroups[4]};
constexpr std::array kGroups6{Group{"Ip6", "ip"}, Group{"Udp6", "udp"}};

/// What is always in it.
struct File {
  const char* path;
  std::span<const Group> groups;
};

constexpr std::array kFiles{File{"/proc/net/snmp", kInSnmp}, File{"/proc/net/netstat", kInNetstat}};

bool IsCounter(std::string_view protocol, const std::string& word) {
  if (protocol == "Icmp") return std::count(kIcmp.begin(), kIcmp.end(), word) > 0;
  return std::count(kNoCounters.begin(), kNoCounters.end(), word) == 0;
}

/// Whether it is a number.
bool AddCounter(std::string_view source, const std::string& word, std::string_view value,
                Sample& sample) {
  const auto number = ParseUnsigned(value);
  if (number) sample.values[{std::string(source), kHostPlace, word}] = *number;
  return number.has_value();
}

void SayUnread(std::string_view source, const std::string& file, const std::string& protocol,
               Sample& sample) {
  sample.unread[std::string(source)] = file + ": " + protocol +
                                       "'s counters are not in it as Linux"
                                       " writes them";
}

/// Of those that the file must have.
void CheckGroups(std::string_view seen, std::span<const Group> groups, const std::string& file,
                 Sample& sample) {
  for (const Group& group : groups) {
    const std::string name = ' ' + std::string(group.protocol) + ' ';
    if (seen.find(name) == seen.npos) {
      SayUnread(group.source, file, std::string(group.protocol), sample);
    }
  }
}

/// Names in one line, and their values in the next: "Udp: InDatagrams NoPorts", "Udp: 451 0".
void AddPairs(const std::string& file, std::string_view content, std::span<const Group> wanted,
              Sample& sample) {
  std::string seen = " ";
  const auto lines = Split(content, "\n");
  for (size_t i = 0; i + 1 < lines.size(); i += 2) {
    const auto names = Words(lines[i]);
    const auto values = Words(lines[i + 1]);
    if (names.empty() || values.empty() || names[0] != values[0]) continue;
    const std::string protocol(names[0].substr(0, names[0].size() - 1));
    const auto* const group = std::find_if(kGroups.begin(), kGroups.end(), [&](const Group& each) {
      return each.protocol == protocol;
    });
    if (group == kGroups.end()) continue;
    bool good = names.size() == values.size();
    for (size_t k = 1; k < names.size() && k < values.size(); ++k) {
      const std::string word = protocol + std::string(names[k]);
      if (IsCounter(protocol, word)) good &= AddCounter(group->source, word, values[k], sample);
    }
    if (good) seen += protocol + ' ';
  }
  CheckGroups(seen, wanted, file, sample);
}

/// A name and its value a line: "Udp6InErrors  0".
void AddLines(const std::string& file, std::string_view content, Sample& sample) {
  std::string seen = " ";
  for (const std::string_view line : Split(content, "\n")) {
    const auto words = Words(line);
    if (words.size() != 2) continue;
    for (const Group& group : kGroups6) {
      if (!words[0].starts_with(group.protocol)) continue;
      if (AddCounter(group.source, std::string(words[0]), words[1], sample)) {
        seen += std::string(group.protocol) + ' ';
      } else {
        SayUnread(group.source, file, std::string(group.protocol), sample);
      }
    }
  }
  CheckGroups(seen, kGroups6, file, sample);
}

}  // namespace

/// Place: "host". Of the network namespace of this process.
void ReadIp(const Kernel& kernel, const CounterScope& /*scope*/, Sample& sample) {
  for (const File& file : kFiles) {
    const auto content = kernel.ReadFile(file.path);
    if (content) {
      AddPairs(file.path, *content, file.groups, sample);
    } else {
      for (const char* const source : {"ip", "udp", "tcp"}) {
        sample.unread[source] = content.error().message;
      }
    }
  }
  // Not there without IPv6.
  const std::string file = "/proc/net/snmp6";
  const auto content = kernel.ReadFile(file);
  if (content) {
    AddLines(file, *content, sample);
  } else if (content.error().code != ErrorCode::kNotFound) {
    sample.unread["ip/host/Ip6"] = content.error().message;
  }
}

}  // namespace netkeel
