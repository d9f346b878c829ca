// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/outcome.h"
#include "cli/output_file.h"
#include "cli/verbs.h"
#include "evidence/recording/recording.h"

namespace netkeel {
namespace {

/// The verbs that measure.
Outcome RunEvidence(const Request& request, const Terminal& terminal, Sink& standard_output) {
  switch (request.verb) {
    case Verb::kObserve:
      return RunObserve(request, terminal, standard_output);
    case Verb::kRecord:
      return RunRecord(request);
    case Verb::kMark:
      return RunMark(request);
    case Verb::kTrial:
      return RunTrialVerb(request);
    case Verb::kDiagnose:
      return RunDiagnose(request, terminal);
    case Verb::kReport:
      return RunReport(request);
    default:
      return Outcome{"", "", ExitCode::kError};
  }
}

Outcome RunVerb(const Request& request, const Terminal& terminal, Sink& standard_output) {
  switch (request.verb) {
    case Verb::kCheck:
      return RunCheck(request, terminal);
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
    case Verb::kLint:
      return RunLint(request);
    case Verb::kExplain:
      return RunExplain(request, terminal);
    case Verb::kSchema:
      return RunSchema(request);
    case Verb::kDiff:
      return RunDiff(request, terminal);
    default:
      return RunEvidence(request, terminal, standard_output);
  }
}

/// A report that could not be written is no success; how an apply failed says more.
Outcome Undelivered(Outcome outcome, const Error& why) {
  outcome.out.clear();
  outcome.err += "netkeel: " + Printable(why.message) + Unread(outcome) + '\n';
  const bool apply_failed =
      outcome.exit_code == ExitCode::kRolledBack || outcome.exit_code == ExitCode::kNotRolledBack;
  if (!apply_failed) outcome.exit_code = ExitCode::kError;
  return outcome;
}

/// "--output FILE: ...".
Error OfOutput(Error error) {
  error.message.insert(0, "--output ");
  return error;
}

/// What a file gets: a stale report of a check that went well would be worse than an error in its
/// place.
const std::string& ForFile(const Outcome& outcome) {
  return outcome.out.empty() ? outcome.err : outcome.out;
}

Outcome Delivered(Outcome outcome, const std::string& path) {
  const auto written = WriteFileAtomically(path, ForFile(outcome));
  if (!written) return Undelivered(std::move(outcome), OfOutput(written.error()));
  outcome.out.clear();
  return outcome;
}

/// What the verb reads, as far as it is named, and the recording.
std::vector<std::string> Inputs(const Request& request) {
  std::vector<std::string> inputs = request.arguments;
  inputs.insert(inputs.end(), request.evidence.between.begin(), request.evidence.between.end());
  inputs.insert(inputs.end(), request.roots.begin(), request.roots.end());
  inputs.insert(inputs.end(), {request.root, request.waivers, kRecordingFile,
                               request.evidence.recording, request.evidence.recording + "-wal"});
  return inputs;
}

Outcome RunFleet(const Request& request, const Terminal& terminal, Sink& standard_output) {
  auto outcome = RunCheckFleet(request, terminal, standard_output);
  return outcome ? std::move(*outcome) : Undelivered({}, outcome.error());
}

Outcome RunFleetToFile(const Request& request, const Terminal& terminal) {
  auto file = OutputFile::Open(request.output);
  if (!file) return Undelivered({}, OfOutput(file.error()));
  auto outcome = RunCheckFleet(request, terminal, *file);
  if (!outcome) return Undelivered({}, OfOutput(outcome.error()));
  // It came to no document: the profile, or the waivers, cannot be read.
  if (file->empty()) return Delivered(std::move(*outcome), request.output);
  if (const auto done = file->Commit(); !done) {
    return Undelivered(std::move(*outcome), OfOutput(done.error()));
  }
  return std::move(*outcome);
}

}  // namespace

Outcome Run(const Request& request, const Terminal& terminal, Sink& standard_output) {
  const bool to_file = !request.output.empty() && request.output != "-";
  // A minute's look or a trial is not to be lost for a folder that is not there.
  if (to_file) {
    const auto usable = CheckOutput(request.output, Inputs(request));
    if (!usable) return Undelivered({}, OfOutput(usable.error()));
  }
  if (request.verb == Verb::kCheck && !request.roots.empty()) {
    return to_file ? RunFleetToFile(request, terminal)
                   : RunFleet(request, terminal, standard_output);
  }
  Outcome outcome = RunVerb(request, terminal, standard_output);
  // An old page says of when it is, and so do the metrics of a diagnosis; an error in their place
  // is neither.
  const bool dated = request.verb == Verb::kReport || request.verb == Verb::kDiagnose;
  if (!to_file || (dated && outcome.out.empty())) return outcome;
  return Delivered(std::move(outcome), request.output);
}

}  // namespace netkeel
