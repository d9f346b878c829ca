// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "history/last_apply.h"
#include "model/plan.h"
#include "model/report.h"
#include "report/fleet_format.h"
#include "report/view.h"

namespace netkeel {

/// A report, and all that a format may want to know beside it.
struct ReportView {
  const Report& report;
  Verb verb = Verb::kCheck;
  bool verbose = false;
  Terminal terminal{};
  const Plan* plan = nullptr;  ///< of `apply --dry-run`
  std::chrono::sys_seconds now{};
  std::optional<LastApply> last_apply{};
};

/// One value of --format.
struct FormatEntry {
  Format format;
  const char* name;
  std::string (*render)(const ReportView& view);
  /// For several captures; null where the format has no way to tell hosts apart.
  std::unique_ptr<FleetFormat> (*fleet)(const FleetView& view);
};

/// In the order of the help text.
std::span<const FormatEntry> Formats();

/// The names, "text" first.
std::vector<std::string> FormatNames();

const FormatEntry& EntryOf(Format format);

/// JUnit XML: a test suite a host, a test case a finding, its class name the device. What is as
/// wanted only because it may be missing, waits or is waived counts as skipped.
std::string RenderJunit(const ReportView& view);

/// SARIF 2.1.0: a rule a key, a result a finding that is not as wanted or is waived; the queues of
/// a line of the profile are one.
std::string RenderSarif(const ReportView& view);

/// Workflow commands of GitHub Actions, `::error file=...`, a line a finding as SARIF has it, and
/// the verdict.
std::string RenderGithub(const ReportView& view);

/// The document of RenderJson as block YAML; control characters come out as \xNN.
std::string RenderYaml(const ReportView& view);

/// For node-exporter's textfile collector.
std::string RenderPrometheus(const ReportView& view);

}  // namespace netkeel
