// SPDX-License-Identifier: Apache-2.0
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "reconcile/guard.h"
#include "reconcile/reconciler.h"

namespace netkeel {

Outcome RunApply(const Request& request, const Terminal& terminal) {
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  const Catalog catalog = MakeCatalog();
  // Begins its work when it is destroyed, which is before the report is written: that may block.
  std::optional<Guard> guard;
  Options options{request.allow_disruptive, request.interfaces,  request.wait,
                  request.carrier_timeout,  request.flap_budget, request.confirm_within,
                  request.no_checkpoint};
  options.on_begin = [&guard] {
    if (guard) guard->RunHasBegun();
  };
  const Reconciler reconciler(catalog, subject->profile, std::move(options));
  if (request.dry_run) {
    const auto preview =
        reconciler.DryRun(*subject->kernel, request.root.empty() ? request.state_directory : "");
    return ReportOutcome(request, terminal, preview.report, &preview.plan);
  }
  if (request.confirm_within.count() > 0) {
    auto started = Guard::Start(request.state_directory);
    if (!started) return FailedOutcome(request, started.error());
    guard = std::move(*started);
  }
  if (request.verbose) LogWrites();
  const Report report = reconciler.Apply(*subject->kernel, request.state_directory);
  return ReportOutcome(request, terminal, report);
}

}  // namespace netkeel
