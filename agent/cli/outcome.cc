// SPDX-License-Identifier: Apache-2.0
#include "cli/outcome.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.h"
#include "cli/setup.h"
#include "kernel/live_kernel.h"
#include "report/formats.h"

namespace netkeel {
namespace {

/// Lines for standard error. A profile's errors are a line each, with file and line in front.
std::string ErrorLines(const std::vector<std::string>& messages) {
  std::string text;
  for (const std::string& message : messages) {
    text += (messages.size() == 1 ? "netkeel: " : "") + Printable(message) + '\n';
  }
  return text;
}

}  // namespace

Outcome ReportOutcome(const Request& request, const Terminal& terminal, const Report& report,
                      const Plan* plan) {
  const bool failed = report.exit_code == ExitCode::kError && report.findings.empty();
  const std::string err = failed ? ErrorLines(report.messages) : "";
  if (failed && request.format == Format::kText) return {"", err, report.exit_code};
  ReportView view{report, request.verb, request.verbose, terminal, plan, {}, {}};
  if (request.format == Format::kPrometheus) {
    view.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    // Of a capture this host's history says nothing.
    const bool here = request.root.empty() && request.roots.empty();
    if (here) view.last_apply = LastApplyIn(LiveKernel(), request.state_directory);
  }
  const bool changed = !report.changes.empty() && report.exit_code != ExitCode::kRolledBack;
  return {EntryOf(request.format).render(view), err, report.exit_code, changed};
}

std::string Unread(const Outcome& outcome) {
  return outcome.changed ? "; the host was changed all the same, `netkeel history` says how" : "";
}

void LogWrites() {
  spdlog::set_default_logger(spdlog::stderr_logger_st("netkeel"));
  spdlog::set_level(spdlog::level::debug);
}

Outcome FailedOutcome(const Request& request, const Error& error) {
  Report report;
  report.profile = request.arguments.empty() ? kDefaultProfile : request.arguments.front();
  report.exit_code = ExitCode::kError;
  for (const std::string_view line : Split(error.message, "\n")) {
    if (!line.empty()) report.messages.emplace_back(line);
  }
  Request quiet = request;
  const bool has_reports = request.verb == Verb::kCheck || request.verb == Verb::kApply ||
                           request.verb == Verb::kRollback;
  if (!has_reports) quiet.format = Format::kText;
  return ReportOutcome(quiet, {}, report);
}

}  // namespace netkeel
