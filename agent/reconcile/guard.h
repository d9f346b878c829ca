// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace netkeel {

/// A process of its own that outlives its parent and the terminal. As soon as the parent has gone,
/// whichever way, or this object has, it looks into the state directory: rolls back a run that was
/// interrupted, and one that is not confirmed in time. It tells syslog what it did. A parent that
/// never began a run has left nothing to do: what an earlier one left is for a verb that says so.
class Guard {
 public:
  /// Forks, so to be called before there is a thread or a socket. `state_directory` may be
  /// relative.
  static Result<Guard> Start(const std::string& state_directory);

  /// From now on there is something to watch over.
  void RunHasBegun();

 private:
  explicit Guard(UniqueFd alive) : alive_(std::move(alive)) {}

  UniqueFd alive_;  ///< the writing end of a pipe: the guard sees it close
};

}  // namespace netkeel
