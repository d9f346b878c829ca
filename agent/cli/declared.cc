// SPDX-License-Identifier: Apache-2.0
#include "cli/declared.h"

#include "base/text.h"
#include "report/key_table.h"

namespace netkeel {
namespace {

/// Whether the finding is of what the knob would set: `cpus` of interrupts places their affinity.
bool IsOf(const Finding& finding, const Knob& knob) {
  if (finding.address.device != knob.device) return false;
  const std::string name = KeyName(finding.address);
  if (knob.device == kHostDevice) return name == knob.key;
  if (knob.tunable == "irq") return name == "irq.affinity" || name == "irq.cpus";
  return name == knob.tunable + '.' + knob.key;
}

/// What the profile says of the knob; "" where it says nothing. One drifted queue is enough.
std::string DeclaredText(const Report& report, const Knob& knob) {
  const Finding* found = nullptr;
  for (const Finding& finding : report.findings) {
    if (!IsOf(finding, knob)) continue;
    if (found == nullptr || (IsCompliant(*found) && !IsCompliant(finding))) found = &finding;
  }
  if (found == nullptr) return "";
  const std::string declared =
      "declared " + found->wanted + " in " + Printable(ToText(found->source));
  if (IsCompliant(*found)) return declared + ", and so it is: change it there";
  if (found->status != Status::kDrift) return declared + ": " + ToText(found->status);
  return declared + ", is " + found->actual + ": `netkeel apply` mends it";
}

}  // namespace

void SayDeclared(const Report& report, Diagnosis& diagnosis) {
  for (Cause& cause : diagnosis.causes) {
    for (Knob& knob : cause.knobs) knob.why = DeclaredText(report, knob);
  }
}

}  // namespace netkeel
