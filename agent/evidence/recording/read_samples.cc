// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "evidence/recording/course_text.h"
#include "evidence/recording/recording.h"
#include "evidence/recording/recording_file.h"
#include "evidence/recording/sample_runs.h"
#include "evidence/recording/schema.h"

namespace netkeel {
namespace {

/// Numbers in all samples that are returned, at the most: each takes some 200 bytes.
constexpr size_t kMostNumbers = 1'000'000;
constexpr size_t kFewestSamples = 60;

/// What a sample holds of one kind, kept up to date from row to row.
template <typename T>
class Course {
 public:
  Course(const std::map<int64_t, CounterId>& names, std::map<CounterId, T>& now)
      : names_(names), now_(now) {}

  void Clear() {
    now_.clear();
    places_.clear();
  }
  void Set(int64_t id, T value) {
    const auto known = places_.find(id);
    if (known != places_.end()) {
      known->second->second = std::move(value);
      return;
    }
    const auto name = names_.find(id);
    if (name == names_.end()) return;
    places_[id] = now_.insert_or_assign(name->second, std::move(value)).first;
  }
  void Remove(int64_t id) {
    const auto known = places_.find(id);
    if (known == places_.end()) return;
    now_.erase(known->second);
    places_.erase(known);
  }

 private:
  const std::map<int64_t, CounterId>& names_;
  std::map<CounterId, T>& now_;
  std::unordered_map<int64_t, typename std::map<CounterId, T>::iterator> places_;
};

/// Goes through a recording from a whole sample on.
class Reader {
 public:
  explicit Reader(const Database& database) : database_(database) {}

  using Take = std::function<void(const Sample&)>;

  /// Hands over all samples of that time, or, `thinned`, as many as memory allows.
  Result<void> Read(WallTime from, WallTime to, bool thinned, const Take& take) {
    const auto runs = RunsOf(database_, from, to);
    if (!runs) return Fail(runs.error());
    if (runs->empty()) return Fail(NothingFrom(database_, from, to));
    return Replay(LongestOf(*runs), thinned, take);
  }

  /// The same of those around a moment; how many others there are of that time.
  Result<int64_t> ReadAround(WallTime moment, std::chrono::milliseconds window, const Take& take) {
    const auto found = FindRunAround(database_, moment, window);
    if (!found) return Fail(found.error());
    if (found->run.size() == 0) return Fail(NotEnclosed(database_, moment));
    if (auto read = Replay(found->run, true, take); !read) return Fail(read.error());
    return found->left_out;
  }

 private:
  Result<void> LoadNames() {
    auto rows = database_.Prepare("SELECT id, source, place, name FROM counters");
    if (!rows) return Fail(rows.error());
    while (true) {
      const auto row = rows->Step();
      if (!row) return Fail(row.error());
      if (!*row) return {};
      names_.emplace_hint(names_.end(), rows->Integer(0),
                          CounterId{rows->Text(1), rows->Text(2), rows->Text(3)});
    }
  }

  Result<void> Replay(const SampleRun& run, bool thinned, const Take& take) {
    if (auto names = LoadNames(); !names) return Fail(names.error());
    auto rows = database_.Prepare(
        "SELECT samples.id, at_ms, uptime_ms, frame, boots.boot FROM samples LEFT JOIN boots "
        "ON boots.id = samples.boot WHERE samples.id BETWEEN "
        "(SELECT frame FROM samples WHERE id = ?1) AND ?2 ORDER BY samples.id");
    if (!rows) return Fail(rows.error());
    rows->Bind(run.first, run.last);
    std::optional<int64_t> before;
    while (true) {
      const auto row = rows->Step();
      if (!row) return Fail(row.error());
      if (!*row) break;
      const int64_t id = rows->Integer(0);
      const bool whole = id == rows->Integer(3);
      // What changed says nothing without what it changed.
      if (before ? SampleBehind(*before, 1) != id : !whole) return Damaged();
      before = id;
      if (auto applied = Apply(id, whole); !applied) return Fail(applied.error());
      if (id < run.first || (thinned && !IsWanted(id, run))) continue;
      if (!Stamp(rows->Integer(1), rows->Integer(2))) return Damaged();
      now_.boot = rows->Text(4);
      take(now_);
    }
    if (before != run.last) return Damaged();
    return {};
  }

  static tl::unexpected<Error> Damaged() {
    return Fail(ErrorCode::kBadInput, "is damaged: what it says of its samples cannot be");
  }

  /// Whether these can be times.
  bool Stamp(int64_t at, int64_t uptime) {
    constexpr int64_t kLongest = kLastMoment;
    if (at < 0 || at > kLastMoment || uptime < 0 || uptime > kLongest) return false;
    now_.at = WallTime(std::chrono::milliseconds(at));
    now_.uptime = std::chrono::milliseconds(uptime);
    return true;
  }

  /// The first, the last, and as many of those between as memory allows, evenly.
  bool IsWanted(int64_t id, const SampleRun& run) const {
    const size_t most = std::max(kFewestSamples, kMostNumbers / (now_.values.size() + 1));
    const int64_t step = (run.size() + static_cast<int64_t>(most) - 1) / static_cast<int64_t>(most);
    return id == run.last || (id - run.first) % step == 0;
  }

