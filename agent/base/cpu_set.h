// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace netkeel {

/// A set of CPU numbers without an upper bound. Value type; equal sets compare equal however they
/// were spelled.
class CpuSet {
 public:
  CpuSet() = default;
  CpuSet(std::initializer_list<unsigned> cpus);

  /// CPUs `first` to `last`, both included.
  static CpuSet Range(unsigned first, unsigned last);

  /// Kernel list syntax: `0-3,8-15:2/4`, blanks around it ignored, "" is the empty set. `N` means
  /// the last CPU and `all` every one (Linux 5.13); both need `last_cpu`. Error:
  /// kBadInput, also for a list that is longer than any of Linux's.
  static Result<CpuSet> ParseList(std::string_view text,
                                  std::optional<unsigned> last_cpu = std::nullopt);

  /// Kernel hex mask: 32-bit groups joined by commas, any width: `00000001,00000003`.
  /// Error: kBadInput.
  static Result<CpuSet> ParseMask(std::string_view text);

  void Add(unsigned cpu);
  /// CPUs `first` to `last`, both included; word by word.
  void AddRange(unsigned first, unsigned last);
  /// Of every `group` CPUs from `first` to `last` the first `used`: 1 <= used <= group.
  void AddStride(unsigned first, unsigned last, unsigned used, unsigned group);
  bool Contains(unsigned cpu) const;
  bool Empty() const { return words_.empty(); }
  size_t Size() const;
  /// Ascending.
  std::vector<unsigned> Cpus() const;
  /// The highest CPU of a non-empty set.
  unsigned Last() const;

  CpuSet And(const CpuSet& other) const;
  CpuSet Or(const CpuSet& other) const;
  CpuSet Except(const CpuSet& other) const;

  /// Shortest list without strides: `0-3,8`; "" for the empty set.
  std::string ToList() const;
  /// Hex groups as the kernel prints them for `cpu_count` CPUs (nr_cpu_ids): a wider or narrower
  /// spelling is refused with EOVERFLOW by some files. Needs Last() < cpu_count.
  std::string ToMask(unsigned cpu_count) const;

  bool operator==(const CpuSet& other) const = default;
  auto operator<=>(const CpuSet& other) const = default;

 private:
  void Normalize();

  std::vector<uint64_t> words_;  // bit c%64 of word c/64; never ends in a zero word
};

}  // namespace netkeel
