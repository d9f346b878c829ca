// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/sample.h"

namespace netkeel {

/// How a counter went over a window.
struct Course {
  uint64_t before = 0;
  uint64_t after = 0;
  uint64_t rise = 0;       ///< over wraps and restarts; of a restart only what came after it
  bool restarted = false;  ///< it went down: a driver was reloaded, queues are new
};

/// Samples of one boot in the order of time, two at least, and what happened between them.
class Window {
 public:
  /// kBadInput where there are fewer than two samples, or no time passed between them.
  static Result<Window> Of(std::vector<Sample> samples);

  double seconds() const;
  const std::vector<Sample>& samples() const { return samples_; }
  const Sample& first() const { return samples_.front(); }
  const Sample& last() const { return samples_.back(); }

  /// None where it is not in two samples that follow each other, of one interface: what came cannot
  /// be told from what rose. What is left out while it is 0 (Sparse) rises from nothing.
  std::optional<Course> Rise(const CounterId& id) const;

  /// The rise between each two samples: 0 where one of them has no such counter, and where it
  /// restarted, since nobody knows how far it had come.
  std::vector<uint64_t> RiseByStep(const CounterId& id) const;

  /// Those that restarted, gauges not among them.
  std::set<CounterId> Restarted() const;

  /// The rise, 0 where there is none.
  uint64_t Count(std::string_view source, std::string_view place, std::string_view name) const;
  double PerSecond(uint64_t count) const;

  /// As the last sample that has it says; "" where none does.
  std::string Fact(std::string_view source, std::string_view place, std::string_view name) const;

  /// Of all numbers that any sample has, in order: an interface may be gone before the end.
  const std::vector<CounterId>& ids() const { return ids_; }
  /// The places of a source, natural order.
  std::vector<std::string> Places(std::string_view source) const;
  /// The names of numbers at a place.
  std::vector<std::string> Names(std::string_view source, std::string_view place) const;

 private:
  explicit Window(std::vector<Sample> samples);

  /// Whether the sample `at` is the first of another interface of the name that `id` is of.
  bool IsOfAnother(size_t at, const CounterId& id) const;

  std::vector<Sample> samples_;
  std::vector<CounterId> ids_;
  std::vector<std::set<std::string>> others_;  // by sample: names that another interface has now
};

}  // namespace netkeel
