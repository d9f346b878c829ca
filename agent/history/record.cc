// SPDX-License-Identifier: Apache-2.0
#include "history/record.h"

namespace netkeel {

const char* ToText(Ending ending) {
  switch (ending) {
    case Ending::kUnfinished:
      return "unfinished";
    case Ending::kWaiting:
      return "waits for confirmation";
    case Ending::kApplied:
      return "applied";
    case Ending::kPartly:
      return "applied in part";
    case Ending::kConfirmed:
      return "confirmed";
    case Ending::kFailed:
      return "failed, rolled back";
    case Ending::kHalf:
      return "failed, not all rolled back";
    case Ending::kInterrupted:
      return "interrupted, rolled back";
    case Ending::kUnconfirmed:
      return "not confirmed, rolled back";
    case Ending::kWithdrawn:
      return "withdrawn, rolled back";
    case Ending::kRebooted:
      return "undone by a reboot";
    case Ending::kKilled:
      return "killed, half done";
    case Ending::kUnrecorded:
      return "done, not written down in full";
    case Ending::kTried:
      return "tried, put back";
  }
  return "unfinished";
}

bool LeftChanges(Ending ending) {
  switch (ending) {
    case Ending::kUnfinished:
    case Ending::kWaiting:
    case Ending::kApplied:
    case Ending::kPartly:
    case Ending::kConfirmed:
    case Ending::kHalf:
    case Ending::kKilled:
    case Ending::kUnrecorded:
      return true;
    default:
      return false;
  }
}

ExitCode ExitCodeOf(Ending ending) {
  switch (ending) {
    case Ending::kPartly:
      return ExitCode::kDrift;
    case Ending::kFailed:
    case Ending::kInterrupted:
    case Ending::kUnconfirmed:
    case Ending::kRebooted:
      return ExitCode::kRolledBack;
    case Ending::kHalf:
    case Ending::kKilled:
      return ExitCode::kNotRolledBack;
    default:
      return ExitCode::kAsWanted;
  }
}

}  // namespace netkeel
