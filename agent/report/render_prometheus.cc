// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>

#include "base/version.h"
#include "report/formats.h"
#include "report/prometheus.h"

namespace netkeel {
namespace {

constexpr std::array kStatuses = {Status::kOk,      Status::kDrift,   Status::kUnsupported,
                                  Status::kAbsent,  Status::kClamped, Status::kImmovable,
                                  Status::kPending, Status::kHeld,    Status::kConflict,
                                  Status::kError,   Status::kWaived};

std::string Counts(const Report& report) {
  std::map<Status, size_t> counts;
  for (const Finding& finding : report.findings) ++counts[finding.status];
  std::string text = GaugeHead("netkeel_findings", "Settings that the profile names, by status.");
  for (const Status status : kStatuses) {
    text += "netkeel_findings{" + MetricLabel("status", ToText(status)) + "} " +
            std::to_string(counts[status]) + '\n';
  }
  return text;
}

/// A series each, so only those that are not simply as wanted: a host has thousands of settings.
std::string Findings(const Report& report) {
  std::string text = GaugeHead("netkeel_finding", "Always 1: a setting whose status is not ok.");
  for (const Finding& finding : report.findings) {
    if (finding.status == Status::kOk) continue;
    text += "netkeel_finding{" + MetricLabel("address", ToText(finding.address)) + ',' +
            MetricLabel("status", ToText(finding.status)) + "} 1\n";
  }
  return text;
}

std::string Applies(const LastApply& last) {
  return GaugeText("netkeel_last_apply_timestamp_seconds",
                   "When the last apply or rollback that changed this host, or failed to, began.",
                   last.seconds) +
         GaugeText("netkeel_last_apply_exit_code", "How it ended: 3 is put back, 4 half done.",
                   last.exit_code);
}

}  // namespace

std::string RenderPrometheus(const ReportView& view) {
  const Report& report = view.report;
  const int64_t as_wanted = report.exit_code == ExitCode::kAsWanted ? 1 : 0;
  return GaugeText("netkeel_build_info", "Always 1; the version of netkeel.", 1,
                   MetricLabel("version", Version())) +
         GaugeText("netkeel_profile_info", "Always 1; the profile that was compared with.", 1,
                   MetricLabel("profile", report.profile)) +
         GaugeText("netkeel_compliant", "Whether this host is as its profile says.", as_wanted) +
         GaugeText("netkeel_last_check_exit_code", "The exit code: 1 is an error, 2 not as wanted.",
                   static_cast<int>(report.exit_code)) +
         GaugeText("netkeel_last_check_timestamp_seconds", "When this was found.",
                   view.now.time_since_epoch().count()) +
         Counts(report) + Findings(report) +
         GaugeText("netkeel_warnings", "Settings that cannot work as written, and expired waivers.",
                   static_cast<int64_t>(report.warnings.size())) +
         (view.last_apply ? Applies(*view.last_apply) : "");
}

}  // namespace netkeel
