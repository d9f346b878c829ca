// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "cli/explain_counter.h"
#include "cli/explain_open.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "profile/key_type.h"
#include "report/columns.h"
#include "report/key_table.h"
#include "tunables/ipv6_loss.h"
#include "tunables/sysctl_coupled.h"

namespace netkeel {
namespace {

bool IsSection(std::string_view word) {
  const std::vector<Descriptor>& all = Descriptors();
  return std::any_of(all.begin(), all.end(), [word](const Descriptor& tunable) {
    return tunable.name == word || SectionOf(tunable) == word;
  });
}

/// "eth0/rings/rx" and "rings/rx" as "rings.rx", "eth0/queues/rx-0/rps_cpus" as "queues.rps_cpus":
/// reports print addresses.
std::string Normalized(std::string word) {
  for (const Descriptor& tunable : Descriptors()) {
    const std::string above = "host/" + std::string(tunable.name) + '/';
    if (tunable.open.prefix.empty()) continue;
    if (word.starts_with(above)) return word.substr(above.size());
    if (word.starts_with(tunable.open.prefix)) return word;
  }
  const auto parts = Split(word, "/");
  if (parts.size() < 2) return word;
  const bool has_device = parts.size() > 2 && IsSection(parts[1]);
  if (parts.size() > 2 && !has_device && !IsSection(parts[0])) return word;
  return std::string(parts[has_device ? 1 : 0]) + '.' + std::string(parts.back());
}

/// The entry of that name; else all of the tunable, or all keys, of that name.
std::vector<KeyEntry> Find(const std::vector<KeyEntry>& entries, const std::string& word) {
  std::vector<KeyEntry> found;
  for (const KeyEntry& entry : entries) {
    if (entry.name == word) return {entry};
    const bool is_written =
        std::string(SectionOf(entry.tunable)) + '.' + std::string(entry.key.name) == word;
    const bool is_of = is_written || entry.tunable.name == word || SectionOf(entry.tunable) == word;
    if (is_of || entry.key.name == word) found.push_back(entry);
  }
  if (!found.empty()) return found;
  // One of the many keys that a row of the host holds for: net.ipv4.conf.eth0.rp_filter.
  for (const Descriptor& tunable : Descriptors()) {
    const KeyDescriptor* const row = FindRow(tunable, word);
    if (row == nullptr || !word.starts_with(tunable.open.prefix) || tunable.open.prefix.empty()) {
      continue;
    }
    found.push_back({tunable, *row, word});
    found.back().key.name = word;
  }
  return found;
}

std::string EffectText(const Descriptor& tunable, const KeyDescriptor& key) {
  const Address address{"", std::string(tunable.name), std::string(key.name)};
  const Change on{address, Value{uint64_t{0}}, Value{uint64_t{1}}};
  if (TakesIpv6(on)) return std::string("1: ") + kTakesIpv6;
  if (EndsLro(on)) return std::string("1: ") + kEndsLro;
  if (!tunable.writable) return "none: it is audited and never written";
  if (tunable.effect.empty()) return "nothing besides";
  return std::string(tunable.effect);
}

/// `more` comes last.
std::string Details(const KeyEntry& entry, const Terminal& terminal,
                    const std::vector<Row>& more = {}) {
  const bool of_host = entry.tunable.scope == Scope::kHost;
  std::vector<Row> rows = {{"value", TypeText(entry.key)}};
  const auto add = [&rows](const std::string& title, const std::string& text) {
    if (!text.empty()) rows.push_back({title, text});
  };
  add("unit", std::string(entry.key.unit));
  add("range", RangeText(entry.key));
  add("default", std::string(entry.key.default_value));
  add("setting it", EffectText(entry.tunable, entry.key));
  add("write it", std::string(SectionOf(entry.tunable)) + ": {" + std::string(entry.key.name) +
                      ": ...} " + (of_host ? "below host:" : "in a block of interfaces:"));
  for (const Row& row : more) add(row[0], row[1]);
  std::string text = Printable(entry.name) + '\n';
  for (const std::string& line :
       Wrap(entry.key.help, terminal.width > 2 ? terminal.width - 2 : 0)) {
    text += "  " + line + '\n';
  }
  for (const std::string& line : AlignColumns(rows, 2, terminal.width)) text += line;
  return text;
}

std::string Table(const std::vector<KeyEntry>& entries, const Terminal& terminal) {
  std::vector<Row> rows = {{"key", "default", "what it is"}};
  for (const KeyEntry& entry : entries) {
    std::string help(entry.key.help);
    if (!entry.key.unit.empty()) help += " (" + std::string(entry.key.unit) + ')';
    const std::string_view value = entry.key.default_value;
    rows.push_back({entry.name, value.empty() ? "-" : std::string(value), help});
  }
  std::string text;
  for (const std::string& line : AlignColumns(rows, 0, terminal.width)) text += line;
  return text;
}

Outcome Unknown(const std::vector<KeyEntry>& entries, const std::string& word) {
  std::vector<std::string> names = CounterNames();
  for (const KeyEntry& entry : entries) names.push_back(entry.name);
  const std::string close = Closest(word, names);
  const std::string advice =
      close.empty() ? "`netkeel explain` lists every key" : "did you mean " + close + '?';
  return {"", "netkeel: no key or counter \"" + Printable(word) + "\"; " + advice + '\n',
          ExitCode::kError};
}

/// What a profile may name although no table knows it. A sysctl that is nearly like one with a row
/// is rather taken for a typing error.
Outcome WithoutRow(const Request& request, const std::vector<KeyEntry>& entries,
                   const std::string& word, const Terminal& terminal) {
  const auto entry = OpenEntry(word);
  Outcome unknown = Unknown(entries, word);
  const bool asks = unknown.err.find("did you mean") != std::string::npos;
  if (!entry || (asks && !entry->tunable.open.prefix.empty())) return unknown;
  const auto kernel = OpenKernel(request);
  const std::string near = NearOpen(*entry);
  const std::vector<Row> more = {
      {"documented", DocumentOf(*entry)},
      {"here", kernel ? PresentValue(*entry, **kernel) : ""},
      {"like it", near.empty() ? "" : std::string(entry->tunable.name) + '.' + near}};
  return {Details(*entry, terminal, more), "", ExitCode::kAsWanted};
}

/// How this host comes to the numbers; "" where it cannot be looked at, or has nothing to say.
std::string OfThisHost(const Request& request, const std::string& word, const Terminal& terminal) {
  const auto kernel = OpenKernel(request);
  return kernel ? BudgetArithmetic(word, **kernel, terminal) : "";
}

}  // namespace

Outcome RunExplain(const Request& request, const Terminal& terminal) {
  const std::vector<KeyEntry> entries = KeyTable();
  if (request.arguments.empty()) return {Table(entries, terminal), "", ExitCode::kAsWanted};
  const std::string& asked = request.arguments.front();
  const std::string word = Normalized(asked);
  const std::vector<KeyEntry> found = Find(entries, word);
  const std::vector<CounterRow> counters = FindCounters(asked);
  if (found.empty() && counters.empty()) return WithoutRow(request, entries, word, terminal);
  std::vector<std::string> parts;
  for (const KeyEntry& entry : found) parts.push_back(Details(entry, terminal));
  for (const CounterRow& row : counters) parts.push_back(CounterDetails(row, terminal));
  const std::string numbers = OfThisHost(request, asked, terminal);
  if (!numbers.empty()) parts.push_back(numbers);
  return {Join(parts, "\n"), "", ExitCode::kAsWanted};
}

}  // namespace netkeel
