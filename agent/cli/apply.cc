// SPDX-License-Identifier: Apache-2.0
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.h"
#include "cli/last_apply.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "reconcile/reconciler.h"

namespace netkeel {
namespace {

Outcome DryRun(const Request& request, const Terminal& terminal, const Reconciler& reconciler,
               const Kernel& kernel) {
  const Reconciler::Preview preview = reconciler.DryRun(kernel);
  return ReportOutcome(request, terminal, preview.report, &preview.plan);
}

/// A line on standard error for every write, as it happens.
void LogWrites() {
  spdlog::set_default_logger(spdlog::stderr_logger_st("netkeel"));
  spdlog::set_level(spdlog::level::debug);
}

}  // namespace

Outcome RunApply(const Request& request, const Terminal& terminal) {
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  const Catalog catalog = MakeCatalog();
  const Reconciler reconciler(catalog, subject->profile,
                              {request.allow_disruptive, request.interfaces, request.wait,
                               request.carrier_timeout, request.flap_budget});
  if (request.dry_run) return DryRun(request, terminal, reconciler, *subject->kernel);
  if (request.verbose) LogWrites();
  const Report report = reconciler.Apply(*subject->kernel, request.state_directory);
  const auto noted = NoteApply(report, request.state_directory);
  Outcome outcome = ReportOutcome(request, terminal, report);
  if (!noted) outcome.err += "netkeel: " + Printable(noted.error().message) + '\n';
  return outcome;
}

}  // namespace netkeel
