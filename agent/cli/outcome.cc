// SPDX-License-Identifier: Apache-2.0
#include "cli/outcome.h"

#include "base/text.h"
#include "cli/render_json.h"
#include "cli/render_text.h"
#include "cli/setup.h"

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

Outcome ReportOutcome(const Request& request, const Terminal& terminal, const Report& report) {
  const bool failed = report.exit_code == ExitCode::kError && report.findings.empty();
  const std::string err = failed ? ErrorLines(report.messages) : "";
  if (request.format == Format::kJson) {
    return {RenderJson(report, request.verb), err, report.exit_code};
  }
  if (failed) return {"", err, report.exit_code};
  return {RenderText(report, {request.verb, request.verbose, terminal}), "", report.exit_code};
}

Outcome FailedOutcome(const Request& request, const Error& error) {
  Report report;
  report.profile = request.arguments.empty() ? kDefaultProfile : request.arguments.front();
  report.exit_code = ExitCode::kError;
  for (const std::string_view line : Split(error.message, "\n")) {
    if (!line.empty()) report.messages.emplace_back(line);
  }
  Request quiet = request;
  // Only check and apply have reports.
  if (request.verb != Verb::kCheck && request.verb != Verb::kApply) quiet.format = Format::kText;
  return ReportOutcome(quiet, {}, report);
}

}  // namespace netkeel
