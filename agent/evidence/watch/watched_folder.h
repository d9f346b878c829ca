// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace netkeel {

/// A folder whose files are settings, and what they said last.
class WatchedFolder {
 public:
  /// kNotFound where it is gone.
  static Result<WatchedFolder> Open(const std::string& path);

  const std::string& path() const { return path_; }
  /// While it is open the kernel keeps the folder in its cache: a watch on one that was dropped
  /// from there sees nothing any more, and says nothing of it.
  int fd() const { return fd_.get(); }
  /// As the kernel names it: /sys/devices/... for a path in /sys/class.
  const std::string& real_path() const { return real_path_; }

  /// Whether `path` is still this folder: queues and interrupts are made anew.
  bool IsCurrent() const;

  /// What two names of one setting have in common: the mask and the list are one.
  static std::string KeyOf(const std::string& file_name);

  /// What it said when it was read last; "" where it never was.
  std::string Known(const std::string& file_name) const;

  /// "0-3 -> 1" where the file reads other than it did; "" where it does not, or cannot be read.
  std::string Change(const std::string& file_name);

 private:
  WatchedFolder() = default;
  void ReadAll();
  /// None where it cannot be read.
  std::optional<std::string> Read(const std::string& file_name) const;

  std::string path_;
  std::string real_path_;
  UniqueFd fd_;
  std::map<std::string, std::string> values_;  // by KeyOf
};

}  // namespace netkeel
