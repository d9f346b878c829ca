// SPDX-License-Identifier: Apache-2.0
#include "model/state.h"

#include "base/text.h"

namespace netkeel {

std::string_view DeviceText(std::string_view device) {
  if (device.starts_with('/')) device.remove_prefix(1);
  return device;
}

bool operator<(const Address& left, const Address& right) {
  if (left.device != right.device) {
    if (left.device == kHostDevice || right.device == kHostDevice)
      return left.device == kHostDevice;
    const std::string_view left_text = DeviceText(left.device);
    const std::string_view right_text = DeviceText(right.device);
    return left_text == right_text ? left.device < right.device
                                   : NaturalLess(left_text, right_text);
  }
  if (left.tunable != right.tunable) return left.tunable < right.tunable;
  return NaturalLess(left.key, right.key);
}

std::string ToText(const Address& address) {
  std::string text = std::string(DeviceText(address.device)) + '/' + address.tunable;
  if (!address.key.empty()) text += '/' + address.key;
  return text;
}

const Error* ProblemAt(const Observation& observed, const Address& address) {
  const auto& problems = observed.problems;
  if (const auto at = problems.find(address); at != problems.end()) return &at->second;
  const auto whole = problems.find({address.device, address.tunable, ""});
  return whole != problems.end() ? &whole->second : nullptr;
}

}  // namespace netkeel
