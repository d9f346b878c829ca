// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace netkeel {

/// "10", "10s", "0.5", "500ms", "5m", "24h", "7d"; seconds where no unit is given. None for
/// anything else, for less than a millisecond's precision, and for more than 10 years.
std::optional<std::chrono::milliseconds> ParseSpanOfTime(std::string_view text);

/// "512M", "64K", "2G", "1000": bytes, in powers of 1024.
std::optional<uint64_t> ParseSize(std::string_view text);

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// What the clock on the wall says.
WallTime WallNow();

/// A moment as people type it: "2026-11-28T10:00:00Z", the same without Z or with a blank for T in
/// the host's own time zone, "10:00:00" and "10:00" of the last 24 hours, "-90s" before `now`,
/// "now".
std::optional<WallTime> ParseMoment(std::string_view text, WallTime now);

/// "2026-11-28T10:00:00Z"; with ".250" where it is not whole.
std::string MomentText(WallTime moment);

}  // namespace netkeel
