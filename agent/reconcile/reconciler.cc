// SPDX-License-Identifier: Apache-2.0
#include "reconcile/reconciler.h"

#include <algorithm>

#include "kernel/inventory.h"
#include "reconcile/apply_run.h"
#include "reconcile/lints.h"
#include "reconcile/look.h"
#include "reconcile/planner.h"
#include "reconcile/report_parts.h"

namespace netkeel {
namespace {

/// Whether time may help: an interface that is missing, or whose vectors are.
bool WaitsForInterface(const Finding& finding) {
  const bool late = finding.status == Status::kAbsent || finding.status == Status::kPending;
  return late && !finding.tolerated && finding.address.device != kHostDevice;
}

bool Waits(const Planned& planned) {
  return std::any_of(planned.findings.begin(), planned.findings.end(), WaitsForInterface);
}

}  // namespace

Result<Look> WaitedLook(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                        const Options& options) {
  constexpr std::chrono::milliseconds kBetweenLooks(250);
  for (std::chrono::milliseconds waited(0);; waited += kBetweenLooks) {
    auto look = LookAt(kernel, catalog, profile, options.interfaces);
    if (!look || waited >= options.wait) return look;
    if (!Waits(MakePlan(catalog, *look, {}, {}))) return look;
    kernel.Pause(kBetweenLooks);
  }
}

Report StartReport(const Kernel& kernel, const Profile& profile) {
  Report report;
  report.profile = profile.path;
  report.host = HostName(kernel);
  report.warnings = Lint(profile);
  return report;
}

void TakeLook(const Look& look, const Planned& planned, Report& report) {
  report.devices.clear();
  for (const auto& [name, device] : look.devices) {
    if (name != kHostDevice) report.devices.push_back(device);
  }
  report.findings = planned.findings;
  report.exit_code = ExitCodeOf(report.findings);
}

Report Reconciler::Check(const Kernel& kernel) const {
  Report report = StartReport(kernel, profile_);
  const auto look = WaitedLook(kernel, catalog_, profile_, options_);
  if (!look) {
    report.messages.push_back(look.error().message);
    report.exit_code = ExitCode::kError;
    return report;
  }
  TakeLook(*look, MakePlan(catalog_, *look, {}, {}), report);
  return report;
}

Reconciler::Preview Reconciler::DryRun(const Kernel& kernel) const {
  Preview preview{StartReport(kernel, profile_), {}};
  const auto look = WaitedLook(kernel, catalog_, profile_, options_);
  if (!look) {
    preview.report.messages.push_back(look.error().message);
    preview.report.exit_code = ExitCode::kError;
    return preview;
  }
  const PlanRules rules{.hold_disruptive = !options_.allow_disruptive, .exact = false};
  Planned planned = MakePlan(catalog_, *look, {}, rules);
  TakeLook(*look, planned, preview.report);
  preview.plan = std::move(planned.plan);
  return preview;
}

Report Reconciler::Apply(Kernel& kernel, const CheckpointStore& store) const {
  return ApplyRun(kernel, catalog_, profile_, options_, store).Run();
}

}  // namespace netkeel
