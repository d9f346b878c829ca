// SPDX-License-Identifier: Apache-2.0
#include "model/cpu_expression.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::string_view kNode = "node";
constexpr std::string_view kNodePrefix = "node ";
// Stands for `N` while only the spelling is checked; above the CPU count of any kernel.
constexpr unsigned kAnyLastCpu = 65535;
// As long as the longest list.
constexpr size_t kLongest = 32U << 10;

constexpr std::string_view kAuto = "auto";
/// The set of a profile that `auto` leaves to the application.
constexpr std::string_view kApp = "app";

/// Words without a value here: `local` needs the device, the others CpuFacts.
constexpr std::string_view kNames[] = {"present",      "online", "isolated", "nohz-full",
                                       "housekeeping", "local",  kAuto,      "none"};

bool IsName(std::string_view word) {
  return std::find(std::begin(kNames), std::end(kNames), word) != std::end(kNames);
}

bool IsJoin(std::string_view word) { return word == "and" || word == "or" || word == "except"; }

tl::unexpected<Error> Bad(const std::string& why) { return Fail(ErrorCode::kBadInput, why); }

/// A word that is neither a name nor the start of a list.
tl::unexpected<Error> UnknownWord(std::string_view word, const NamedCpuSets& sets) {
  std::vector<std::string> candidates = CpuExpression::Names();
  for (const auto& [name, set] : sets) candidates.push_back(name);
  const std::string names = Join(candidates, ", ");
  candidates.insert(candidates.end(), {"and", "or", "except", std::string(kNode)});
  const std::string closest = Closest(word, candidates);
  const std::string start = "unknown word " + Quote(word) + " among CPUs; ";
  if (word.size() > 2 && !closest.empty()) return Bad(start + "did you mean '" + closest + "'?");
  return Bad(start + "write a CPU list (0-3,8), node N, or one of " + names);
}

/// How the list must not be: the reason is the kernel list parser's.
Result<void> CheckSpelling(std::string_view word, const NamedCpuSets& sets) {
  if (!(word[0] >= '0' && word[0] <= '9') && word[0] != 'N') return UnknownWord(word, sets);
  if (word.back() == ',') {
    return Bad("the CPU list " + Quote(word) + " ends in a comma; write lists without blanks");
  }
  const auto set = CpuSet::ParseList(word, kAnyLastCpu);
  if (!set) return Bad(set.error().message + "; write a list such as 0-3,8-15:2/4");
  return {};
}

std::string NodeList(const CpuFacts& facts) {
  CpuSet nodes;
  for (const auto& [node, cpus] : facts.nodes) nodes.Add(static_cast<unsigned>(node));
  return nodes.Empty() ? "none" : nodes.ToList();
}

Result<CpuSet> NodeCpus(uint64_t number, const CpuFacts& facts) {
  for (const auto& [node, cpus] : facts.nodes) {
    if (static_cast<uint64_t>(node) == number) return cpus;
  }
  return Bad("node " + std::to_string(number) +
             " is not present; this host's nodes: " + NodeList(facts));
}

/// Nodes may have memory alone.
std::string NodesWithCpus(const CpuFacts& facts) {
  CpuSet nodes;
  for (const auto& [node, cpus] : facts.nodes) {
    if (!cpus.Empty()) nodes.Add(static_cast<unsigned>(node));
  }
  return nodes.ToList();
}

/// Firmware of small hosts often names no node, and there every CPU is as near as the others.
Result<CpuSet> LocalCpus(const CpuFacts& facts, int numa_node) {
  const auto has_cpus = [](const auto& node) { return !node.second.Empty(); };
  if (std::count_if(facts.nodes.begin(), facts.nodes.end(), has_cpus) <= 1) return facts.online;
  if (numa_node < 0) {
    return Bad(
        "'local' has no meaning here: the kernel reports no NUMA node for this device (-1), and "
        "this host has CPUs on nodes " +
        NodesWithCpus(facts) + "; write the CPUs or `node N` instead");
  }
  auto cpus = NodeCpus(static_cast<uint64_t>(numa_node), facts);
  if (!cpus || !cpus->Empty()) return cpus;
  return Bad("'local' is empty here: the device is on node " + std::to_string(numa_node) +
             ", which has no CPUs; write the CPUs or `node N` instead, one of " +
             NodesWithCpus(facts));
}

