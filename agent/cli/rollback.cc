// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/outcome.h"
#include "cli/verbs.h"
#include "kernel/live_kernel.h"
#include "reconcile/undo.h"

namespace netkeel {
namespace {

/// The number of a run, nothing where none is given. kBadInput where it is no number.
Result<std::optional<uint64_t>> RunOf(const Request& request) {
  if (request.arguments.empty()) return std::nullopt;
  const std::string& text = request.arguments.front();
  if (const auto id = ParseUnsigned(text)) return id;
  return Fail(ErrorCode::kBadInput,
              "\"" + text + "\" is no number of a run; `netkeel history` lists them");
}

}  // namespace

Outcome RunRollback(const Request& request, const Terminal& terminal) {
  const auto id = RunOf(request);
  if (!id) return FailedOutcome(request, id.error());
  const Catalog catalog = MakeCatalog();
  Options options;
  options.allow_disruptive = request.allow_disruptive;
  options.carrier_timeout = request.carrier_timeout;
  options.flap_budget = request.flap_budget;
  LiveKernel kernel;
  const std::string& folder = request.state_directory;
  if (request.dry_run) {
    const auto preview = PreviewUndo(kernel, catalog, options, folder, *id);
    return ReportOutcome(request, terminal, preview.report, &preview.plan);
  }
  if (request.verbose) LogWrites();
  return ReportOutcome(request, terminal, Undo(kernel, catalog, options, folder, *id));
}

}  // namespace netkeel
