// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "cli/gather.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "evidence/judge/judge.h"
#include "evidence/stage_counts.h"
#include "reconcile/reconciler.h"
#include "report/key_table.h"
#include "report/render_diagnosis.h"

namespace netkeel {
namespace {

/// "10:15:02Z setting /proc/irq/37/smp_affinity: 1 -> 3, by pid 350 (irqbalance)"
std::string EventText(const Event& event) {
  return MomentText(event.at) + ' ' + event.kind + (event.place.empty() ? "" : ' ' + event.place) +
         ": " + event.text;
}

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

/// The profile that was named, else the host's own where there is one.
Result<std::optional<Profile>> DeclaredProfile(const Request& request) {
  if (request.arguments.empty() && access(kDefaultProfile, F_OK) != 0) {
    return std::optional<Profile>();
  }
  std::string note;
  auto profile = ProfileOf(request, note);
  if (!profile) return Fail(profile.error());
  return std::optional(std::move(*profile));
}

void SayDeclared(const Profile& profile, const Kernel& kernel, Diagnosis& diagnosis) {
  const bool knobs = std::any_of(diagnosis.causes.begin(), diagnosis.causes.end(),
                                 [](const Cause& cause) { return !cause.knobs.empty(); });
  if (!knobs) return;
  const Catalog catalog = MakeCatalog();
  const Report report = Reconciler(catalog, profile, {}).Check(kernel);
  for (Cause& cause : diagnosis.causes) {
    for (Knob& knob : cause.knobs) knob.why = DeclaredText(report, knob);
  }
}

std::string Rendered(const Request& request, const DiagnosisView& view) {
  if (request.as_profile) return CureProfile(view.diagnosis);
  if (request.format == Format::kJson) return DiagnosisJson(view);
  if (request.format == Format::kPrometheus) return DiagnosisPrometheus(view);
  return DiagnosisText(view);
}

}  // namespace

Outcome RunDiagnose(const Request& request, const Terminal& terminal) {
  const auto profile = DeclaredProfile(request);
  if (!profile) return FailedOutcome(request, profile.error());
  auto gathered = Gather(request);
  if (!gathered) return FailedOutcome(request, gathered.error());
  const auto window = Window::Of(std::move(gathered->samples));
  if (!window) return FailedOutcome(request, window.error());
  Diagnosis diagnosis = Judge(*window);
  diagnosis.host = gathered->host;
  if (*profile) SayDeclared(**profile, *gathered->kernel, diagnosis);
  DiagnosisView view{diagnosis, {}, terminal, CountStages(*window)};
  for (const Event& event : gathered->events) view.events.push_back(EventText(event));
  const bool lost = !diagnosis.causes.empty();
  return {Rendered(request, view), "", lost ? ExitCode::kDrift : ExitCode::kAsWanted};
}

}  // namespace netkeel
