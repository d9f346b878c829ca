// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "cli/fleet.h"
#include "cli/formats.h"
#include "cli/outcome.h"
#include "cli/report_json.h"
#include "cli/verbs.h"

namespace netkeel {
namespace {

/// In the form of one host's report, a report a host.
std::string RenderAll(const FormatEntry& format, Fleet fleet) {
  std::vector<Report> reports;
  for (AuditedHost& host : fleet.hosts) reports.push_back(std::move(host.report));
  if (!reports.empty()) reports.front().warnings = std::move(fleet.warnings);
  return format.render_all(reports);
}

}  // namespace

Outcome RunCheckFleet(const Request& request, const Terminal& terminal) {
  const FormatEntry& format = EntryOf(request.format);
  std::string note;
  const auto profile = ProfileOf(request, note);
  if (!profile) return FailedOutcome(request, profile.error());
  const auto waivers = WaiversOf(request);
  if (!waivers) return FailedOutcome(request, waivers.error());
  Fleet fleet = AuditFleet(request, *profile, *waivers, request.format == Format::kJunit);
  Outcome outcome{"", note.empty() ? "" : "netkeel: " + note + '\n', fleet.exit_code};
  if (request.format == Format::kText) {
    outcome.out = RenderFleetText(fleet, profile->path, request.verbose, terminal);
  } else if (request.format == Format::kJson) {
    outcome.out = DumpJson(FleetJson(fleet, profile->path));
  } else if (request.format == Format::kYaml) {
    outcome.out = DumpYaml(FleetJson(fleet, profile->path));
  } else {
    outcome.out = RenderAll(format, std::move(fleet));
  }
  return outcome;
}

}  // namespace netkeel
