// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/writer.h"

#include <sys/stat.h>

#include <map>

#include "evidence/recording/bounds.h"
#include "evidence/recording/counter_table.h"
#include "evidence/recording/packer.h"
#include "evidence/recording/recording_file.h"
#include "evidence/recording/schema.h"

namespace netkeel {
namespace {

int64_t Stored(uint64_t value) { return static_cast<int64_t>(value); }
std::string_view Stored(const std::string& text) { return text; }

/// What the recording says at this time, with the ids of it.
template <typename T>
struct Known {
  int64_t id;
  T value;
};

/// A table of what changes from sample to sample: `insert` takes its row as (sample, id, value).
template <typename T>
class Track {
 public:
  Track(bool fact, CounterTable& ids, Statement& insert)
      : fact_(fact), ids_(ids), insert_(insert) {}

  Result<void> Write(int64_t sample, bool whole, const std::map<CounterId, T>& now) {
    auto old = known_.begin();
    for (const auto& [name, value] : now) {
      if (auto gone = Pass(sample, whole, old, &name); !gone) return gone;
      if (old == known_.end() || name < old->first) {
        const auto id = ids_.IdOf(name, fact_);
        if (!id) return Fail(id.error());
        old = known_.emplace_hint(old, name, Known<T>{*id, value});
      } else if (!whole && old->second.value == value) {
        ++old;
        continue;
      }
      old->second.value = value;
      if (auto done = insert_.Run(sample, old->second.id, Stored(value)); !done) return done;
      ++old;
    }
    return Pass(sample, whole, old, nullptr);
  }

  void Clear() { known_.clear(); }

 private:
  using Map = std::map<CounterId, Known<T>>;

  /// What is known before `name`, or to the end, is there no more.
  Result<void> Pass(int64_t sample, bool whole, typename Map::iterator& old,
                    const CounterId* name) {
    while (old != known_.end() && (name == nullptr || old->first < *name)) {
      const int64_t id = old->second.id;
      if (!whole) {
        if (auto done = insert_.Run(sample, id, nullptr); !done) return done;
      }
      if (auto done = ids_.SetGone(id, sample); !done) return done;
      old = known_.erase(old);
    }
    return {};
  }

  bool fact_;
  CounterTable& ids_;
  Statement& insert_;
  Map known_;
};

/// What is written to a file without a name, nobody ever reads.
Result<void> NeedFile(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || status.st_nlink > 0) return {};
  return Fail(ErrorCode::kNotFound, "the file was removed: start anew for a new one");
}

}  // namespace

class RecordingWriter::Impl {
 public:
  Impl(ClaimedFile file, Database database, CounterTable ids, const RecordingBounds& bounds)
      : file_(std::move(file)),
        database_(std::move(database)),
        ids_(std::move(ids)),
        bounds_(bounds, file_.path) {}

  Result<void> Prepare() {
    if (auto made = database_.PrepareAll({
            {&boot_,
             "INSERT INTO boots(boot) VALUES(?1) ON CONFLICT DO UPDATE SET boot = boot "
             "RETURNING id"},
            {&sample_, "INSERT INTO samples VALUES(?1, ?2, ?3, ?4, ?5)"},
            {&number_, "INSERT INTO numbers(key, value) VALUES((?1 << 20) | ?2, ?3)"},
            {&fact_, "INSERT INTO facts VALUES(?1, ?2, ?3)"},
            {&unread_, "INSERT INTO unread VALUES(?1, ?2, ?3)"},
            {&event_,
             "INSERT INTO events(at_ms, kind, place, text, pid) "
             "VALUES(?1, ?2, ?3, ?4, ?5)"},
        });
        !made) {
      return made;
    }
    const auto last = database_.Number("SELECT max(id) FROM samples");
    if (!last) return Fail(last.error());
    last_ = *last;
    return {};
  }

  Result<void> Append(const Sample& sample, const std::string& boot,
                      const std::vector<Event>& events) {
    if (auto there = NeedFile(file_.lock.get()); !there) return there;
    if (auto room = bounds_.NeedRoom(database_); !room) return room;
    if (auto begun = database_.Run("BEGIN IMMEDIATE"); !begun) return begun;
    auto written = Write(sample, boot, events);
    if (written) written = database_.Run("COMMIT");
    if (written) {
      ++last_;
      whole_ = new_frame_ = false;
      return {};
    }
    // What it said last is not what the file says: the next one has everything again.
    database_.Run("ROLLBACK");
    whole_ = true;
    numbers_.Clear();
    facts_.Clear();
    if (const auto counted = ids_.Recount(database_); !counted) return counted;
    return written;
  }

  Result<void> Tidy() {
    // The bounds hold whether there was room to pack or not.
    const auto packed = packer_.Pack(database_, frame_);
    auto forgotten = bounds_.Forget(database_, ids_, last_);
    if (!forgotten) return Fail(forgotten.error());
    // One frame alone is too large: it can go once there is another one.
    if (*forgotten == Bounds::Outcome::kNeedsFrame) new_frame_ = true;
    return packed;
  }

