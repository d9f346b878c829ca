// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "cli/columns.h"
#include "cli/fleet.h"
#include "cli/render_text.h"

namespace netkeel {
namespace {

size_t CountOf(const AuditedHost& host, Status status) {
  const auto count = host.counts.find(status);
  return count == host.counts.end() ? 0 : count->second;
}

std::string Verdict(const AuditedHost& host) {
  switch (host.report.exit_code) {
    case ExitCode::kAsWanted:
      return "as wanted";
    case ExitCode::kDrift:
      return "not as wanted";
    default:
      // Where the audit came to findings, the error is one of them.
      return host.report.messages.empty() ? "error"
                                          : "error: " + Printable(host.report.messages.front());
  }
}

/// Clamped ones, and those that may be missing, are as wanted.
size_t AsWanted(const AuditedHost& host) {
  size_t total = 0;
  for (const auto& [status, count] : host.counts) total += count;
  const auto& findings = host.report.findings;
  const auto other = std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return !IsCompliant(finding) || finding.status == Status::kWaived;
  });
  return total - static_cast<size_t>(other);
}

/// Not as wanted and not drift: held, pending, absent, ...
size_t OtherwiseAmiss(const AuditedHost& host) {
  const auto& findings = host.report.findings;
  return static_cast<size_t>(
      std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
        return !IsCompliant(finding) && finding.status != Status::kDrift &&
               finding.status != Status::kError;
      }));
}

Row RowOf(const AuditedHost& host) {
  const auto number = [&host](Status status) { return std::to_string(CountOf(host, status)); };
  return {Printable(host.report.host),
          std::to_string(AsWanted(host)),
          number(Status::kDrift),
          std::to_string(OtherwiseAmiss(host)),
          number(Status::kWaived),
          number(Status::kError),
          Verdict(host)};
}

size_t HostsWith(const Fleet& fleet, ExitCode code) {
  const auto& hosts = fleet.hosts;
  return static_cast<size_t>(
      std::count_if(hosts.begin(), hosts.end(),
                    [code](const AuditedHost& host) { return host.report.exit_code == code; }));
}

std::string Summary(const Fleet& fleet) {
  return std::to_string(fleet.hosts.size()) +
         " hosts: " + std::to_string(HostsWith(fleet, ExitCode::kAsWanted)) + " as wanted, " +
         std::to_string(HostsWith(fleet, ExitCode::kDrift)) + " not as wanted, " +
         std::to_string(HostsWith(fleet, ExitCode::kError)) + " with errors; exit " +
         std::to_string(static_cast<int>(fleet.exit_code)) + '\n';
}

}  // namespace

std::string RenderFleetText(const Fleet& fleet, const std::string& profile, bool verbose,
                            const Terminal& terminal) {
  std::string text = "profile " + Printable(profile) + '\n';
  std::vector<Row> rows = {{"host", "ok", "drift", "other", "waived", "error", "verdict"}};
  for (const AuditedHost& host : fleet.hosts) rows.push_back(RowOf(host));
  for (const std::string& line : AlignColumns(rows, 2, terminal.width)) text += line;
  for (const AuditedHost& host : fleet.hosts) {
    if (!verbose || host.report.exit_code == ExitCode::kAsWanted) continue;
    text += '\n' + RenderText(host.report, {Verb::kCheck, false, terminal});
  }
  for (const std::string& warning : fleet.warnings) text += "warning: " + Printable(warning) + '\n';
  return text + Summary(fleet);
}

}  // namespace netkeel