/// As LocalCpus, and every CPU that is online where the kernel does not say what is near.
CpuSet NearCpus(const CpuFacts& facts, int numa_node) {
  return LocalCpus(facts, numa_node).value_or(facts.online);
}

Result<CpuSet> ListedCpus(const std::string& list, const CpuFacts& facts) {
  const unsigned last = facts.present.Empty() ? 0 : facts.present.Last();
  const auto listed = CpuSet::ParseList(list, last);
  if (!listed) return listed;
  const CpuSet missing = listed->Except(facts.present);
  if (missing.Empty()) return listed;
  const char* const are = missing.Size() == 1 ? "CPU " : "CPUs ";
  const char* const not_present = missing.Size() == 1 ? " is not present" : " are not present";
  return Bad(are + missing.ToList() + not_present + "; this host has " + facts.present.ToList());
}

Result<CpuSet> NamedCpus(const std::string& set, const CpuFacts& facts, int numa_node) {
  if (set == "present") return facts.present;
  if (set == "online") return facts.online;
  if (set == "isolated") return facts.isolated;
  if (set == "nohz-full") return facts.nohz_full;
  if (set == "housekeeping") return facts.Housekeeping();
  if (set == "none") return CpuSet{};
  if (set == "local") return LocalCpus(facts, numa_node);
  if (set.starts_with(kNodePrefix)) {
    return NodeCpus(*ParseUnsigned(set.substr(kNodePrefix.size())), facts);
  }
  return ListedCpus(set, facts);
}

}  // namespace

std::vector<std::string> CpuExpression::Names() { return {std::begin(kNames), std::end(kNames)}; }

std::string CpuExpression::WrongWithName(std::string_view name) {
  constexpr size_t kLongestName = 32;
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view kOthers = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  if (IsName(name) || IsJoin(name) || name == kNode) {
    return "means something among CPUs already; choose another name";
  }
  if (name.empty() || name.size() > kLongestName || kLetters.find(name[0]) == kLetters.npos ||
      name.find_first_not_of(kOthers) != name.npos) {
    return "is no name for a set; write a small letter, then small letters, digits, '-' and '_', "
           "32 at the most";
  }
  return "";
}

Result<CpuExpression::Term> CpuExpression::ParseTerm(const std::vector<std::string_view>& words,
                                                     size_t& next, const NamedCpuSets& sets) {
  Term term;
  if (next > 0) {
    const std::string_view join = words[next++];
    if (!IsJoin(join)) {
      return Bad("expected 'and', 'or' or 'except' before " + Quote(join) + ", after " +
                 Quote(words[next - 2]));
    }
    if (join == "and") term.join = Join::kAnd;
    if (join == "except") term.join = Join::kExcept;
  }
  if (next == words.size() || IsJoin(words[next])) {
    const std::string_view join = next == words.size() ? words.back() : words[next];
    return Bad(Quote(join) + " needs a CPU set on both sides");
  }
  term.set = words[next++];
  const auto named = sets.find(term.set == kAuto ? kApp : std::string_view(term.set));
  if (named != sets.end()) term.named = named->second.terms_;
  if (IsName(term.set) || named != sets.end()) return term;
  if (term.set == kNode) {
    const auto number = next < words.size() ? ParseUnsigned(words[next]) : std::nullopt;
    if (!number) return Bad("'node' needs a number after it, as in `node 0`");
    ++next;
    term.set = std::string(kNodePrefix) + std::to_string(*number);
    return term;
  }
  if (const auto spelled = CheckSpelling(term.set, sets); !spelled) return Fail(spelled.error());
  return term;
}

Result<CpuExpression> CpuExpression::Parse(std::string_view text, const NamedCpuSets& sets) {
  if (text.size() > kLongest) return Bad("more than 32 KiB of CPUs; write ranges such as 0-3");
  const std::vector<std::string_view> words = Words(text);
  if (words.empty()) return Bad("no CPUs given; write `none` for the empty set");
  CpuExpression expression;
  for (size_t next = 0; next < words.size();) {
    auto term = ParseTerm(words, next, sets);
    if (!term) return Fail(term.error());
    expression.terms_.push_back(std::move(*term));
  }
  expression.text_ = netkeel::Join({words.begin(), words.end()}, " ");
  return expression;
}

