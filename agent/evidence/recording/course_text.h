// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netkeel {

/// What a counter said from the sample of this offset in its frame on.
struct CoursePoint {
  int64_t offset = 0;
  int64_t value = 0;

  bool operator==(const CoursePoint& other) const = default;
};

/// JSON text, which SQLite takes apart itself: the first value, then what each sample added,
/// "[100,5,0,7]"; where little changed by offset, "{"0":100,"17":5}". None where the first is not
/// of offset 0, or a difference has more than 64 bits.
std::optional<std::string> CourseText(std::span<const CoursePoint> points);

/// Without those that changed nothing; kept apart from what is no course by an empty list.
std::vector<CoursePoint> ParseCourse(std::string_view text);

}  // namespace netkeel
