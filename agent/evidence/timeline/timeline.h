// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/span_of_time.h"
#include "evidence/counter_row.h"
#include "evidence/sample.h"

namespace netkeel {

/// One or more intervals between two samples.
struct TimePoint {
  WallTime from{};
  WallTime to{};
  double seconds = 0;      ///< that were seen; 0: nobody looked
  size_t steps = 0;        ///< intervals in it
  bool after_gap = false;  ///< nobody looked for a while, or the host was booted
};

/// How one counter went, point by point.
struct Series {
  CounterId id;
  bool gauge = false;
  size_t first = 0;           ///< the point that the first of `values` is of
  std::vector<float> values;  ///< its rise in the point; of a gauge the sum of what samples had
  std::vector<float> peaks;  ///< the largest rise a second of its intervals; of a gauge the largest
  uint64_t total = 0;        ///< the rise over the whole time; of a gauge the largest
  bool restarted = false;
};

/// What rose when, thinned as samples come: of a point with many intervals the sum and the peak are
/// kept, so that neither a loss nor its height is lost. Memory is that of what moved, whatever the
/// time is.
class Timeline {
 public:
  /// From `points` to twice as many, once there were so many intervals; fewer where so many
  /// counters move that memory would not do: of an hour, every second.
  explicit Timeline(size_t points = 2000) : most_(2 * points) {}

  /// Samples in the order of time. What rose over a gap counts in totals and in no point; over a
  /// boot nothing is known. Where the clock on the wall was set back, points go on as it went
  /// before.
  void Add(const Sample& sample);

  /// Half as many points, twice as wide.
  void Halve();

  const std::vector<TimePoint>& points() const { return points_; }
  /// Counters that rose and gauges that changed, by id.
  std::vector<const Series*> Moved() const;
  const Series* Find(const CounterId& id) const;
  size_t samples() const { return samples_; }
  /// By how much the clock was set back in all: points behind that are so much later than it was.
  std::chrono::milliseconds set_back() const { return set_back_; }
  /// Whether any sample had numbers of this source there.
  bool Has(const std::string& source, const std::string& place) const;
  /// Of all numbers that any sample had, in order.
  std::vector<CounterId> Ids() const;
  /// The same of a driver's name and the like: as the last sample that has it says, "" where none.
  std::string Fact(const CounterId& id) const;

 private:
  struct Course {
    uint64_t last = 0;
    CounterRow row;
    size_t seen = 0;        ///< the number of the last sample that had it, from 1
    size_t seen_first = 0;  ///< that of the first of those without a gap up to `seen`
    Series series;

    bool WasIn(size_t sample) const { return seen_first <= sample && sample <= seen; }
  };

  bool OpenStep(const Sample& sample);
  WallTime Onward(const Sample& sample);
  void MakeRoom();
  void Step(Course& course, uint64_t value, bool follows);
  /// Whether the sample before had the counter as 0, by leaving it out.
  bool WasZero(const Course& course) const;
  void KeepFacts(const Sample& sample);
  void Put(Series& series, double value, double peak);
  Course& CourseOf(std::map<CounterId, Course>::iterator& at, const CounterId& id);

  size_t most_;
  size_t moving_ = 0;  ///< series that have begun
  size_t stride_ = 1;
  size_t samples_ = 0;
  Sample before_;  ///< when the last one was, without what is in it
  std::chrono::milliseconds set_back_{0};
  double step_ = 0;     ///< seconds of the interval at hand; 0: nothing is known of it
  double usual_ = 0;    ///< seconds of the interval before
  bool drawn_ = false;  ///< the interval at hand has a place in a point
  bool gap_ = false;
  std::vector<TimePoint> points_;
  std::map<CounterId, Course> courses_;
  std::map<CounterId, std::string> facts_;
};

}  // namespace netkeel
