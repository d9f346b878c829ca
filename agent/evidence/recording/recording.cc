// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/recording.h"

#include <sys/stat.h>

#include <cerrno>

#include "base/text.h"
#include "evidence/recording/recording_file.h"
#include "evidence/recording/schema.h"

namespace netkeel {
namespace {

int64_t Milliseconds(WallTime moment) { return moment.time_since_epoch().count(); }

Event EventOf(const Statement& row) {
  return {StoredMoment(row.Integer(0)), row.Text(1), row.Text(2), row.Text(3), row.Integer(4)};
}

Result<Event> LastMark(const Database& database, const std::string& text) {
  auto rows = database.Prepare(
      "SELECT at_ms, kind, place, text, pid FROM events WHERE kind = 'mark' AND text = ?1 "
      "ORDER BY at_ms DESC LIMIT 1");
  if (!rows) return Fail(rows.error());
  const auto found = rows->Bind(text).Step();
  if (!found) return Fail(found.error());
  if (!*found) return Fail(ErrorCode::kNotFound, "");
  return EventOf(*rows);
}

/// "there are "a" and "b"", the newest ones.
Result<std::string> MarksThereAre(const Database& database) {
  constexpr size_t kShown = 5;
  auto rows = database.Prepare(
      "SELECT text FROM events WHERE kind = 'mark' GROUP BY text ORDER BY max(at_ms) DESC LIMIT 6");
  if (!rows) return Fail(rows.error());
  std::vector<std::string> marks;
  while (true) {
    const auto row = rows->Step();
    if (!row) return Fail(row.error());
    if (!*row) break;
    marks.push_back('"' + Printable(rows->Text(0)) + '"');
  }
  if (marks.empty()) return std::string("there is no mark in it");
  const bool more = marks.size() > kShown;
  if (more) marks.resize(kShown);
  return "the marks in it are " + Join(marks, ", ") + (more ? ", ..." : "");
}

}  // namespace

Result<Database> OpenToRead(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    if (errno != ENOENT) return Fail(ErrnoError(Printable(file), errno));
    return Fail(Error{ErrorCode::kNotFound, NoRecordingText(file), ENOENT});
  }
  if (!S_ISREG(status.st_mode)) {
    return Fail(ErrorCode::kBadInput, Printable(file) + " is no file of a recording");
  }
  auto database = Database::Open(file, Database::Mode::kRead);
  if (!database) return Fail(OfRecording(file, database.error()));
  const auto ours = CheckSchema(*database);
  if (!ours) return Fail(OfRecording(file, ours.error()));
  return database;
}

Result<std::vector<Event>> ReadEvents(const std::string& file, WallTime from, WallTime to) {
  const auto database = OpenToRead(file);
  if (!database) return Fail(database.error());
  auto rows = database->Prepare(
      "SELECT at_ms, kind, place, text, pid FROM events WHERE at_ms BETWEEN ?1 AND ?2 "
      "ORDER BY at_ms, id");
  if (!rows) return Fail(OfRecording(file, rows.error()));
  std::vector<Event> events;
  rows->Bind(Milliseconds(from), Milliseconds(to));
  while (true) {
    const auto row = rows->Step();
    if (!row) return Fail(OfRecording(file, row.error()));
    if (!*row) return events;
    events.push_back(EventOf(*rows));
  }
}

Result<Event> FindMark(const std::string& file, const std::string& text) {
  const auto database = OpenToRead(file);
  if (!database) return Fail(database.error());
  auto mark = LastMark(*database, text);
  if (mark) return mark;
  if (mark.error().code != ErrorCode::kNotFound) return Fail(OfRecording(file, mark.error()));
  const auto marks = MarksThereAre(*database);
  if (!marks) return Fail(OfRecording(file, marks.error()));
  return Fail(ErrorCode::kNotFound,
              Printable(file) + " has no mark " + Quote(text) + "; " + *marks);
}

Result<void> AddMark(const std::string& file, const Event& mark) {
  const auto safe = ResolveRecording(file);
  if (!safe) return Fail(safe.error());
  auto database = Database::Open(*safe, Database::Mode::kWrite);
  if (!database) return Fail(OfRecording(file, database.error()));
  if (const auto ours = CheckSchema(*database); !ours) return Fail(OfRecording(file, ours.error()));
  auto insert = database->Prepare(
      "INSERT INTO events(at_ms, kind, place, text, pid) VALUES(?1, ?2, ?3, ?4, ?5)");
  if (!insert) return Fail(OfRecording(file, insert.error()));
  const auto added = insert->Run(Milliseconds(mark.at), mark.kind, mark.place, mark.text, mark.pid);
  if (!added) return Fail(OfRecording(file, added.error()));
  return {};
}

}  // namespace netkeel
