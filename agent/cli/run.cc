// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/output_file.h"
#include "cli/verbs.h"

namespace netkeel {
namespace {

Outcome RunVerb(const Request& request, const Terminal& terminal) {
  switch (request.verb) {
    case Verb::kCheck:
      return request.roots.empty() ? RunCheck(request, terminal) : RunCheckFleet(request, terminal);
    case Verb::kApply:
      return RunApply(request, terminal);
    case Verb::kRollback:
      return RunRollback(request, terminal);
    case Verb::kConfirm:
      return RunConfirm(request);
    case Verb::kHistory:
      return RunHistory(request, terminal);
    case Verb::kCoexist:
      return RunCoexist(request);
    case Verb::kCapture:
      return RunCapture(request);
    case Verb::kValidate:
      return RunValidate(request);
    case Verb::kExplain:
      return RunExplain(request, terminal);
    case Verb::kSchema:
      return RunSchema(request);
    case Verb::kDiff:
      return RunDiff(request, terminal);
  }
  return Outcome{"", "", ExitCode::kError};
}

/// A report that could not be written is no success; how an apply failed says more.
Outcome Delivered(Outcome outcome, const std::string& path) {
  // A stale report of a check that went well would be worse than an error in its place.
  const auto written = WriteFileAtomically(path, outcome.out.empty() ? outcome.err : outcome.out);
  outcome.out.clear();
  if (written) return outcome;
  outcome.err += "netkeel: --output " + Printable(written.error().message) + '\n';
  const bool apply_failed =
      outcome.exit_code == ExitCode::kRolledBack || outcome.exit_code == ExitCode::kNotRolledBack;
  if (!apply_failed) outcome.exit_code = ExitCode::kError;
  return outcome;
}

}  // namespace

Outcome Run(const Request& request, const Terminal& terminal) {
  Outcome outcome = RunVerb(request, terminal);
  return request.output.empty() ? outcome : Delivered(std::move(outcome), request.output);
}

}  // namespace netkeel
