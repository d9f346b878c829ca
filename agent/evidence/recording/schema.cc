// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/schema.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr int64_t kVersion = 1;
constexpr int64_t kApplicationId = 0x6e6b7263;  // "nkrc"

// Read by others as well: sqlite3(1), Grafana, pandas. A sample whose `frame` is its own id is
// whole; every other has what changed since the one before it, NULL for what is gone. Ids of
// counters are used again once nothing is kept of the one before.
constexpr const char* kTables = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE boots(id INTEGER PRIMARY KEY, boot TEXT UNIQUE);
CREATE TABLE counters(id INTEGER PRIMARY KEY, source TEXT, place TEXT, name TEXT, fact INTEGER,
                      gone INTEGER, UNIQUE(source, place, name, fact));
CREATE INDEX counters_gone ON counters(gone) WHERE gone IS NOT NULL;
CREATE TABLE samples(id INTEGER PRIMARY KEY, at_ms INTEGER, uptime_ms INTEGER, boot INTEGER,
                     frame INTEGER);
CREATE INDEX samples_at ON samples(at_ms);
CREATE TABLE numbers(key INTEGER PRIMARY KEY, value INTEGER,
                     sample INTEGER AS (key >> 20), counter INTEGER AS (key & 1048575));
CREATE INDEX samples_frame ON samples(id) WHERE frame = id;
CREATE TABLE packed(key INTEGER PRIMARY KEY, course TEXT,
                    frame INTEGER AS (key >> 20), counter INTEGER AS (key & 1048575));
CREATE TABLE facts(sample INTEGER, counter INTEGER, text TEXT,
                   PRIMARY KEY(sample, counter)) WITHOUT ROWID;
CREATE TABLE unread(sample INTEGER, place TEXT, reason TEXT,
                    PRIMARY KEY(sample, place)) WITHOUT ROWID;
CREATE TABLE events(id INTEGER PRIMARY KEY, at_ms INTEGER, kind TEXT, place TEXT, text TEXT,
                    pid INTEGER);
CREATE INDEX events_at ON events(at_ms);
CREATE VIEW series(time, source, place, name, value) AS
  SELECT samples.at_ms / 1000.0, source, place, name, value
  FROM counters CROSS JOIN samples
  JOIN numbers ON numbers.key = (samples.id << 20) | counters.id
  WHERE NOT fact AND value IS NOT NULL
  UNION ALL
  SELECT samples.at_ms / 1000.0, source, place, name, value
  FROM (SELECT source, place, name, frames.id + rise.key AS sample,
               sum(rise.value) OVER (PARTITION BY source, place, name, frames.id
                                     ORDER BY CAST(rise.key AS INTEGER)) AS value
        FROM counters CROSS JOIN samples AS frames
        JOIN packed ON packed.key = (frames.id << 20) | counters.id,
        json_each(course) AS rise
        WHERE NOT fact AND frames.frame = frames.id)
  JOIN samples ON samples.id = sample;
)";

Result<int64_t> VersionOf(const Database& database) {
  const auto application = database.Number("PRAGMA application_id");
  if (!application) return Fail(application.error());
  const auto version = database.Number("PRAGMA user_version");
  if (!version) return Fail(version.error());
  const auto tables = database.Number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return Fail(tables.error());
  if (*tables == 0 && *application == 0 && *version == 0) {
    return Fail(ErrorCode::kNotFound, "nothing is in it yet");
  }
  if (*application != kApplicationId) {
    return Fail(ErrorCode::kBadInput, "is a database, and no recording of netkeel's");
  }
  return *version;
}

constexpr std::array<std::string_view, 9> kTableNames{
    "meta", "boots", "counters", "samples", "numbers", "packed", "facts", "unread", "events"};

bool IsTableName(std::string_view name) {
  return std::find(kTableNames.begin(), kTableNames.end(), name) != kTableNames.end();
}

/// What is read and written must be the tables that MakeSchema makes: a view in the place of one,
/// or a trigger, would run what somebody else wrote.
Result<void> NeedOwnTables(const Database& database) {
  auto rows = database.Prepare("SELECT name, type, sql FROM sqlite_schema");
  if (!rows) return Fail(rows.error());
  size_t found = 0;
  while (true) {
    const auto row = rows->Step();
    if (!row) return Fail(row.error());
    if (!*row) break;
    const std::string name = rows->Text(0);
    const bool known = IsTableName(name);
    const bool ours =
        std::string_view(kTables).find('\n' + rows->Text(2) + ";\n") != std::string_view::npos;
    if (known && ours) ++found;
    if (known ? !ours : rows->Text(1) == "trigger") {
      return Fail(ErrorCode::kBadInput, "is damaged, or was changed: " + Quote(name) +
                                            " in it is none of a recording's tables");
    }
  }
  if (found == kTableNames.size()) return {};
  return Fail(ErrorCode::kBadInput, "is damaged: tables of it are missing");
}

}  // namespace

Result<void> MakeSchema(Database& database) {
  const std::string version = std::to_string(kVersion);
  // The first two must come before there is a table.
  for (const char* const pragma : {"PRAGMA page_size = 4096", "PRAGMA auto_vacuum = INCREMENTAL",
                                   "PRAGMA journal_mode = WAL"}) {
    if (auto done = database.Run(pragma); !done) return done;
  }
  return database.Run("BEGIN IMMEDIATE;" + std::string(kTables) +
                      "INSERT INTO meta VALUES('schema', '" + version +
                      "');PRAGMA application_id = " + std::to_string(kApplicationId) +
                      ";PRAGMA user_version = " + version + ";COMMIT");
}

Result<void> CheckSchema(const Database& database) {
  const auto version = VersionOf(database);
  if (!version) return Fail(version.error());
  if (*version == kVersion) return NeedOwnTables(database);
  return Fail(ErrorCode::kBadInput, "is a recording of schema " + std::to_string(*version) +
                                        ", and this netkeel knows schema " +
                                        std::to_string(kVersion));
}

Error OfRecording(const std::string& file, Error error) {
  std::string what = Printable(file);
  if (error.code == ErrorCode::kBadInput) {
    what += ": " + error.message + ": move it away, or name another file with --recording";
    return {error.code, what, error.sys_errno};
  }
  if (error.code == ErrorCode::kBusy) {
    return {error.code, what + ": is being written to by another program all the time: try again",
            error.sys_errno};
  }
  return At(what, std::move(error));
}

}  // namespace netkeel
