// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "reconcile/lints.h"
#include "reconcile/reconciler.h"
#include "reconcile/waive.h"

namespace netkeel {
namespace {

Report Unreadable(const std::string& root, const Profile& profile, const Error& error) {
  Report report;
  report.profile = profile.path;
  report.host = root;
  report.messages = {error.message};
  report.exit_code = ExitCode::kError;
  return report;
}

Report AuditOne(const Request& request, const Profile& profile, const Catalog& catalog) {
  const auto kernel = OpenKernel(request);
  if (!kernel) return Unreadable(request.root, profile, kernel.error());
  if (const auto there = NeedInterfaces(request, **kernel); !there) {
    return Unreadable(request.root, profile, At(request.root, there.error()));
  }
  const Options options{.interfaces = request.interfaces};
  Report report = Reconciler(catalog, profile, options).Check(**kernel);
  // The profile's own are those of every host.
  report.warnings.clear();
  return report;
}

AuditedHost Counted(const std::string& root, Report report, bool keep_all) {
  AuditedHost host{root, std::move(report), {}};
  for (const Finding& finding : host.report.findings) ++host.counts[finding.status];
  if (keep_all) return host;
  std::erase_if(host.report.findings, [](const Finding& finding) {
    return IsCompliant(finding) && finding.status != Status::kWaived;
  });
  host.report.findings.shrink_to_fit();
  return host;
}

ExitCode Worst(const std::vector<AuditedHost>& hosts) {
  ExitCode worst = ExitCode::kAsWanted;
  for (const AuditedHost& host : hosts) {
    if (host.report.exit_code == ExitCode::kError) return ExitCode::kError;
    worst = std::max(worst, host.report.exit_code);
  }
  return worst;
}

size_t JobsFor(const Request& request) {
  const size_t wanted = request.jobs != 0 ? request.jobs : std::thread::hardware_concurrency();
  return std::clamp<size_t>(wanted, 1, request.roots.size());
}

}  // namespace

Fleet AuditFleet(const Request& request, const Profile& profile, const std::vector<Waiver>& waivers,
                 bool keep_all) {
  const Catalog catalog = MakeCatalog();
  Fleet fleet;
  fleet.hosts.resize(request.roots.size());
  fleet.warnings = Lint(profile);
  const std::chrono::sys_days today = Today();
  std::vector<WaiverUse> uses(request.roots.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    Request one = request;
    for (size_t i = next++; i < request.roots.size(); i = next++) {
      one.root = request.roots[i];
      Report report = AuditOne(one, profile, catalog);
      uses[i] = Waive(waivers, today, report);
      fleet.hosts[i] = Counted(one.root, std::move(report), keep_all);
    }
  };
  {
    std::vector<std::jthread> others;
    for (size_t i = 1; i < JobsFor(request); ++i) others.emplace_back(work);
    work();
  }
  WaiverUse use;
  for (const WaiverUse& each : uses) use.Add(each);
  for (std::string& line : WaiverWarnings(waivers, today, use)) {
    fleet.warnings.push_back(std::move(line));
  }
  fleet.exit_code = Worst(fleet.hosts);
  return fleet;
}

}  // namespace netkeel