  Result<void> Apply(int64_t id, bool whole) {
    if (whole) {
      numbers_.Clear();
      facts_.Clear();
      now_.unread.clear();
      if (auto done = LoadPacked(id); !done) return done;
    }
    if (auto done = ApplyNumbers(id); !done) return done;
    for (const auto& [counter, value] : packed_[id]) {
      numbers_.Set(counter, static_cast<uint64_t>(value));
    }
    if (auto done = ApplyFacts(id); !done) return done;
    return ApplyUnread(id);
  }

  /// Binds the statement, made at the first use of it, and hands every row to `take`.
  template <typename Take, typename... Values>
  Result<void> Each(std::unique_ptr<Statement>& statement, const char* sql, Take take,
                    const Values&... values) {
    if (!statement) {
      auto made = database_.Prepare(sql);
      if (!made) return Fail(made.error());
      statement = std::make_unique<Statement>(std::move(*made));
    }
    statement->Bind(values...);
    while (true) {
      const auto row = statement->Step();
      if (!row) return Fail(row.error());
      if (!*row) return {};
      take(*statement);
    }
  }

  Result<void> ApplyNumbers(int64_t id) {
    const auto take = [this](const Statement& row) {
      const int64_t counter = row.Integer(0) & (kMostCounters - 1);
      if (row.IsNull(1)) {
        numbers_.Remove(counter);
      } else {
        numbers_.Set(counter, static_cast<uint64_t>(row.Integer(1)));
      }
    };
    return Each(numbers_row_, "SELECT key, value FROM numbers WHERE key >= ?1 AND key < ?2", take,
                FirstKey(id), FirstKey(SampleBehind(id, 1)));
  }

  /// What counters of the frame said, where it is packed, by the sample that said it.
  Result<void> LoadPacked(int64_t frame) {
    packed_.clear();
    const auto take = [this, frame](const Statement& row) {
      const int64_t counter = row.Integer(0) & (kMostCounters - 1);
      for (const CoursePoint& point : ParseCourse(row.Text(1))) {
        packed_[SampleBehind(frame, point.offset)].emplace_back(counter, point.value);
      }
    };
    return Each(packed_row_, "SELECT key, course FROM packed WHERE key >= ?1 AND key < ?2", take,
                FirstKey(frame), FirstKey(SampleBehind(frame, 1)));
  }

  Result<void> ApplyFacts(int64_t id) {
    const auto take = [this](const Statement& row) {
      if (row.IsNull(1)) {
        facts_.Remove(row.Integer(0));
      } else {
        facts_.Set(row.Integer(0), row.Text(1));
      }
    };
    return Each(facts_row_, "SELECT counter, text FROM facts WHERE sample = ?1", take, id);
  }

  Result<void> ApplyUnread(int64_t id) {
    const auto take = [this](const Statement& row) {
      if (row.IsNull(1)) {
        now_.unread.erase(row.Text(0));
      } else {
        now_.unread[row.Text(0)] = row.Text(1);
      }
    };
    return Each(unread_row_, "SELECT place, reason FROM unread WHERE sample = ?1", take, id);
  }

  const Database& database_;
  std::map<int64_t, CounterId> names_;
  Sample now_;
  Course<uint64_t> numbers_{names_, now_.values};
  Course<std::string> facts_{names_, now_.facts};
  std::map<int64_t, std::vector<std::pair<int64_t, int64_t>>> packed_;
  std::unique_ptr<Statement> packed_row_;
  std::unique_ptr<Statement> numbers_row_;
  std::unique_ptr<Statement> facts_row_;
  std::unique_ptr<Statement> unread_row_;
};

/// What `read` has of a reader of the file. What it reads is of one moment, whatever is written and
/// forgotten meanwhile.
template <typename T>
Result<T> Read(const std::string& file, const std::function<Result<T>(Reader&)>& read) {
  auto database = OpenToRead(file);
  if (!database) return Fail(database.error());
  if (const auto begun = database->Run("BEGIN"); !begun)
    return Fail(OfRecording(file, begun.error()));
  Reader reader(*database);
  auto done = read(reader);
  if (!done) return Fail(OfRecording(file, done.error()));
  return done;
}

}  // namespace

Result<std::vector<Sample>> ReadSamples(const std::string& file, WallTime from, WallTime to) {
  std::vector<Sample> samples;
  const auto keep = [&samples](const Sample& sample) { samples.push_back(sample); };
  const auto read =
      Read<void>(file, [&](Reader& reader) { return reader.Read(from, to, true, keep); });
  if (!read) return Fail(read.error());
  return samples;
}

Result<SamplesAround> ReadSamplesAround(const std::string& file, WallTime moment,
                                        std::chrono::milliseconds window) {
  SamplesAround around;
  const auto keep = [&around](const Sample& sample) { around.samples.push_back(sample); };
  const auto left_out =
      Read<int64_t>(file, [&](Reader& reader) { return reader.ReadAround(moment, window, keep); });
  if (left_out) {
    around.left_out = static_cast<uint64_t>(*left_out);
    return around;
  }
  Error error = left_out.error();
  if (error.code == ErrorCode::kNotFound && IsBeingRecorded(file)) {
    error.message += "; `netkeel record` is at work: ask again after its next sample";
  }
  return Fail(std::move(error));
}

Result<void> EachSample(const std::string& file, WallTime from, WallTime to,
                        const std::function<void(const Sample&)>& take) {
  return Read<void>(file, [&](Reader& reader) { return reader.Read(from, to, false, take); });
}

}  // namespace netkeel
