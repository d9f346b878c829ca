// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace netkeel {

/// Without another wish, for the lock.
inline constexpr std::chrono::seconds kLockPatience(60);

inline constexpr const char* kStateDirectory = "/var/lib/netkeel";

/// What is kept from one run to the next: small files that are there whole or not at all, and that
/// are known when they are damaged. Holds the directory's lock while it lives.
class StateDirectory {
 public:
  /// Makes the directory (mode 0700) where it is missing, and waits up to `patience` for the lock.
  /// kPermission where it cannot be written or others can write to it, kBusy where the lock is
  /// held: that says by whom and since when, which is for others what `verb` is of ours.
  static Result<StateDirectory> Open(const std::string& path,
                                     std::chrono::seconds patience = kLockPatience,
                                     const std::string& verb = "netkeel");

  /// Without the lock, only to read. kNotFound where there is none.
  static Result<StateDirectory> OpenToRead(const std::string& path);

  /// Nothing where there is no such file. kBadInput where it is not, to the byte, what Write wrote.
  Result<std::optional<std::string>> Read(const std::string& name) const;

  /// Durable when it returns: write, fsync, rename, fsync of the directory. Where it fails, the
  /// file is as it was before.
  Result<void> Write(const std::string& name, const std::string& content) const;

  /// Sets room for `bytes` aside, which the next Write of `name` uses: a disk that fills up in the
  /// meantime is then no reason for it to fail. Durable.
  Result<void> Reserve(const std::string& name, size_t bytes) const;

  /// Needs no room. Durable.
  Result<void> Rename(const std::string& from, const std::string& to) const;

  /// Durable; fine where there is no such file.
  Result<void> Remove(const std::string& name) const;

  /// Renames one that is damaged to "<name>.bad", and returns that name.
  Result<std::string> SetAside(const std::string& name) const;

  /// Whether another netkeel holds the lock at this moment; never where this object holds it.
  bool IsAtWork() const;

  /// The ending of a file that Write has not put in place yet.
  static constexpr const char* kUnfinished = ".new";

  struct File {
    std::string name;
    size_t size = 0;
  };
  /// Natural order of the names.
  Result<std::vector<File>> List() const;

 private:
  StateDirectory(UniqueFd directory, UniqueFd lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}
  Result<void> WriteNew(const std::string& name, const std::string& text) const;
  Result<void> Sync() const;

  UniqueFd directory_;
  UniqueFd lock_;
};

/// The content below a line that has format, length and checksum.
std::string Sealed(const std::string& content);

/// The content; kBadInput where the text is anything but what Sealed made of it.
Result<std::string> Unsealed(const std::string& text);

}  // namespace netkeel
