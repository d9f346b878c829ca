// SPDX-License-Identifier: Apache-2.0
#include "profile/waivers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "profile/language.h"
#include "profile/parse.h"
#include "profile/profile_file.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

const std::vector<std::string>& TopKeys() {
  static const std::vector<std::string> keys{"version", "waivers"};
  return keys;
}

const std::vector<std::string>& EntryKeys() {
  static const std::vector<std::string> keys{"address", "host", "reason", "owner", "expires"};
  return keys;
}

/// ISO 8601, and a day that is in the calendar.
std::optional<std::chrono::sys_days> ParseDay(std::string_view text) {
  const auto parts = Split(text, "-");
  if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() != 2 || parts[2].size() != 2) {
    return std::nullopt;
  }
  const auto year = ParseUnsigned(parts[0]);
  const auto month = ParseUnsigned(parts[1]);
  const auto day = ParseUnsigned(parts[2]);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

void ParseGlobs(const YamlNode& entry, const ParseContext& context,
                std::vector<std::string>& globs) {
  const auto nodes = OneOrMore(entry);
  if (nodes.empty()) context.Complain(entry.line, entry.key + ": an empty list; add a value");
  for (const YamlNode* const node : nodes) {
    auto text = ParseText(*node, entry.key, context);
    if (!text) continue;
    const bool is_address = text->find('/') != std::string::npos || text->starts_with('*');
    if (entry.key == "address" && !is_address) {
      context.Complain(node->line, "address: " + Quote(*text) +
                                       " is no address; write one as reports have it, such as "
                                       "eth0/rings/rx, or a glob such as eth0/*");
    }
    globs.push_back(std::move(*text));
  }
}

void ParseExpires(const YamlNode& entry, const ParseContext& context, Waiver& waiver) {
  const auto day = entry.kind == Kind::kText ? ParseDay(entry.text) : std::nullopt;
  if (day) {
    waiver.expires = *day;
  } else {
    context.Complain(entry.line, "expires: " + DescribeKind(entry) +
                                     " is no date; write the last day, as in 2027-01-31");
  }
}

Waiver ParseWaiver(const YamlNode& node, const ParseContext& context) {
  Waiver waiver;
  waiver.source = {context.file, node.line};
  for (const YamlNode& entry : node.items) {
    if (entry.key == "address") {
      ParseGlobs(entry, context, waiver.addresses);
    } else if (entry.key == "host") {
      ParseGlobs(entry, context, waiver.hosts);
    } else if (entry.key == "reason") {
      waiver.reason = ParseText(entry, entry.key, context).value_or("");
    } else if (entry.key == "owner") {
      waiver.owner = ParseText(entry, entry.key, context).value_or("");
    } else if (entry.key == "expires") {
      ParseExpires(entry, context, waiver);
    } else {
      context.Complain(entry.key_line,
                       "unknown key " + Quote(entry.key) + DidYouMean(entry.key, EntryKeys()));
    }
  }
  for (const char* const key : {"address", "reason", "owner", "expires"}) {
    if (node.Find(key) == nullptr) {
      context.Complain(node.line, std::string("waiver without ") + key +
                                      "; add it: a waiver says what, why, who and until when");
    }
  }
  return waiver;
}

std::vector<Waiver> ParseList(const YamlNode& node, const ParseContext& context) {
  std::vector<Waiver> waivers;
  if (node.kind != Kind::kList) {
    context.Complain(node.line, "waivers: " + DescribeKind(node) +
                                    " where a list belongs; start each with `- address:`");
    return waivers;
  }
  for (const YamlNode& item : node.items) {
    if (ExpectMap(item, "waiver", context)) waivers.push_back(ParseWaiver(item, context));
  }
  return waivers;
}

std::vector<Waiver> ParseTop(const YamlNode& root, const ParseContext& context) {
  std::vector<Waiver> waivers;
  if (!ExpectMap(root, "file of waivers", context)) return waivers;
  const YamlNode* const version = root.Find(word::kVersion);
  if (version == nullptr || version->kind != Kind::kInteger || version->text != "1") {
    context.Complain(version == nullptr ? root.line : version->line,
                     "no version that is known; write `version: 1`");
  }
  for (const YamlNode& entry : root.items) {
    if (entry.key == "waivers") {
      waivers = ParseList(entry, context);
    } else if (entry.key != word::kVersion) {
      context.Complain(entry.key_line,
                       "unknown key " + Quote(entry.key) + DidYouMean(entry.key, TopKeys()));
    }
  }
  return waivers;
}

}  // namespace

std::string ToText(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto padded = [](const std::string& digits, size_t width) {
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  };
  return padded(std::to_string(static_cast<int>(date.year())), 4) + '-' +
         padded(std::to_string(static_cast<unsigned>(date.month())), 2) + '-' +
         padded(std::to_string(static_cast<unsigned>(date.day())), 2);
}

Result<std::vector<Waiver>> ParseWaivers(const std::string& text, const std::string& name) {
  Problems problems;
  const std::vector<Descriptor> no_tunables;
  const NamedCpuSets no_sets;
  const ParseContext context{name, no_tunables, problems, no_sets};
  std::vector<Waiver> waivers;
  if (CheckText(text, name, problems)) {
    const auto root = ReadYaml(WithoutComments(text), name, problems);
    if (root) waivers = ParseTop(*root, context);
  }
  if (!problems.Empty()) return Fail(problems.ToError());
  return waivers;
}

Result<std::vector<Waiver>> LoadWaivers(const std::string& path) {
  const auto text = ReadProfileFile(path, Caller::Current());
  if (!text) return Fail(At(Printable(path), text.error()));
  return ParseWaivers(*text, path);
}

}  // namespace netkeel
