// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/span_of_time.h"
#include "evidence/sample.h"

namespace netkeel {

/// Where `netkeel record` keeps what it sees, unless told otherwise.
inline constexpr const char* kRecordingFile = "/var/lib/netkeel/recording.sqlite";

/// Something that happened, on the time line of a recording.
struct Event {
  WallTime at{};
  std::string kind;     ///< "mark", "setting", "link", "clock", "gap", "start", "stop", or the
                        ///< verb of a run: "apply", "rollback", "trial"
  std::string place{};  ///< "eth0", "/proc/irq/37/smp_affinity"; "" for the whole host
  std::string text;     ///< a sentence: "1 -> 3, by pid 350 (irqbalance)"
  int64_t pid = 0;      ///< who did it; 0 where not known
};

/// The samples of a recording from `from` to `to`, each whole, and the events. A window of so many
/// samples that they would fill the memory is thinned out evenly. Where the clock was set
/// meanwhile, those of the longest run. kNotFound where there is no recording, or nothing of that
/// time in it (it says what there is); kBadInput where the file is no recording.
Result<std::vector<Sample>> ReadSamples(const std::string& file, WallTime from, WallTime to);
/// The same one by one and without any left out, each good only until `take` returns: a day fits
/// into no memory.
Result<void> EachSample(const std::string& file, WallTime from, WallTime to,
                        const std::function<void(const Sample&)>& take);
/// Samples on both sides of a moment.
struct SamplesAround {
  std::vector<Sample> samples;
  uint64_t left_out = 0;  ///< of the same time, before or after the clock was set back
};
/// Those of half of `window` on each side of `moment`, and the ones next to them, of one run that
/// encloses it. kNotFound where no samples do, of which nothing is known then; else as ReadSamples.
Result<SamplesAround> ReadSamplesAround(const std::string& file, WallTime moment,
                                        std::chrono::milliseconds window);
Result<std::vector<Event>> ReadEvents(const std::string& file, WallTime from, WallTime to);

/// The last mark of this text. kNotFound names those that there are.
Result<Event> FindMark(const std::string& file, const std::string& text);

/// Puts a mark onto the time line. kNotFound where there is no recording, kPermission where the
/// file or its folder is not ours alone to write to.
Result<void> AddMark(const std::string& file, const Event& mark);

/// Whether somebody records to it just now.
bool IsBeingRecorded(const std::string& file);

}  // namespace netkeel
