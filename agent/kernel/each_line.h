// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace netkeel {

/// The content with `judge` of each of its lines in its place.
template <typename Judge>
std::string EachLine(std::string_view content, Judge judge) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(content, "\n")) lines.push_back(judge(line));
  return Join(lines, "\n");
}

}  // namespace netkeel
