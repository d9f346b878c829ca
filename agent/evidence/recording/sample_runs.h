// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/span_of_time.h"
#include "evidence/recording/database.h"

namespace netkeel {

/// Samples that follow each other, by id.
struct SampleRun {
  int64_t first = 0;
  int64_t last = -1;
  int64_t size() const { return last - first + 1; }
};

/// Those of that time, in their order: several where the clock was set back meanwhile, since other
/// samples are between them.
Result<std::vector<SampleRun>> RunsOf(const Database& database, WallTime from, WallTime to);

/// The longest, of two the later; an empty one where there is none.
SampleRun LongestOf(const std::vector<SampleRun>& runs);

/// A run that encloses a moment.
struct RunAround {
  SampleRun run;
  int64_t left_out = 0;  ///< samples of the same time that are not of this run
};

/// The samples of half a window on each side of `moment`, and the ones next to them, so that all of
/// the window is between samples. An empty run where no two samples that are near enclose it.
Result<RunAround> FindRunAround(const Database& database, WallTime moment,
                                std::chrono::milliseconds window);

/// kNotFound, and what there is; the database's own error where it cannot be read.
Error NothingFrom(const Database& database, WallTime from, WallTime to);
Error NotEnclosed(const Database& database, WallTime moment);

}  // namespace netkeel
