// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/device.h"
#include "model/plan.h"
#include "model/state.h"

namespace netkeel {

/// Where in a profile: "profile.yaml:12".
struct Source {
  std::string file;
  int line = 0;  ///< from 1; 0 = no line
};

std::string ToText(const Source& source);

enum class Status {
  kOk,
  kDrift,        ///< there, and not as wanted
  kUnsupported,  ///< this driver or kernel has no such thing
  kAbsent,       ///< no such device or key
  kClamped,      ///< the driver grants less or rounds; compliant
  kImmovable,    ///< the kernel refuses to move this vector
  kPending,      ///< waits for the interface to come up, a reboot, or a vector's next interrupt
  kHeld,         ///< would reset a live link
  kConflict,     ///< somebody else rewrites it
  kError,        ///< cannot be read, or the wish cannot be met
  kWaived,       ///< not as wanted, and excused by a waiver until its date
};

/// "ok", "drift", ... as printed and as in JSON.
const char* ToText(Status status);

/// What a finding becomes where a look or a write ended in this error.
Status StatusOf(ErrorCode code);

/// Who excuses a finding, until when, and what it would be otherwise.
struct Waived {
  Status status = Status::kDrift;
  std::string reason;
  std::string owner;
  std::string expires;  ///< "2027-01-31": the last day, UTC
  Source source;
};

struct Finding {
  Address address;
  Status status = Status::kOk;
  std::string wanted;
  std::string actual;  ///< "" where nothing was read
  std::string reason;  ///< "" where nothing needs to be said
  std::string effect;  ///< what setting it would do besides, "" if nothing
  Source source;
  bool tolerated = false;  ///< `optional: true`: unsupported, absent and confined are then no drift
  bool confined = false;   ///< an error of this setting alone: all else goes on
  bool accepted = false;   ///< pending, and no drift: the kernel will do the rest, or it is
                           ///< `optional: true` and its interface down
  std::optional<Waived> waived = std::nullopt;  ///< of kWaived alone
};

/// Whether this finding keeps the host from being "as wanted".
bool IsCompliant(const Finding& finding);

enum class ExitCode {
  kAsWanted = 0,
  kError = 1,         ///< nothing written
  kDrift = 2,         ///< or held, pending, conflict, absent, unsupported, immovable
  kRolledBack = 3,    ///< failed, and everything is as before
  kNotRolledBack = 4  ///< failed, and not everything could be put back
};

struct Report {
  std::string profile;  ///< name as the operator gave it
  std::string host;
  std::vector<Device> devices;    ///< those that the findings speak of
  std::vector<Finding> findings;  ///< in address order
  std::vector<Change> changes;    ///< what apply changed in all, before and after; address order
  std::vector<std::string> warnings;  ///< lints: settings that cannot work as written
  std::vector<std::string> messages;  ///< what happened, in order: recovery, failure, rollback
  ExitCode exit_code = ExitCode::kAsWanted;
};

/// 1 where a finding is an error that is not confined, else 2 where one is not compliant, else 0.
ExitCode ExitCodeOf(const std::vector<Finding>& findings);

}  // namespace netkeel
