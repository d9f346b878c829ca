// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/course_text.h"

#include <charconv>

#include "evidence/recording/schema.h"

namespace netkeel {
namespace {

/// Numbers one behind the other, with anything between them.
class Numbers {
 public:
  explicit Numbers(std::string_view text) : text_(text) {}

  std::optional<int64_t> Next() {
    const size_t start = text_.find_first_of("-0123456789");
    if (start == std::string_view::npos) return std::nullopt;
    int64_t number = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + start, text_.data() + text_.size(), number);
    if (error != std::errc()) return std::nullopt;
    text_.remove_prefix(static_cast<size_t>(end - text_.data()));
    return number;
  }

 private:
  std::string_view text_;
};

std::string Dense(std::span<const CoursePoint> rises) {
  std::string text = "[";
  int64_t offset = 0;
  for (const CoursePoint& rise : rises) {
    for (; offset < rise.offset; ++offset) text += "0,";
    text += std::to_string(rise.value) + ',';
    ++offset;
  }
  text.back() = ']';
  return text;
}

std::string Sparse(std::span<const CoursePoint> rises) {
  std::string text = "{";
  for (const CoursePoint& rise : rises) {
    text += '"' + std::to_string(rise.offset) + "\":" + std::to_string(rise.value) + ',';
  }
  text.back() = '}';
  return text;
}

}  // namespace

std::optional<std::string> CourseText(std::span<const CoursePoint> points) {
  if (points.empty() || points.front().offset != 0) return std::nullopt;
  std::vector<CoursePoint> rises;
  int64_t before = 0;
  for (const CoursePoint& point : points) {
    int64_t rise = 0;
    if (__builtin_sub_overflow(point.value, before, &rise)) return std::nullopt;
    rises.push_back({point.offset, rise});
    before = point.value;
  }
  std::string dense = Dense(rises);
  std::string sparse = Sparse(rises);
  return dense.size() <= sparse.size() ? std::move(dense) : std::move(sparse);
}

std::vector<CoursePoint> ParseCourse(std::string_view text) {
  std::vector<CoursePoint> points;
  const bool sparse = text.starts_with('{');
  Numbers numbers(text);
  uint64_t value = 0;
  for (int64_t place = 0;; ++place) {
    const auto offset = sparse ? numbers.Next() : std::optional(place);
    const auto rise = numbers.Next();
    if (!offset || !rise) return points;
    // A file may say anything.
    if (*offset < 0 || *offset > kMostCounters) return points;
    value += static_cast<uint64_t>(*rise);
    if (*rise != 0 || points.empty()) points.push_back({*offset, static_cast<int64_t>(value)});
  }
}

}  // namespace netkeel
