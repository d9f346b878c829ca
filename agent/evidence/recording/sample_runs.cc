// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/sample_runs.h"

#include <algorithm>
#include <optional>

#include "evidence/recording/schema.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

int64_t Stored(WallTime moment) { return moment.time_since_epoch().count(); }

/// The first column of all rows.
Result<std::vector<int64_t>> Numbers(Statement& rows) {
  std::vector<int64_t> numbers;
  while (true) {
    const auto row = rows.Step();
    if (!row) return Fail(row.error());
    if (!*row) return numbers;
    numbers.push_back(rows.Integer(0));
  }
}

/// What is known of a sample without its numbers.
struct Stamp {
  int64_t at = 0;
  int64_t boot = 0;
};

/// The samples around a moment, by what the table of them says.
class Surroundings {
 public:
  Surroundings(const Database& database, WallTime moment, milliseconds window)
      : database_(database),
        moment_(Stored(moment)),
        from_(Stored(moment - window / 2)),
        to_(Stored(moment + window / 2)),
        near_(std::max(window, kNear).count()) {}

  Result<RunAround> Find() {
    if (auto made = Prepare(); !made) return Fail(made.error());
    auto runs = Seeds();
    if (!runs) return Fail(runs.error());
    int64_t all = 0;
    RunAround best;
    int64_t own = 0;
    for (const SampleRun& seed : *runs) {
      all += seed.size();
      const auto run = Closed(seed);
      if (!run) return Fail(run.error());
      const auto encloses = Encloses(*run);
      if (!encloses) return Fail(encloses.error());
      if (!*encloses || run->size() < best.run.size()) continue;
      best.run = *run;
      own = seed.size();
    }
    best.left_out = best.run.size() == 0 ? 0 : all - own;
    return best;
  }

 private:
  /// A recorder may look more rarely than the window is long.
  static constexpr milliseconds kNear{60'000};

  Result<void> Prepare() {
    return database_.PrepareAll(
        {{&stamp_, "SELECT at_ms, boot FROM samples WHERE id = ?1"},
         {&times_, "SELECT at_ms FROM samples WHERE id BETWEEN ?1 AND ?2 ORDER BY id"},
         {&before_,
          "SELECT id FROM samples WHERE at_ms < ?1 ORDER BY at_ms DESC, id DESC LIMIT 1"}});
  }

  /// The runs in the window; else the last sample before it.
  Result<std::vector<SampleRun>> Seeds() {
    auto runs = RunsOf(database_, WallTime(milliseconds(from_)), WallTime(milliseconds(to_)));
    if (!runs || !runs->empty()) return runs;
    const auto last = Numbers(before_.Bind(from_));
    if (!last) return Fail(last.error());
    for (const int64_t id : *last) runs->push_back({id, id});
    return runs;
  }

  Result<std::optional<Stamp>> StampOf(int64_t id) {
    const auto row = stamp_.Bind(id).Step();
    if (!row) return Fail(row.error());
    if (!*row) return std::optional<Stamp>();
    const Stamp stamp{stamp_.Integer(0), stamp_.Integer(1)};
    stamp_.Reset();
    return std::optional(stamp);
  }

  /// With the samples next to it, where they are near, and of the same boot.
  Result<SampleRun> Closed(SampleRun run) {
    const int64_t first = run.first;
    const int64_t last = run.last;
    const auto begin = Next(first, SampleBehind(first, -1));
    if (!begin) return Fail(begin.error());
    if (*begin) run.first = SampleBehind(first, -1);
    const auto end = Next(last, SampleBehind(last, 1));
    if (!end) return Fail(end.error());
    if (*end) run.last = SampleBehind(last, 1);
    return run;
  }

  Result<bool> Next(int64_t id, int64_t neighbour) {
    const auto here = StampOf(id);
    if (!here) return Fail(here.error());
    const auto there = StampOf(neighbour);
    if (!there) return Fail(there.error());
    return *here && *there && (*here)->boot == (*there)->boot && (*there)->at >= from_ - near_ &&
           (*there)->at <= to_ + near_;
  }

  Result<bool> Encloses(const SampleRun& run) {
    const auto times = Numbers(times_.Bind(run.first, run.last));
    if (!times) return Fail(times.error());
    return std::adjacent_find(times->begin(), times->end(), [this](int64_t one, int64_t next) {
             return one <= moment_ && moment_ <= next;
           }) != times->end();
  }

  const Database& database_;
  int64_t moment_;
  int64_t from_;
  int64_t to_;
  int64_t near_;
  Statement stamp_;
  Statement times_;
  Statement before_;
};

/// From the first moment of a recording to its last.
struct Extent {
  WallTime first;
  WallTime last;

  std::string Text() const {
    return "it goes from " + MomentText(first) + " to " + MomentText(last);
  }
};

/// kNotFound where it has no sample.
Result<Extent> ExtentOf(const Database& database) {
  const auto first = database.Number("SELECT min(at_ms) FROM samples");
  const auto last = database.Number("SELECT max(at_ms) FROM samples");
  if (!first || !last) return Fail(first ? last.error() : first.error());
  if (*last == 0) return Fail(ErrorCode::kNotFound, "has no sample yet");
  return Extent{StoredMoment(*first), StoredMoment(*last)};
}

}  // namespace

Result<std::vector<SampleRun>> RunsOf(const Database& database, WallTime from, WallTime to) {
  auto rows = database.Prepare("SELECT id FROM samples WHERE at_ms BETWEEN ?1 AND ?2");
  if (!rows) return Fail(rows.error());
  auto ids = Numbers(rows->Bind(Stored(from), Stored(to)));
  if (!ids) return Fail(ids.error());
  std::sort(ids->begin(), ids->end());
  std::vector<SampleRun> runs;
  for (const int64_t id : *ids) {
    if (!runs.empty() && id - 1 == runs.back().last) {
      runs.back().last = id;
    } else {
      runs.push_back({id, id});
    }
  }
  return runs;
}

SampleRun LongestOf(const std::vector<SampleRun>& runs) {
  SampleRun best;
  for (const SampleRun& run : runs) {
    if (run.size() >= best.size()) best = run;
  }
  return best;
}

Result<RunAround> FindRunAround(const Database& database, WallTime moment, milliseconds window) {
  return Surroundings(database, moment, window).Find();
}

Error NothingFrom(const Database& database, WallTime from, WallTime to) {
  const auto extent = ExtentOf(database);
  if (!extent) return extent.error();
  return {ErrorCode::kNotFound,
          "has nothing from " + MomentText(from) + " to " + MomentText(to) + "; " + extent->Text(),
          0};
}

Error NotEnclosed(const Database& database, WallTime moment) {
  const auto extent = ExtentOf(database);
  if (!extent) return extent.error();
  const std::string what = "no two samples enclose " + MomentText(moment);
  if (moment < extent->first || extent->last < moment) {
    return {ErrorCode::kNotFound, what + ", and what was lost then is not known: " + extent->Text(),
            0};
  }
  return {ErrorCode::kNotFound, what + ", or they are far from it: a larger --window looks farther",
          0};
}

}  // namespace netkeel
