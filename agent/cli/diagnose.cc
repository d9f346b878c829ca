// SPDX-License-Identifier: Apache-2.0
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

/// Of the settings that would help, what the profile says.
void LookUpDeclared(const Wanted& wanted, const Kernel& kernel, Diagnosis& diagnosis) {
  if (!HasKnobs(diagnosis)) return;
  if (!wanted.note.empty()) diagnosis.remarks.push_back(wanted.note);
  if (!wanted.profile) return;
  const Catalog catalog = MakeCatalog();
  const Report report = Reconciler(catalog, *wanted.profile, {}).Check(kernel);
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
  auto named = NamedProfile(request);
  if (!named) return FailedOutcome(request, named.error());
  auto gathered = Gather(request);
  if (!gathered) return FailedOutcome(request, gathered.error());
  const auto window = Window::Of(std::move(gathered->samples));
  if (!window) return FailedOutcome(request, window.error());
  Diagnosis diagnosis = Judge(*window);
  diagnosis.host = gathered->owner.host;
  for (std::string& remark : gathered->remarks) diagnosis.remarks.push_back(std::move(remark));
  const Kernel& kernel = *gathered->kernel;
  LookUpDeclared(WantedOf(std::move(*named), gathered->owner, kernel), kernel, diagnosis);
  DiagnosisView view{diagnosis, {}, terminal, CountStages(*window)};
  for (const Event& event : gathered->events) view.events.push_back(EventText(event));
  const bool lost = !diagnosis.causes.empty();
  return {Rendered(request, view), "", lost ? ExitCode::kDrift : ExitCode::kAsWanted};
}

}  // namespace netkeel
