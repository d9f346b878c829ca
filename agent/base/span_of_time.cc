// SPDX-License-Identifier: Apache-2.0
#include "base/span_of_time.h"

#include <array>
#include <cstdio>
#include <ctime>

#include "base/text.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  uint64_t factor;
};

constexpr std::array kTimeUnits{Unit{"ms", 1},        Unit{"s", 1000},       Unit{"m", 60'000},
                                Unit{"h", 3'600'000}, Unit{"d", 86'400'000}, Unit{"", 1000}};
constexpr std::array kSizeUnits{Unit{"K", uint64_t{1} << 10}, Unit{"M", uint64_t{1} << 20},
                                Unit{"G", uint64_t{1} << 30}, Unit{"", 1}};
constexpr uint64_t kLongest = uint64_t{10} * 366 * 86'400'000;

/// The unit that `text` ends with, cut off it.
template <size_t kCount>
uint64_t TakeUnit(std::string_view& text, const std::array<Unit, kCount>& units) {
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.name)) continue;
    text.remove_suffix(unit.name.size());
    return unit.factor;
  }
  return 0;
}

/// "1.5" thousandths: 1500. None for more than three places.
std::optional<uint64_t> ParseThousandths(std::string_view text) {
  const size_t point = text.find('.');
  const auto whole = ParseUnsigned(text.substr(0, point));
  if (!whole || *whole > kLongest) return std::nullopt;
  if (point == std::string_view::npos) return *whole * 1000;
  std::string places(text.substr(point + 1));
  if (places.empty() || places.size() > 3) return std::nullopt;
  places.resize(3, '0');
  const auto part = ParseUnsigned(places);
  if (!part) return std::nullopt;
  return *whole * 1000 + *part;
}

/// Reads "2026-11-28 10:00:00" and the like by strptime(3), whole text.
bool ParseParts(const std::string& text, const char* format, std::tm& parts) {
  const char* const end = ::strptime(text.c_str(), format, &parts);
  return end != nullptr && *end == '\0';
}

WallTime OfSeconds(std::time_t seconds) { return WallTime(std::chrono::seconds(seconds)); }

/// None for the 30th of February, which `to_seconds` takes for the 2nd of March.
std::optional<WallTime> OfParts(std::tm parts, std::time_t (*to_seconds)(std::tm*)) {
  const int day = parts.tm_mday;
  const WallTime moment = OfSeconds(to_seconds(&parts));
  return parts.tm_mday == day ? std::optional(moment) : std::nullopt;
}

/// Takes ".250" out of "2026-11-28T10:00:00.250Z", as MomentText writes it.
milliseconds TakeFraction(std::string& text) {
  const size_t dot = text.rfind('.');
  if (dot == text.npos || !text.ends_with('Z')) return milliseconds(0);
  const std::string digits = text.substr(dot + 1, text.size() - dot - 2);
  const auto thousandths = ParseThousandths("0." + digits);
  if (digits.empty() || !thousandths) return milliseconds(0);
  text.erase(dot, digits.size() + 1);
  return milliseconds(*thousandths);
}

std::optional<WallTime> OfLastDay(const std::string& text, WallTime now) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch() / std::chrono::seconds(1);
  std::tm parts = {};
  ::localtime_r(&seconds, &parts);
  parts.tm_sec = 0;
  if (!ParseParts(text, "%H:%M:%S", parts) && !ParseParts(text, "%H:%M", parts)) {
    return std::nullopt;
  }
  parts.tm_isdst = -1;
  const WallTime today = OfSeconds(::mktime(&parts));
  if (today <= now) return today;
  --parts.tm_mday;
  parts.tm_isdst = -1;
  return OfSeconds(::mktime(&parts));
}

}  // namespace

std::optional<milliseconds> ParseSpanOfTime(std::string_view text) {
  const uint64_t factor = TakeUnit(text, kTimeUnits);
  const auto thousandths = ParseThousandths(text);
  if (!thousandths || *thousandths / 1000 > kLongest / factor) return std::nullopt;
  if (*thousandths * factor % 1000 != 0) return std::nullopt;
  return milliseconds(*thousandths * factor / 1000);
}

std::optional<uint64_t> ParseSize(std::string_view text) {
  const uint64_t factor = TakeUnit(text, kSizeUnits);
  const auto number = ParseUnsigned(text);
  if (!number || *number > UINT64_MAX / factor) return std::nullopt;
  return *number * factor;
}

std::optional<WallTime> ParseMoment(std::string_view text, WallTime now) {
  if (text == "now") return now;
  if (text.starts_with('-')) {
    const auto ago = ParseSpanOfTime(text.substr(1));
    if (!ago) return std::nullopt;
    return now - *ago;
  }
  std::string whole(text);
  const milliseconds fraction = TakeFraction(whole);
  std::tm parts = {};
  if (ParseParts(whole, "%Y-%m-%dT%H:%M:%SZ", parts)) {
    auto moment = OfParts(parts, ::timegm);
    if (moment) *moment += fraction;
    return moment;
  }
  for (const char* const format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"}) {
    parts = {};
    parts.tm_isdst = -1;
    if (ParseParts(whole, format, parts)) return OfParts(parts, ::mktime);
  }
  return OfLastDay(whole, now);
}

WallTime WallNow() { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); }

std::string MomentText(WallTime moment) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(moment);
  const std::time_t seconds = whole.time_since_epoch() / std::chrono::seconds(1);
  std::tm parts = {};
  std::array<char, 40> text = {};
  ::gmtime_r(&seconds, &parts);
  const size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string written(text.data(), size);
  const auto rest = (moment - whole) / milliseconds(1);
  if (rest != 0) {
    std::array<char, 8> places = {};
    std::snprintf(places.data(), places.size(), ".%03d", static_cast<int>(rest));
    written += places.data();
  }
  return written + 'Z';
}

}  // namespace netkeel
