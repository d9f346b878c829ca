// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "base/result.h"
#include "model/cpu_facts.h"

namespace netkeel {

class CpuExpression;

/// The sets that a profile names (`cpu-sets:`), all of them known.
using NamedCpuSets = std::map<std::string, CpuExpression, std::less<>>;

/// `isolated and local except 2`: sets joined left to right. A set is a kernel CPU list, `node N`,
/// one of the names of Names(), or one that the profile names.
class CpuExpression {
 public:
  /// Checks spelling only: CPUs that are not there are found by Evaluate. kBadInput.
  static Result<CpuExpression> Parse(std::string_view text, const NamedCpuSets& sets);
  static Result<CpuExpression> Parse(std::string_view text);

  /// What is wrong with a name for a set, for the operator; "" where nothing is.
  static std::string WrongWithName(std::string_view name);

  /// Words that stand for a set by themselves: "present", "online", "isolated", ...
  static std::vector<std::string> Names();

  /// The set on this host, for a device on `numa_node` (-1: none). `local` is every online CPU
  /// where no more than one node has CPUs. kBadInput where `local` has no node or one without CPUs,
  /// and where a `node N` or a listed CPU is not present. May be empty: `isolated` where none is.
  Result<CpuSet> Evaluate(const CpuFacts& facts, int numa_node) const;

  /// Whether Evaluate needs facts.places: `auto` takes one hardware thread of a core.
  bool NeedsTopology() const { return FindAuto(terms_) != nullptr; }

  /// Of `auto`, why these: "near the card (node 0), one a core, without app 8-15"; else "".
  std::string WhyThese(const CpuFacts& facts, int numa_node) const;

  /// Of a set that is empty here: " (isolated: none; local: 0-3); name other CPUs here".
  std::string WhyEmpty(const CpuFacts& facts, int numa_node) const;

  const std::string& text() const { return text_; }

 private:
  enum class Join { kOr, kAnd, kExcept };
  struct Term {
    Join join = Join::kOr;
    std::string set;  ///< a name, "node N" or a kernel CPU list
    /// What the profile's name stands for, and of `auto` the set that the profile calls `app`; else
    /// empty.
    std::vector<Term> named;
  };

  static Result<Term> ParseTerm(const std::vector<std::string_view>& words, size_t& next,
                                const NamedCpuSets& sets);
  static const Term* FindAuto(const std::vector<Term>& terms);
  static Result<CpuSet> AutoCpus(const Term& term, const CpuFacts& facts, int numa_node);
  static Result<CpuSet> SetOf(const Term& term, const CpuFacts& facts, int numa_node);
  static Result<CpuSet> Joined(const std::vector<Term>& terms, const CpuFacts& facts,
                               int numa_node);

  std::string text_;
  std::vector<Term> terms_;
};

/// `cpus` in the order in which queues should take them: one hardware thread a core before any
/// sibling, last-level caches in turn, so that every prefix is well spread. Needs facts.places.
std::vector<unsigned> SpreadOrder(const CpuSet& cpus, const CpuFacts& facts);

}  // namespace netkeel
