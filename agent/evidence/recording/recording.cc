// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/recording.h"

#include <sqlite3.h>

namespace netkeel {

Result<std::vector<Sample>> ReadSamples(const std::string& file, WallTime /*from*/,
                                        WallTime /*to*/) {
  return Fail(ErrnoError(file, 2));
}
Result<std::vector<Event>> ReadEvents(const std::string& file, WallTime /*from*/, WallTime /*to*/) {
  return Fail(ErrnoError(file, 2));
}
Result<Event> FindMark(const std::string& file, const std::string& /*text*/) {
  return Fail(ErrnoError(file, 2));
}
Result<void> AddMark(const std::string& file, const Event& /*mark*/) {
  return Fail(ErrnoError(file, 2));
}

}  // namespace netkeel
