// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/database.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

namespace netkeel {
namespace {

constexpr int kBusyMilliseconds = 5000;

Error ErrorOf(sqlite3* database, int code) {
  const std::string words = sqlite3_errmsg(database);
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kBadInput, words};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kBusy, words};
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return {ErrorCode::kPermission, words};
    case SQLITE_FULL:
      return {ErrorCode::kIo, words, ENOSPC};
    default:
      return {ErrorCode::kIo, words, sqlite3_system_errno(database)};
  }
}

/// A recording may come from another host, and a reader must not run what is in it.
void Distrust(sqlite3* database) {
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

/// Without a folder to make the -shm file in, a recording in WAL mode that nobody has open is read
/// as what cannot change.
std::string Name(const std::string& file, bool immutable) {
  if (!immutable) return file;
  std::string name = "file:";
  for (const char letter : file) {
    constexpr const char* kHex = "0123456789ABCDEF";
    const bool plain = std::string_view("%?#").find(letter) == std::string_view::npos;
    const auto byte = static_cast<unsigned char>(letter);
    name += plain ? std::string(1, letter) : std::string{'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return name + "?immutable=1";
}

bool IsClosed(const std::string& file) {
  return ::access((file + "-wal").c_str(), F_OK) != 0 && errno == ENOENT;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::BindOne(int index, int64_t value) {
  sqlite3_bind_int64(statement_.get(), index, value);
}

void Statement::BindOne(int index, std::string_view text) {
  sqlite3_bind_text(statement_.get(), index, text.data(), static_cast<int>(text.size()),
                    SQLITE_TRANSIENT);
}

void Statement::BindOne(int index, std::nullptr_t) { sqlite3_bind_null(statement_.get(), index); }

Result<bool> Statement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const Error error = ErrorOf(sqlite3_db_handle(statement_.get()), code);
  Reset();
  return Fail(error);
}

int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::Text(int column) const {
  const unsigned char* const text = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column));
  return text == nullptr ? "" : std::string(reinterpret_cast<const char*>(text), size);
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

int64_t Statement::Changes() const {
  return sqlite3_changes64(sqlite3_db_handle(statement_.get()));
}

void Statement::Reset() { sqlite3_reset(statement_.get()); }

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::Open(const std::string& file, Mode mode) {
  const int access = mode == Mode::kRead ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  for (const bool immutable : {false, true}) {
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(Name(file, immutable).c_str(), &raw,
                        access | SQLITE_OPEN_NOMUTEX | (immutable ? SQLITE_OPEN_URI : 0), nullptr);
    Database database(raw);
    if (code != SQLITE_OK) return Fail(ErrorOf(raw, code));
    sqlite3_busy_timeout(raw, kBusyMilliseconds);
    Distrust(raw);
    // It opens nothing before the first question.
    const auto first = database.Number("SELECT count(*) FROM sqlite_schema");
    if (first) return database;
    const bool retry = !immutable && mode == Mode::kRead &&
                       first.error().code != ErrorCode::kBadInput && IsClosed(file);
    if (!retry) return Fail(first.error());
  }
  return Fail(ErrorCode::kIo, "cannot be opened");
}

Result<void> Database::Run(const std::string& sql) {
  const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Fail(ErrorOf(database_.get(), code));
  return {};
}

Result<Statement> Database::Prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return Fail(ErrorOf(database_.get(), code));
  return Statement(statement);
}

Result<void> Database::PrepareAll(std::initializer_list<Wanted> wanted) const {
  for (const Wanted& each : wanted) {
    auto made = Prepare(each.sql);
    if (!made) return Fail(made.error());
    *each.statement = std::move(*made);
  }
  return {};
}

Result<int64_t> Database::Number(std::string_view sql) const {
  auto statement = Prepare(sql);
  if (!statement) return Fail(statement.error());
  const auto row = statement->Step();
  if (!row) return Fail(row.error());
  return *row ? statement->Integer(0) : 0;
}

}  // namespace netkeel
