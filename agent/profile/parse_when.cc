// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/language.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

std::string Inner(std::string_view key) {
  return std::string(word::kWhen) + ": " + std::string(key) + ": ";
}

std::optional<uint64_t> CpusIn(const YamlNode& node) {
  const auto number = ParseUnsigned(node.text);
  const bool is_count = node.kind == Kind::kInteger && number && *number <= word::kMostCpus;
  return is_count ? number : std::nullopt;
}

/// 6.10 is a number to YAML, and 6.1 the same one: what is no whole number has to be text.
std::optional<Version> VersionIn(const YamlNode& node) {
  if (node.kind != Kind::kText && node.kind != Kind::kInteger) return std::nullopt;
  return ParseVersion(node.text);
}

/// How a bound is read, what it is called, and one that is well written.
template <typename T>
struct Reading {
  std::optional<T> (*read)(const YamlNode& node);
  bool (*is_above)(const T& least, const T& most);  ///< so that nothing is between them
  const char* noun;
  const char* example;
};

bool AreMore(const uint64_t& least, const uint64_t& most) { return least > most; }

/// {6, 12} as the newest has every 6.12.
bool IsNewer(const Version& least, const Version& most) {
  Version series = least;
  series.resize(std::min(least.size(), most.size()));
  return series > most;
}

constexpr Reading<uint64_t> kCpus{CpusIn, AreMore, "number of CPUs", "{at-least: 32}"};
constexpr Reading<Version> kKernel{VersionIn, IsNewer, "version",
                                   "{at-least: \"6.12\"}, in quotes"};

/// {at-least: X, at-most: Y}.
template <typename T>
void ParseBounds(const YamlNode& entry, const ParseContext& context, const Reading<T>& reading,
                 std::pair<std::optional<T>*, std::optional<T>*> bounds) {
  const std::string advice = std::string("; write ") + reading.example;
  if (entry.kind != Kind::kMap || entry.items.empty()) {
    context.Complain(entry.line,
                     Inner(entry.key) + DescribeKind(entry) + " where a bound belongs" + advice);
    return;
  }
  for (const YamlNode& item : entry.items) {
    if (item.key != word::kAtLeast && item.key != word::kAtMost) {
      const std::vector<std::string> keys{std::string(word::kAtLeast), std::string(word::kAtMost)};
      ComplainUnknownKey(item, keys, context);
      continue;
    }
    std::optional<T> bound = reading.read(item);
    if (!bound) {
      context.Complain(item.line,
                       Inner(entry.key) + DescribeKind(item) + " is no " + reading.noun + advice);
    }
    *(item.key == word::kAtLeast ? bounds.first : bounds.second) = std::move(bound);
  }
  const auto& [least, most] = bounds;
  if (*least && *most && reading.is_above(**least, **most)) {
    context.Complain(entry.line, Inner(entry.key) +
                                     "at-least is above at-most: it never holds; turn them round, "
                                     "or leave one out");
  }
}

void ParseEntry(const YamlNode& entry, Scope scope, const ParseContext& context,
                Condition& condition) {
  if (entry.key == word::kWhenCpus) {
    ParseBounds(entry, context, kCpus, {&condition.least_cpus, &condition.most_cpus});
  } else if (entry.key == word::kWhenKernel) {
    ParseBounds(entry, context, kKernel, {&condition.least_kernel, &condition.most_kernel});
  } else if (entry.key == word::kWhenVirtual) {
    condition.is_virtual = ParseBoolean(entry, context);
  } else if (entry.key == word::kWhenDriver && scope == Scope::kInterface) {
    ParseDrivers(entry, context, condition.driver);
  } else if (entry.key == word::kWhenDriver) {
    context.Complain(
        entry.key_line,
        Inner(entry.key) + "the host has no driver; write it in a block of interfaces");
  } else {
    ComplainUnknownKey(entry, {word::kWhenKeys.begin(), word::kWhenKeys.end()}, context);
  }
}

}  // namespace

Condition ParseWhen(const YamlNode& node, Scope scope, const ParseContext& context) {
  Condition condition;
  if (!ExpectMap(node, word::kWhen, context)) return condition;
  if (node.items.empty()) {
    context.Complain(node.line,
                     "when: is empty and always holds; add a condition, or leave it out");
  }
  for (const YamlNode& entry : node.items) ParseEntry(entry, scope, context, condition);
  return condition;
}

}  // namespace netkeel
