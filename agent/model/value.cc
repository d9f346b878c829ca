// SPDX-License-Identifier: Apache-2.0
#include "model/value.h"

namespace netkeel {
namespace {

struct TextOf {
  std::string operator()(uint64_t number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const CpuSet& cpus) const { return cpus.Empty() ? "none" : cpus.ToList(); }
  std::string operator()(const std::vector<uint64_t>& list) const {
    std::string text;
    for (const uint64_t number : list) text += (text.empty() ? "" : " ") + std::to_string(number);
    return text;
  }
};

}  // namespace

std::string ToText(const Value& value) { return std::visit(TextOf{}, value); }

}  // namespace netkeel
