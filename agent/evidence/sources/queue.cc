// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "evidence/sources/sources.h"

namespace netkeel {
namespace {

/// "eth0 rx-3"; "" where the row does not say.
std::string PlaceOf(const Device& device, const Fields& row) {
  const auto type = row.find("type");
  const auto id = row.find("id");
  if (type == row.end() || id == row.end()) return "";
  return device.name + ' ' + ToText(type->second) + '-' + ToText(id->second);
}

void AddRow(const std::string& place, const Fields& row, Sample& sample) {
  for (const auto& [word, value] : row) {
    const auto* const number = std::get_if<uint64_t>(&value);
    if (number != nullptr && word != "id") sample.values[{"qstats", place, word}] = *number;
  }
}

}  // namespace

/// Place: "eth0 rx-3".
void ReadQueues(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  for (const Device& device : scope.devices) {
    const auto rows = kernel.Query(device, QueryTopic::kQstats);
    if (!rows) {
      const bool has_none = rows.error().code == ErrorCode::kUnsupported;
      if (!has_none) sample.unread["qstats/" + device.name] = rows.error().message;
      continue;
    }
    for (const Fields& row : *rows) {
      const std::string place = PlaceOf(device, row);
      if (!place.empty()) AddRow(place, row, sample);
    }
  }
}

}  // namespace netkeel