  uint64_t Bytes() const { return bounds_.Bytes(); }

 private:
  Result<void> Write(const Sample& sample, const std::string& boot,
                     const std::vector<Event>& events) {
    const int64_t id = last_ + 1;
    if (auto moved = NoteBoot(boot); !moved) return moved;
    if (whole_) {
      if (auto gone = ids_.SetAllGone(id); !gone) return gone;
    }
    const bool whole = whole_ || new_frame_ || id - frame_ >= bounds_.FrameLength();
    if (whole) frame_ = id;
    if (auto done = sample_.Run(id, sample.at.time_since_epoch().count(),
                                int64_t{sample.uptime.count()}, boot_number_, frame_);
        !done) {
      return done;
    }
    if (auto done = numbers_.Write(id, whole, sample.values); !done) return done;
    if (auto done = facts_.Write(id, whole, sample.facts); !done) return done;
    if (auto done = WriteUnread(id, whole, sample.unread); !done) return done;
    return WriteEvents(events);
  }

  /// Numbers of another boot say nothing of those before.
  Result<void> NoteBoot(const std::string& boot) {
    if (boot == boot_name_ && !whole_) return {};
    const auto row = boot_.Bind(boot).Step();
    if (!row) return Fail(row.error());
    boot_number_ = boot_.Integer(0);
    boot_.Reset();
    boot_name_ = boot;
    new_frame_ = true;
    return {};
  }

  Result<void> WriteUnread(int64_t id, bool whole, const std::map<std::string, std::string>& now) {
    for (const auto& [place, reason] : now) {
      const auto old = said_.find(place);
      if (!whole && old != said_.end() && old->second == reason) continue;
      if (auto done = unread_.Run(id, place, reason); !done) return done;
    }
    for (const auto& [place, reason] : said_) {
      if (whole || now.contains(place)) continue;
      if (auto done = unread_.Run(id, place, nullptr); !done) return done;
    }
    said_ = now;
    return {};
  }

  Result<void> WriteEvents(const std::vector<Event>& events) {
    for (const Event& event : events) {
      if (auto done = event_.Run(event.at.time_since_epoch().count(), event.kind, event.place,
                                 event.text, event.pid);
          !done) {
        return done;
      }
    }
    return {};
  }

  ClaimedFile file_;  // its lock outlives the database
  Database database_;
  CounterTable ids_;
  Bounds bounds_;
  Packer packer_;
  Statement boot_;
  Statement sample_;
  Statement number_;
  Statement fact_;
  Statement unread_;
  Statement event_;
  Track<uint64_t> numbers_{false, ids_, number_};
  Track<std::string> facts_{true, ids_, fact_};
  std::map<std::string, std::string> said_;  // unread, as the recording has it
  std::string boot_name_;
  int64_t boot_number_ = 0;
  int64_t last_ = 0;
  int64_t frame_ = 0;
  bool whole_ = true;       // what the file says last is not known
  bool new_frame_ = false;  // a whole sample is wanted before its time
};

RecordingWriter::RecordingWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordingWriter::RecordingWriter(RecordingWriter&&) noexcept = default;
RecordingWriter& RecordingWriter::operator=(RecordingWriter&&) noexcept = default;
RecordingWriter::~RecordingWriter() = default;

Result<RecordingWriter> RecordingWriter::Open(const std::string& file,
                                              const RecordingBounds& bounds) {
  auto claimed = ClaimRecording(file);
  if (!claimed) return Fail(claimed.error());
  auto database = Database::Open(claimed->path, Database::Mode::kWrite);
  if (!database) return Fail(OfRecording(file, database.error()));
  auto ready = CheckSchema(*database);
  if (!ready && ready.error().code == ErrorCode::kNotFound) ready = MakeSchema(*database);
  if (ready) ready = Bounds::Configure(*database, bounds);
  if (!ready) return Fail(OfRecording(file, ready.error()));
  auto ids = CounterTable::Open(*database);
  if (!ids) return Fail(OfRecording(file, ids.error()));
  auto impl =
      std::make_unique<Impl>(std::move(*claimed), std::move(*database), std::move(*ids), bounds);
  if (const auto done = impl->Prepare(); !done) return Fail(OfRecording(file, done.error()));
  return RecordingWriter(std::move(impl));
}

Result<void> RecordingWriter::Append(const Sample& sample, const std::string& boot,
                                     const std::vector<Event>& events) {
  return impl_->Append(sample, boot, events);
}
Result<void> RecordingWriter::Tidy() { return impl_->Tidy(); }
uint64_t RecordingWriter::Bytes() const { return impl_->Bytes(); }

}  // namespace netkeel
