// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"

namespace netkeel {

/// For whom a profile is read: root does not take orders from a file that others can change.
struct Caller {
  bool is_root = false;
  std::vector<uid_t> owners;  ///< who may own a profile besides root: who ran netkeel or logged in

  /// Who logged in is asked of the kernel, which keeps it through su and sudo: an environment
  /// variable could be anything.
  static Caller Current();

  bool Trusts(uid_t owner) const;
};

/// Whether none but those that `caller` trusts can change the file at `path`, whose `status` was
/// taken from the open file, or put another in its place: its owner and mode, those of every folder
/// on the way to it, and the owner of every symbolic link on that way. A sticky folder may be open
/// to all. kBadInput with the command that mends it.
Result<void> CheckTrust(const std::string& path, const struct stat& status, const Caller& caller);

}  // namespace netkeel
