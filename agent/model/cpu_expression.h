// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "base/result.h"
#include "model/cpu_facts.h"

namespace netkeel {

/// `isolated and local except 2`: sets joined left to right. A set is a kernel CPU list, `node N`,
/// or one of the names of Names().
class CpuExpression {
 public:
  /// Checks spelling only: CPUs that are not there are found by Evaluate. kBadInput.
  static Result<CpuExpression> Parse(std::string_view text);

  /// Words that stand for a set by themselves: "present", "online", "isolated", ...
  static std::vector<std::string> Names();

  /// The set on this host, for a device on `numa_node` (-1: none). `local` is every online CPU
  /// where no more than one node has CPUs. kBadInput where `local` has no node or one without CPUs,
  /// and where a `node N` or a listed CPU is not present. May be empty: `isolated` where none is.
  Result<CpuSet> Evaluate(const CpuFacts& facts, int numa_node) const;

  /// Of a set that is empty here: " (isolated: none; local: 0-3); name other CPUs here".
  std::string WhyEmpty(const CpuFacts& facts, int numa_node) const;

  const std::string& text() const { return text_; }

 private:
  enum class Join { kOr, kAnd, kExcept };
  struct Term {
    Join join = Join::kOr;
    std::string set;  ///< a name, "node N" or a kernel CPU list
  };

  static Result<Term> ParseTerm(const std::vector<std::string_view>& words, size_t& next);

  std::string text_;
  std::vector<Term> terms_;
};

/// `cpus` in the order in which queues should take them: one hardware thread a core before any
/// sibling, last-level caches in turn, so that every prefix is well spread. Needs facts.places.
std::vector<unsigned> SpreadOrder(const CpuSet& cpus, const CpuFacts& facts);

}  // namespace netkeel
