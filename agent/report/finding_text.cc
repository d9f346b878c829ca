// SPDX-License-Identifier: Apache-2.0
#include "report/finding_text.h"

#include "base/text.h"

namespace netkeel {

Severity SeverityOf(const Finding& finding) {
  if (finding.status == Status::kWaived) return Severity::kNote;
  if (IsCompliant(finding)) return Severity::kNone;
  const bool loud = finding.status == Status::kDrift || finding.status == Status::kConflict ||
                    finding.status == Status::kError;
  return loud ? Severity::kError : Severity::kWarning;
}

std::string WaivedText(const Finding& finding) {
  if (!finding.waived) return "";
  return Printable(finding.waived->owner + " until " + finding.waived->expires + ": " +
                   finding.waived->reason);
}

std::string FindingText(const Finding& finding) {
  std::string text = ToText(finding.status);
  if (finding.waived) {
    text = std::string(ToText(finding.waived->status)) + ", waived by " + WaivedText(finding);
  }
  if (!finding.wanted.empty()) text += "; wanted " + finding.wanted;
  if (!finding.actual.empty()) text += "; actual " + finding.actual;
  if (!finding.reason.empty()) text += "; " + finding.reason;
  if (!IsCompliant(finding) && !finding.effect.empty()) text += "; setting it " + finding.effect;
  return Printable(text);
}

}  // namespace netkeel
