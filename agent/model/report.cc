// SPDX-License-Identifier: Apache-2.0
#include "model/report.h"

namespace netkeel {

std::string ToText(const Source& source) {
  if (source.line == 0) return source.file;
  return source.file + ':' + std::to_string(source.line);
}

const char* ToText(Status status) {
  switch (status) {
    case Status::kOk:
      return "ok";
    case Status::kDrift:
      return "drift";
    case Status::kUnsupported:
      return "unsupported";
    case Status::kAbsent:
      return "absent";
    case Status::kClamped:
      return "clamped";
    case Status::kImmovable:
      return "immovable";
    case Status::kPending:
      return "pending";
    case Status::kHeld:
      return "held";
    case Status::kConflict:
      return "conflict";
    case Status::kError:
      return "error";
    case Status::kWaived:
      return "waived";
  }
  return "error";
}

Status StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return Status::kAbsent;
    case ErrorCode::kUnsupported:
      return Status::kUnsupported;
    case ErrorCode::kPending:
      return Status::kPending;
    case ErrorCode::kImmovable:
      return Status::kImmovable;
    default:
      return Status::kError;
  }
}

bool IsCompliant(const Finding& finding) {
  if (finding.status == Status::kOk || finding.status == Status::kClamped) return true;
  if (finding.status == Status::kWaived) return true;
  if (finding.status == Status::kPending) return finding.accepted;
  const bool missing = finding.status == Status::kUnsupported ||
                       finding.status == Status::kAbsent || finding.confined;
  return finding.tolerated && missing;
}

ExitCode ExitCodeOf(const std::vector<Finding>& findings) {
  ExitCode code = ExitCode::kAsWanted;
  for (const Finding& finding : findings) {
    if (finding.status == Status::kError && !finding.confined) return ExitCode::kError;
    if (!IsCompliant(finding)) code = ExitCode::kDrift;
  }
  return code;
}

}  // namespace netkeel
