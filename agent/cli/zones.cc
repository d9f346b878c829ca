// SPDX-License-Identifier: Apache-2.0
#include "cli/zones.h"

#include <algorithm>
#include <ctime>

namespace netkeel {
namespace {

using std::chrono::seconds;

ZoneView ZoneAt(WallTime moment) {
  const auto at = static_cast<std::time_t>(moment.time_since_epoch() / seconds(1));
  std::tm parts = {};
  ::localtime_r(&at, &parts);
  return {moment, parts.tm_zone == nullptr ? "UTC" : parts.tm_zone,
          static_cast<int>(parts.tm_gmtoff / 60)};
}

bool IsSame(const ZoneView& left, const ZoneView& right) {
  return left.name == right.name && left.minutes == right.minutes;
}

/// The first second of what is at `late`, which is not what is at `early`.
ZoneView Beginning(ZoneView early, ZoneView late) {
  while (late.from - early.from > seconds(1)) {
    const ZoneView middle =
        ZoneAt(std::chrono::ceil<seconds>(early.from + (late.from - early.from) / 2));
    if (middle.from >= late.from) break;
    (IsSame(middle, late) ? late : early) = middle;
  }
  return late;
}

}  // namespace

std::vector<ZoneView> ZonesOf(WallTime from, WallTime to) {
  std::vector<ZoneView> zones = {ZoneAt(from)};
  ZoneView before = zones.front();
  while (before.from < to) {
    // Less than lies between any two changes of a zone that there have been.
    const ZoneView now = ZoneAt(std::min<WallTime>(before.from + std::chrono::days(1), to));
    if (!IsSame(before, now)) zones.push_back(Beginning(before, now));
    before = now;
  }
  return zones;
}

}  // namespace netkeel
