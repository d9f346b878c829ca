// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tunables/tunable.h"

namespace netkeel {

/// A tunable whose every value is a file of its own: one step, one write(2), a change.
class FileTunable : public Tunable {
 public:
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override;
  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override;

 protected:
  /// The file of a key that has an observed value.
  virtual std::string PathOf(const Device& device, const std::string& key,
                             const State& observed) const = 0;

  /// A write's error with what it means for this kind of file, and its code where that differs.
  virtual Error Explain(const Kernel& kernel, const Step& step, Error error) const;
};

/// A file's content as a value: a hex mask for kCpus and kQueues, 0 or 1 for kSwitch, else a number
/// where it is one alone, else its words joined by one blank.
Result<Value> ParseFileValue(std::string_view content, KeyType type);

/// Whether two values say the same word by word, numbers as numbers.
bool SameWords(const Value& left, const Value& right);

/// The verdict where Linux keeps only the CPUs of `allowed`; `why` says what it drops.
Verdict JudgeFiltered(const CpuSet& wanted, const CpuSet& actual, const CpuSet& allowed,
                      const std::string& why);

/// The verdict on a table that Linux makes a power of two large, rounding up.
Verdict JudgePowerOfTwo(const Value& wanted, const Value& actual);

}  // namespace netkeel
