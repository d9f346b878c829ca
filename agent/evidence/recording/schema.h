// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// Makes the tables of a recording in an empty database.
Result<void> MakeSchema(Database& database);

/// kBadInput where `database` is none of a recording, or one that another netkeel made. kNotFound
/// where it is empty.
Result<void> CheckSchema(const Database& database);

/// What is wrong with `file`, and what to do: for errors of a database.
Error OfRecording(const std::string& file, Error error);

}  // namespace netkeel
