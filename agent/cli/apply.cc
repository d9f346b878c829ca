// SPDX-License-Identifier: Apache-2.0
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "cli/outcome.h"
#include "cli/render_json.h"
#include "cli/render_text.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "reconcile/reconciler.h"

namespace netkeel {
namespace {

Outcome DryRun(const Request& request, const Terminal& terminal, const Reconciler& reconciler,
               const Kernel& kernel) {
  const Reconciler::Preview preview = reconciler.DryRun(kernel);
  if (preview.report.exit_code == ExitCode::kError && preview.report.findings.empty()) {
    return ReportOutcome(request, terminal, preview.report);
  }
  if (request.format == Format::kJson) {
    return {RenderJson(preview.report, Verb::kApply, preview.plan), "", preview.report.exit_code};
  }
  return {RenderPlan(preview.plan) +
              RenderText(preview.report, {Verb::kCheck, request.verbose, terminal}),
          "", preview.report.exit_code};
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
  return ReportOutcome(request, terminal,
                       reconciler.Apply(*subject->kernel, request.state_directory));
}

}  // namespace netkeel
