// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/device.h"
#include "model/plan.h"
#include "model/report.h"
#include "model/state.h"

namespace netkeel {

/// What was there before the first write of an apply.
struct Checkpoint {
  std::string profile;
  std::string boot_id;          ///< of /proc/sys/kernel/random/boot_id: a reboot undoes by itself
  std::vector<Device> devices;  ///< names, carrier, and what they are known by
  State values;
};

/// How an apply or a rollback ended.
enum class Ending {
  kUnfinished,   ///< at work, or interrupted
  kWaiting,      ///< done, and waits for `netkeel confirm`
  kApplied,      ///< everything as wanted
  kPartly,       ///< done; something is held, pending or cannot be here
  kConfirmed,    ///< kApplied or kPartly, and confirmed in time
  kFailed,       ///< failed, everything put back
  kHalf,         ///< failed, not everything put back
  kInterrupted,  ///< killed, put back by a later run
  kUnconfirmed,  ///< not confirmed in time, put back
  kWithdrawn,    ///< put back by `netkeel rollback` instead of being confirmed
  kRebooted,     ///< interrupted or unconfirmed, undone by a reboot
  kKilled,       ///< killed, and still half done
  kUnrecorded,   ///< done; how, could not be written down
  kTried,        ///< a trial: put back at its end
};

/// "applied", "failed, rolled back", ... as printed and as in JSON.
const char* ToText(Ending ending);

/// Whether the host may still be as this run left it.
bool LeftChanges(Ending ending);

/// How the run's command ended, or what it comes to: 3 where it was put back, 4 where the host is
/// half done. What the operator withdraws is no failure.
ExitCode ExitCodeOf(Ending ending);

/// Who started a run.
struct StartedBy {
  uint64_t uid = 0;
  std::string login_uid;  ///< who logged in, whatever sudo made of it; "" where nobody did
  std::string parent;     ///< the name of the program that started netkeel; "" where unknown
};

/// One run that writes: as checkpoint while it is at work, in the history afterwards.
struct Record {
  uint64_t id = 0;    ///< counts up from 1 in one state directory
  uint64_t when = 0;  ///< start, seconds since 1970
  std::string verb;   ///< "apply", "rollback", "trial"
  StartedBy caller;
  bool allow_disruptive = true;  ///< might reset live links, and so may whoever undoes it
  Ending ending = Ending::kUnfinished;
  std::string reason;     ///< why it failed; "" where it did not
  uint64_t deadline = 0;  ///< kWaiting: seconds since boot, suspended time included
  /// While at work the whole state of every device in the plan, since a change of queues destroys
  /// settings that netkeel never wrote. In the history only what the run made different.
  Checkpoint before;
  std::vector<Change> changes;  ///< address order
};

/// JSON text. Bytes that are no UTF-8 become U+FFFD.
std::string ToJson(const Record& record);

/// kBadInput where the text is no record.
Result<Record> RecordFromJson(const std::string& text);

}  // namespace netkeel
