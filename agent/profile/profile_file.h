// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"

namespace netkeel {

/// For whom a profile is read: root does not take orders from a file that others can change.
struct Caller {
  bool is_root = false;
  std::vector<uid_t> owners;  ///< who may own a profile besides root: who ran netkeel or sudo

  static Caller Current();
};

/// The content of a regular file of at most 1 MiB. kNotFound where it is not there; kBadInput where
/// the caller is root and others could change it, with the command that mends this. The message
/// does not name the file.
Result<std::string> ReadProfileFile(const std::string& path, const Caller& caller);

}  // namespace netkeel
