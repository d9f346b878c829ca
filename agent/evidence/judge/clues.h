// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "evidence/diagnosis.h"
#include "evidence/window.h"

namespace netkeel {

/// One number for each interval between two samples.
using Steps = std::vector<uint64_t>;

Steps& operator+=(Steps& left, const Steps& right);
uint64_t Sum(const Steps& steps);
/// Those of `steps` where something was lost; all where `lost` has nothing.
uint64_t SumWhere(const Steps& steps, const Steps& lost);

/// A window, as rules ask it. A counter that restarted has risen by what is sure: what came before
/// the restart and after it, without the step itself.
class Clues {
 public:
  /// `window` must outlive it.
  explicit Clues(const Window& window) : window_(window) {}

  const Window& window() const { return window_; }
  size_t steps() const { return window_.samples().size() - 1; }

  bool Has(std::string_view source, std::string_view place, std::string_view name) const;
  Steps StepsOf(std::string_view source, std::string_view place, std::string_view name) const;
  uint64_t Count(std::string_view source, std::string_view place, std::string_view name) const;
  /// Of all these names.
  uint64_t Total(std::string_view source, std::string_view place,
                 const std::vector<std::string_view>& names) const;
  std::optional<uint64_t> Gauge(std::string_view source, std::string_view place,
                                std::string_view name) const;
  /// The share of the samples in which the gauge is at `least` or above: one that is not listed has
  /// nothing in it.
  double ShareOfSamples(std::string_view source, std::string_view place, std::string_view name,
                        double least) const;

  std::string Fact(std::string_view source, std::string_view place, std::string_view name) const {
    return window_.Fact(source, place, name);
  }
  /// A fact of source "setting" that is a number.
  std::optional<uint64_t> Setting(std::string_view place, std::string_view name) const;
  /// A fact that is a list of CPUs; empty where it is none.
  CpuSet Cpus(std::string_view source, std::string_view place, std::string_view name) const;

  Proof Prove(std::string_view source, std::string_view place, std::string_view name) const;
  /// Of each of `names` that rose.
  void Prove(std::string_view source, std::string_view place,
             const std::vector<std::string_view>& names, std::vector<Proof>& proofs) const;

 private:
  const Window& window_;
};

/// Whether a loss is one: 10 packets, or one in a million of those that came.
bool IsLoss(uint64_t lost, uint64_t came);

/// `lost` of `lost + passed`.
double ShareOf(uint64_t lost, uint64_t passed);

/// A line of the profile for the host: net.core.netdev_budget.
Knob HostKnob(std::string key, std::string value);

/// The line of the profile that raises a number of the host to `wanted`, or to the most that a
/// profile can have there; none where it is at that already.
std::vector<Knob> RaiseKnobs(const Clues& clues, const std::string& key, uint64_t wanted);

/// The most that a profile can have of a key that RaiseKnobs is asked for.
uint64_t MostOf(std::string_view key);

/// "net.core.rmem_max is as large as it can be set": for advice where RaiseKnobs has none.
std::string AtItsMost(const std::string& key);

}  // namespace netkeel
