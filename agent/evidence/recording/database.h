// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace netkeel {

/// A statement of SQL, made once and run often. Columns count from 0.
class Statement {
 public:
  /// None: to be assigned to.
  Statement() = default;

  /// Starts it anew with these in place of ?1, ?2, ...: integers, text, or nullptr for NULL.
  template <typename... Values>
  Statement& Bind(const Values&... values) {
    Reset();
    int index = 0;
    (BindOne(++index, values), ...);
    return *this;
  }

  /// Whether there is a row, or another one. The errors of Database::Run.
  Result<bool> Step();

  /// Bind and Step for what has no rows.
  template <typename... Values>
  Result<void> Run(const Values&... values) {
    const auto stepped = Bind(values...).Step();
    Reset();
    if (!stepped) return Fail(stepped.error());
    return {};
  }

  int64_t Integer(int column) const;
  std::string Text(int column) const;
  bool IsNull(int column) const;
  /// Rows that the last run of it changed.
  int64_t Changes() const;
  /// Ends the read that it holds open.
  void Reset();

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void BindOne(int index, int64_t value);
  void BindOne(int index, std::string_view text);
  void BindOne(int index, std::nullptr_t);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection to a file of SQLite.
class Database {
 public:
  enum class Mode { kRead, kWrite };

  /// An empty file is made a database by the first write to it. kBadInput where it is none.
  static Result<Database> Open(const std::string& file, Mode mode);

  /// kBadInput where the file is damaged or no database, kBusy where another one writes for too
  /// long, kPermission, else kIo with the errno: ENOSPC on a full disk.
  Result<void> Run(const std::string& sql);

  Result<Statement> Prepare(std::string_view sql) const;

  struct Wanted {
    Statement* statement;
    std::string_view sql;
  };
  Result<void> PrepareAll(std::initializer_list<Wanted> wanted) const;

  /// The first column of the first row; 0 where there is none.
  Result<int64_t> Number(std::string_view sql) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}

  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace netkeel
