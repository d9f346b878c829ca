// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "cli/declared.h"
#include "cli/gather.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "evidence/judge/judge.h"
#include "evidence/stage_counts.h"
#include "reconcile/reconciler.h"
#include "report/render_diagnosis.h"

namespace netkeel {
namespace {

/// "10:15:02Z setting /proc/irq/37/smp_affinity: 1 -> 3, by pid 350 (irqbalance)"
std::string EventText(const Event& event) {
  return MomentText(event.at) + ' ' + event.kind + (event.place.empty() ? "" : ' ' + event.place) +
         ": " + event.text;
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

void LookUpDeclared(const Profile& profile, const Kernel& kernel, Diagnosis& diagnosis) {
  const bool knobs = std::any_of(diagnosis.causes.begin(), diagnosis.causes.end(),
                                 [](const Cause& cause) { return !cause.knobs.empty(); });
  if (!knobs) return;
  const Catalog catalog = MakeCatalog();
  const Report report = Reconciler(catalog, profile, {}).Check(kernel);
  SayDeclared(report, diagnosis);
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
  if (*profile) LookUpDeclared(**profile, *gathered->kernel, diagnosis);
  DiagnosisView view{diagnosis, {}, terminal, CountStages(*window)};
  for (const Event& event : gathered->events) view.events.push_back(EventText(event));
  const bool lost = !diagnosis.causes.empty();
  return {Rendered(request, view), "", lost ? ExitCode::kDrift : ExitCode::kAsWanted};
}

}  // namespace netkeel
