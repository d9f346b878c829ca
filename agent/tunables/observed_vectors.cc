// SPDX-License-Identifier: Apache-2.0
#include "tunables/observed_vectors.h"

namespace netkeel {
namespace {

constexpr std::string_view kIrq = "/irq";
constexpr std::string_view kAffinity = "/affinity";

const Value* Find(const State& observed, const Address& address) {
  const auto found = observed.find(address);
  return found == observed.end() ? nullptr : &found->second;
}

/// The vector of that label; none where its number was not observed.
std::optional<ObservedVector> VectorOf(const State& observed, const std::string& device,
                                       const std::string& label) {
  const auto at = [&](std::string_view what) {
    return Address{device, kIrqTunable, label + std::string(what)};
  };
  const Value* const irq = Find(observed, at(kIrq));
  if (irq == nullptr) return std::nullopt;
  ObservedVector vector{label, at(kAffinity), std::get<uint64_t>(*irq), std::nullopt, ""};
  if (const Value* const queue = Find(observed, at("/queue")); queue != nullptr) {
    vector.queue = std::get<uint64_t>(*queue);
  }
  if (const Value* const by = Find(observed, at("/by")); by != nullptr) vector.by = ToText(*by);
  return vector;
}

}  // namespace

std::vector<ObservedVector> VectorsOf(const State& observed, const std::string& device) {
  std::vector<ObservedVector> vectors;
  for (auto it = observed.lower_bound({device, kIrqTunable, ""}); it != observed.end(); ++it) {
    const Address& address = it->first;
    if (address.device != device || address.tunable != kIrqTunable) break;
    if (!address.key.ends_with(kIrq)) continue;
    const size_t length = address.key.size() - kIrq.size();
    if (auto vector = VectorOf(observed, device, address.key.substr(0, length))) {
      vectors.push_back(std::move(*vector));
    }
  }
  return vectors;
}

std::optional<ObservedVector> VectorAt(const State& observed, const Address& address) {
  if (address.tunable != kIrqTunable || !address.key.ends_with(kAffinity)) return std::nullopt;
  const size_t length = address.key.size() - kAffinity.size();
  return VectorOf(observed, address.device, address.key.substr(0, length));
}

}  // namespace netkeel
