// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/loss_counters.h"
#include "evidence/window.h"

namespace netkeel {

/// The interfaces of a time. Pure.
class NicTable {
 public:
  /// What a fact says, by its id; "" where it is not known.
  using FactOf = std::function<std::string(const CounterId&)>;

  /// Of the ids of all numbers, in order.
  NicTable(const std::vector<CounterId>& ids, const FactOf& fact_of);
  explicit NicTable(const Window& window);

  const NicCounts& Named(std::string_view name) const;
  /// The interface that a counter is of; of others nothing is known.
  const NicCounts& Of(const CounterId& id) const;
  LossCounter LossOf(const CounterId& id) const { return LossCounterOf(id, Of(id)); }

 private:
  void Read(const CounterId& id);

  std::map<std::string, NicCounts, std::less<>> nics_;
};

}  // namespace netkeel
