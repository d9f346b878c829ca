// SPDX-License-Identifier: Apache-2.0
#include "tunables/tunable.h"

#include <algorithm>

#include "base/text.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

/// Whether `key` is what `pattern` stands for, element by element.
bool IsOne(std::string_view pattern, std::string_view key) {
  const auto wanted = Split(pattern, ".");
  const auto elements = Split(key, ".");
  return std::equal(wanted.begin(), wanted.end(), elements.begin(), elements.end(),
                    [](std::string_view want, std::string_view element) {
                      return want == "*" || want == element;
                    });
}

/// Whether `name` is a row's, or the bound that a device reports beside one: "rx", "rx-max".
bool IsRowOrBound(const Descriptor& descriptor, std::string_view name) {
  if (FindKey(descriptor, name) != nullptr) return true;
  const bool is_bound = name.ends_with("-max") || name.ends_with("-min");
  return is_bound && FindKey(descriptor, name.substr(0, name.rfind('-'))) != nullptr;
}

}  // namespace

std::string_view SectionOf(const Descriptor& descriptor) {
  return descriptor.section.empty() ? descriptor.name : descriptor.section;
}

const KeyDescriptor* FindKey(const Descriptor& descriptor, std::string_view key) {
  for (const KeyDescriptor& row : descriptor.keys) {
    if (row.name == key) return &row;
  }
  return nullptr;
}

const KeyDescriptor* FindRow(const Descriptor& descriptor, std::string_view key) {
  if (const KeyDescriptor* const row = FindKey(descriptor, key); row != nullptr) return row;
  for (const KeyDescriptor& row : descriptor.open.rows) {
    if (IsOne(row.name, key)) return &row;
  }
  return nullptr;
}

bool IsWritable(const Descriptor& descriptor, std::string_view key) {
  if (descriptor.open.Any()) return descriptor.open.is_writable(key);
  // Of a queue or a vector: the last part of "rx-0/rps_cpus".
  const KeyDescriptor* const row = FindKey(descriptor, key.substr(key.rfind('/') + 1));
  return row != nullptr && row->writable;
}

void Tunable::Resolve(const Situation& situation, Desired& desired) const {
  for (const Setting& setting : situation.target.settings) {
    if (setting.tunable == descriptor().name) ResolveSetting(situation, setting, desired);
  }
}

Verdict Tunable::Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                           const State& observed) const {
  return {observed.at(address) == wanted ? Status::kOk : Status::kDrift, ""};
}

std::optional<KeyPlace> Tunable::PlaceOf(const Address& address, const State& /*observed*/) const {
  const std::string& key = address.key;
  if (descriptor().open.Any()) {
    return IsWritable(key) ? std::optional(KeyPlace{key, ""}) : std::nullopt;
  }
  const size_t slash = key.rfind('/');
  const std::string row = slash == std::string::npos ? key : key.substr(slash + 1);
  if (!IsRowOrBound(descriptor(), row)) return std::nullopt;
  return KeyPlace{row, slash == std::string::npos ? "" : key.substr(0, slash)};
}

std::vector<Step> Tunable::StepsBefore(const Device& /*device*/, const Step& /*reshaping*/,
                                       const State& /*observed*/) const {
  return {};
}

std::optional<Value> Tunable::NothingAt(const Address& /*address*/,
                                        const State& /*observed*/) const {
  return std::nullopt;
}

bool Tunable::GoesWithReset() const { return false; }

bool Tunable::SetsToo(std::string_view /*key*/, std::string_view /*other*/) const { return false; }

const Tunable* FindTunable(const Catalog& catalog, std::string_view name) {
  for (const auto& tunable : catalog) {
    if (tunable->descriptor().name == name) return tunable.get();
  }
  return nullptr;
}

}  // namespace netkeel
