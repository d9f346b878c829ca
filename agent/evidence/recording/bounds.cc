// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/bounds.h"

#include <sys/stat.h>

#include <algorithm>

#include "evidence/recording/schema.h"

namespace netkeel {
namespace {

constexpr uint64_t kPage = 4096;

uint64_t SizeOf(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

/// How large the WAL may become before it is emptied into the database.
uint64_t WalBytes(const RecordingBounds& wanted) {
  return std::clamp<uint64_t>(wanted.bytes / 64, 32 * kPage, 1000 * kPage);
}

}  // namespace

Bounds::Bounds(const RecordingBounds& wanted, std::string path)
    : wanted_(wanted), path_(std::move(path)) {}

Result<void> Bounds::Configure(Database& database, const RecordingBounds& wanted) {
  const std::string wal = std::to_string(WalBytes(wanted));
  return database.Run(
      "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -2048;"
      "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = " +
      wal + "; PRAGMA wal_autocheckpoint = " + std::to_string(WalBytes(wanted) / kPage));
}

uint64_t Bounds::Bytes() const { return SizeOf(path_) + SizeOf(path_ + "-wal"); }

Result<void> Bounds::NeedRoom(const Database& database) const {
  if (SizeOf(path_ + "-wal") <= wanted_.bytes / 2) return {};
  auto emptied = database.Prepare("PRAGMA wal_checkpoint(PASSIVE)");
  if (!emptied) return Fail(emptied.error());
  const auto row = emptied->Step();
  if (!row) return Fail(row.error());
  if (*row && emptied->Integer(1) == emptied->Integer(2)) return {};
  return Fail(ErrorCode::kBusy,
              "another program has been reading it all the time, so that it cannot be kept within "
              "its limit: end that one");
}

Result<Bounds::Outcome> Bounds::Forget(Database& database, CounterTable& ids, int64_t newest) {
  const auto now = MomentOf(database, "id = ?1", newest);
  if (!now) return Fail(now.error());
  if (!*now) return Outcome::kWithin;
  while (true) {
    const auto over = IsOver(database, ids);
    if (!over) return Fail(over.error());
    if (!second_) {
      const auto found = MomentOf(
          database, "id > (SELECT min(id) FROM samples) AND id < ?1 AND frame = id", newest + 1);
      if (!found) return Fail(found.error());
      second_ = *found;
    }
    if (!second_) return *over ? Outcome::kNeedsFrame : Outcome::kWithin;
    if (!*over && !IsOld(*second_, **now)) break;
    if (const auto done = Drop(database, ids, *second_); !done) return Fail(done.error());
    second_.reset();
  }
  if (const auto done = Shrink(database); !done) return Fail(done.error());
  return Outcome::kWithin;
}

Result<std::optional<Bounds::Moment>> Bounds::MomentOf(const Database& database,
                                                       std::string_view where, int64_t id) const {
  auto row = database.Prepare("SELECT id, at_ms, uptime_ms, boot FROM samples WHERE " +
                              std::string(where) + " ORDER BY id LIMIT 1");
  if (!row) return Fail(row.error());
  const auto found = row->Bind(id).Step();
  if (!found) return Fail(found.error());
  if (!*found) return std::optional<Moment>();
  return Moment{row->Integer(0), row->Integer(1), row->Integer(2), row->Integer(3)};
}

/// What is in use, and not what the file has free: that is used again.
Result<bool> Bounds::IsOver(const Database& database, const CounterTable& ids) const {
  const auto pages = database.Number("PRAGMA page_count");
  if (!pages) return Fail(pages.error());
  const auto free = database.Number("PRAGMA freelist_count");
  if (!free) return Fail(free.error());
  const uint64_t used = static_cast<uint64_t>(*pages - *free) * kPage;
  // Beside the WAL there must be room for what the next transactions add before this is asked
  // again.
  return used + 4 * WalBytes(wanted_) + wanted_.bytes / 8 > wanted_.bytes || ids.IsNearlyFull();
}

/// By the time since boot where that can be: the clock may jump.
bool Bounds::IsOld(const Moment& second, const Moment& newest) const {
  const int64_t age =
      second.boot == newest.boot ? newest.uptime - second.uptime : newest.at - second.at;
  return age > wanted_.keep.count();
}

Result<void> Bounds::Drop(Database& database, CounterTable& ids, const Moment& second) {
  const std::string id = std::to_string(second.id);
  auto done = database.Run(
      "BEGIN IMMEDIATE;DELETE FROM numbers WHERE key < " + std::to_string(FirstKey(second.id)) +
      ";DELETE FROM samples WHERE id < " + id + ";DELETE FROM packed WHERE key < " +
      std::to_string(FirstKey(second.id)) + ";DELETE FROM facts WHERE sample < " + id +
      ";DELETE FROM unread WHERE sample < " + id + ";DELETE FROM boots WHERE id < " +
      std::to_string(second.boot) +
      ";DELETE FROM events WHERE at_ms < (SELECT min(at_ms) FROM samples)");
  if (done) done = ids.Forget(second.id);
  if (done) done = database.Run("COMMIT");
  if (done) return {};
  database.Run("ROLLBACK");
  if (const auto counted = ids.Recount(database); !counted) return counted;
  return done;
}

/// Gives back what a larger limit once allowed.
Result<void> Bounds::Shrink(Database& database) const {
  const uint64_t most = wanted_.bytes - 4 * WalBytes(wanted_);
  const uint64_t size = SizeOf(path_);
  if (size <= most) return {};
  return database.Run("PRAGMA incremental_vacuum(" + std::to_string((size - most) / kPage + 1) +
                      ")");
}

}  // namespace netkeel