Result<CpuExpression> CpuExpression::Parse(std::string_view text) { return Parse(text, {}); }

std::string CpuExpression::WhyEmpty(const CpuFacts& facts, int numa_node) const {
  std::vector<std::string> sets;
  bool isolated = false;  // none is
  bool beside = false;
  for (const Term& term : terms_) {
    const auto set = SetOf(term, facts, numa_node);
    const bool has_name = IsName(term.set) || !term.named.empty();
    if (!has_name || term.set == "none" || !set) continue;
    isolated = isolated || (term.set == "isolated" && set->Empty());
    beside = beside || term.set == "local";
    const std::string line = term.set + ": " + (set->Empty() ? "none" : set->ToList());
    if (std::find(sets.begin(), sets.end(), line) == sets.end()) sets.push_back(line);
  }
  const std::string why = sets.empty() ? "" : " (" + netkeel::Join(sets, "; ") + ')';
  if (isolated) {
    return why +
           "; isolate CPUs at boot (isolcpus=), or name others here, such as `online and local`";
  }
  return why + (beside ? "; choose CPUs beside the card, or name others here, such as `online and "
                         "local`"
                       : "; name other CPUs here");
}

const CpuExpression::Term* CpuExpression::FindAuto(const std::vector<Term>& terms) {
  for (const Term& term : terms) {
    if (term.set == kAuto) return &term;
    if (const Term* const inner = FindAuto(term.named)) return inner;
  }
  return nullptr;
}

Result<CpuSet> CpuExpression::AutoCpus(const Term& term, const CpuFacts& facts, int numa_node) {
  const auto app = Joined(term.named, facts, numa_node);
  if (!app) return Fail(At(std::string(kApp), app.error()));
  const CpuSet near = NearCpus(facts, numa_node).And(facts.Housekeeping()).Except(*app);
  std::set<unsigned> cores;
  CpuSet chosen;
  for (const unsigned cpu : near.Cpus()) {
    const auto place = facts.places.find(cpu);
    if (cores.insert(place == facts.places.end() ? cpu : place->second.core).second) {
      chosen.Add(cpu);
    }
  }
  return chosen;
}

std::string CpuExpression::WhyThese(const CpuFacts& facts, int numa_node) const {
  const Term* const term = FindAuto(terms_);
  if (term == nullptr) return "";
  std::string why = std::string(kAuto) + ": ";
  why += LocalCpus(facts, numa_node) ? "near the card" : "wherever the card is";
  why += ", one a core";
  const auto app = Joined(term->named, facts, numa_node);
  if (app && !app->Empty()) why += ", without app " + app->ToList();
  const CpuSet kept = facts.online.Except(facts.Housekeeping());
  if (!kept.Empty()) why += ", without isolated " + kept.ToList();
  return why;
}

Result<CpuSet> CpuExpression::SetOf(const Term& term, const CpuFacts& facts, int numa_node) {
  if (term.set == kAuto) return AutoCpus(term, facts, numa_node);
  if (term.named.empty()) return NamedCpus(term.set, facts, numa_node);
  auto set = Joined(term.named, facts, numa_node);
  if (!set) return Fail(At(term.set, set.error()));
  return set;
}

Result<CpuSet> CpuExpression::Evaluate(const CpuFacts& facts, int numa_node) const {
  auto set = Joined(terms_, facts, numa_node);
  if (!set) return Fail(At('\'' + text_ + '\'', set.error()));
  return set;
}

Result<CpuSet> CpuExpression::Joined(const std::vector<Term>& terms, const CpuFacts& facts,
                                     int numa_node) {
  CpuSet result;
  for (const Term& term : terms) {
    const auto set = SetOf(term, facts, numa_node);
    if (!set) return set;
    switch (term.join) {
      case Join::kOr:
        result = result.Or(*set);
        break;
      case Join::kAnd:
        result = result.And(*set);
        break;
      case Join::kExcept:
        result = result.Except(*set);
        break;
    }
  }
  return result;
}

}  // namespace netkeel
