// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span_of_time.h"
#include "evidence/recording/database.h"

namespace netkeel {

/// `numbers.key` is the sample's id above these bits, and the counter's id in them.
inline constexpr int kCounterBits = 20;
inline constexpr int64_t kMostCounters = int64_t{1} << kCounterBits;

/// `offset` samples behind one. A file may say anything: what is too large wraps.
constexpr int64_t SampleBehind(int64_t sample, int64_t offset) {
  return static_cast<int64_t>(static_cast<uint64_t>(sample) + static_cast<uint64_t>(offset));
}

/// The least key of a sample's rows; those of its counters follow.
constexpr int64_t FirstKey(int64_t sample) {
  return static_cast<int64_t>(static_cast<uint64_t>(sample) << kCounterBits);
}

/// The end of the year 9999: no time in a recording is later, whatever the file says.
inline constexpr int64_t kLastMoment = 253'402'300'799'999;

/// The moment of `at_ms`, or the nearest that can be one.
constexpr WallTime StoredMoment(int64_t milliseconds) {
  return WallTime(std::chrono::milliseconds(milliseconds < 0             ? 0
                                            : milliseconds > kLastMoment ? kLastMoment
                                                                         : milliseconds));
}

/// Makes the tables of a recording in an empty database.
Result<void> MakeSchema(Database& database);

/// kBadInput where `database` is none of a recording, or one that another netkeel made. kNotFound
/// where it is empty.
Result<void> CheckSchema(const Database& database);

/// What is wrong with `file`, and what to do: for errors of a database.
Error OfRecording(const std::string& file, Error error);

}  // namespace netkeel
