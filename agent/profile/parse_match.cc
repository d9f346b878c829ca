// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "profile/language.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kGlobCharacters = "*?[]!^-";

bool IsHex(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kHexDigits) == std::string_view::npos;
}

/// A glob of nothing but hex digits and `separators`.
bool IsAddressGlob(std::string_view text, std::string_view separators) {
  const std::string allowed =
      std::string(kHexDigits) + std::string(kGlobCharacters) + std::string(separators);
  return IsGlob(text) && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// Ethernet has 6 octets, InfiniBand 20.
bool IsMac(std::string_view text) {
  const auto octets = Split(text, ":");
  return octets.size() >= 6 && octets.size() <= 20 &&
         std::all_of(octets.begin(), octets.end(),
                     [](std::string_view octet) { return octet.size() == 2 && IsHex(octet); });
}

/// [domain:]bus:device.function; a domain has four digits or, behind a VMD controller, more.
bool IsPci(std::string_view text) {
  auto parts = Split(text, ":");
  if (parts.size() == 3) {
    if (parts[0].size() < 4 || parts[0].size() > 8 || !IsHex(parts[0])) return false;
    parts.erase(parts.begin());
  }
  if (parts.size() != 2 || parts[0].size() != 2 || !IsHex(parts[0])) return false;
  const std::string_view slot = parts[1];
  return slot.size() == 4 && (slot[0] == '0' || slot[0] == '1') && IsHex(slot.substr(1, 1)) &&
         slot[2] == '.' && slot[3] >= '0' && slot[3] <= '7';
}

std::string WrongWithMac(const std::string& text) {
  if (IsMac(text) || IsAddressGlob(text, ":")) return "";
  return "is no MAC address; write 00:1b:21:aa:bb:cc, or a glob such as 00:1b:21:*";
}

std::string WrongWithPci(const std::string& text) {
  if (IsPci(text) || IsAddressGlob(text, ":.")) return "";
  return "is no PCI address; write 0000:03:00.0, or a glob such as 0000:03:00.*";
}

/// What dev_valid_name() of the kernel takes, and globs.
std::string WrongWithName(const std::string& text) {
  if (text == "." || text == "..") return "is no interface name; write one such as eth0";
  if (text.size() > word::kLongestName) return "is too long for a name; 127 characters at the most";
  for (const char c : text) {
    if (c == '/' || c == ':' || static_cast<unsigned char>(c) <= ' ') {
      return "has a character that no name has ('/', ':' or a blank); write a name or a glob";
    }
  }
  return "";
}

using Check = std::string (*)(const std::string&);

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

void ParsePatterns(const YamlNode& entry, Check wrong_with, const ParseContext& context,
                   std::vector<std::string>& patterns) {
  const auto nodes = OneOrMore(entry);
  if (nodes.empty()) context.Complain(entry.line, entry.key + ": an empty list; add a value");
  for (const YamlNode* const node : nodes) {
    auto text = ParseText(*node, entry.key, context);
    if (!text) continue;
    const bool address = wrong_with == WrongWithMac || wrong_with == WrongWithPci;
    if (address) text = Lower(*text);
    const std::string wrong = wrong_with(*text);
    if (!wrong.empty()) {
      context.Complain(node->line, entry.key + ": " + Quote(node->text) + ' ' + wrong);
    }
    patterns.push_back(std::move(*text));
  }
}

void ParseNodes(const YamlNode& entry, const ParseContext& context, std::vector<int>& numbers) {
  const auto nodes = OneOrMore(entry);
  if (nodes.empty()) context.Complain(entry.line, entry.key + ": an empty list; add a node");
  for (const YamlNode* const node : nodes) {
    const auto number = ParseUnsigned(node->text);
    if (node->kind == Kind::kInteger && number && *number <= word::kHighestNode) {
      numbers.push_back(static_cast<int>(*number));
      continue;
    }
    context.Complain(node->line, entry.key + ": " + DescribeKind(*node) +
                                     " is no NUMA node; write a number from 0 to " +
                                     std::to_string(word::kHighestNode));
  }
}

void ParseCriterion(const YamlNode& entry, const ParseContext& context, Match& match) {
  if (entry.key == word::kMatchName) {
    ParsePatterns(entry, WrongWithName, context, match.name);
  } else if (entry.key == word::kMatchDriver) {
    ParseDrivers(entry, context, match.driver);
  } else if (entry.key == word::kMatchBus) {
    ParsePatterns(entry, WrongWithName, context, match.bus);
  } else if (entry.key == word::kMatchPci) {
    ParsePatterns(entry, WrongWithPci, context, match.pci);
  } else if (entry.key == word::kMatchMac) {
    ParsePatterns(entry, WrongWithMac, context, match.mac);
  } else if (entry.key == word::kMatchNode) {
    ParseNodes(entry, context, match.numa_node);
  } else if (entry.key == word::kMatchUp) {
    match.up = ParseBoolean(entry, context);
  } else {
    ComplainUnknownKey(entry, {word::kMatchKeys.begin(), word::kMatchKeys.end()}, context);
  }
}

}  // namespace

void ParseDrivers(const YamlNode& entry, const ParseContext& context,
                  std::vector<std::string>& patterns) {
  ParsePatterns(entry, WrongWithName, context, patterns);
}

Match ParseMatch(const YamlNode& node, const ParseContext& context) {
  Match match;
  if (!ExpectMap(node, word::kMatch, context)) return match;
  if (node.items.empty()) {
    context.Complain(node.line,
                     "match: is empty and would match every interface; write name: '*' "
                     "if that is meant");
  }
  for (const YamlNode& entry : node.items) ParseCriterion(entry, context, match);
  return match;
}

}  // namespace netkeel
