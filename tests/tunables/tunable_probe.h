// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/test_trees.h"
#include "tunables/tunable.h"

namespace netkeel {

/// One tunable on one device of one kernel, asked in few words.
class TunableProbe {
 public:
  TunableProbe(std::unique_ptr<const Tunable> tunable, Kernel& kernel, Device device)
      : tunable_(std::move(tunable)), kernel_(kernel), device_(std::move(device)) {}

  /// Looks again, at these keys.
  TunableProbe& Look(const std::set<std::string>& keys = {}) {
    seen_ = tunable_->Observe(kernel_, device_, keys);
    return *this;
  }

  Address At(const std::string& key) const {
    return {device_.name, std::string(tunable_->descriptor().name), key};
  }
  /// "" where there is no value.
  std::string Text(const std::string& key) const {
    const auto found = seen_.values.find(At(key));
    return found == seen_.values.end() ? "" : ToText(found->second);
  }
  bool Has(const std::string& key) const { return seen_.values.contains(At(key)); }
  /// A problem that says nothing where there is none.
  Error Problem(const std::string& key) const {
    const auto found = seen_.problems.find(At(key));
    return found == seen_.problems.end() ? Error{} : found->second;
  }

  Verdict Judge(const std::string& key, const Value& wanted) const {
    return tunable_->Satisfies(device_, At(key), wanted, seen_.values);
  }
  Status StatusOf(const std::string& key, const Value& wanted) const {
    return Judge(key, wanted).status;
  }
  /// The steps for these changes, from what was seen last.
  std::vector<Step> Steps(const std::vector<std::pair<std::string, Value>>& wishes) const {
    std::vector<Change> changes;
    for (const auto& [key, value] : wishes) {
      const auto before = seen_.values.find(At(key));
      Change change{At(key), std::nullopt, value};
      if (before != seen_.values.end()) change.before = before->second;
      changes.push_back(change);
    }
    return tunable_->MakeSteps(device_, changes, seen_.values);
  }
  /// Makes all of them; the first error.
  Result<void> Set(const std::vector<std::pair<std::string, Value>>& wishes) {
    for (const Step& step : Steps(wishes)) {
      const auto applied = tunable_->Apply(kernel_, device_, step);
      if (!applied) return Fail(applied.error());
    }
    return {};
  }

  const Observation& seen() const { return seen_; }
  const Tunable& tunable() const { return *tunable_; }

 private:
  std::unique_ptr<const Tunable> tunable_;
  Kernel& kernel_;
  Device device_;
  Observation seen_;
};

}  // namespace netkeel
