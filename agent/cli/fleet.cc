// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "profile/variants.h"
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

/// The audit of `request.root`.
Report AuditOne(const Request& request, const Profile& profile, const Catalog& catalog) {
  const auto kernel = OpenKernel(request);
  if (!kernel) return Unreadable(request.root, profile, kernel.error());
  if (const auto there = NeedInterfaces(request, **kernel); !there) {
    return Unreadable(request.root, profile, At(request.root, there.error()));
  }
  const Options options{.interfaces = request.interfaces};
  return Reconciler(catalog, profile, options).Check(**kernel);
}

size_t JobsFor(const Request& request) {
  const size_t wanted = request.jobs != 0 ? request.jobs : std::thread::hardware_concurrency();
  return std::clamp<size_t>(wanted, 1, request.roots.size());
}

/// A host that is ready to be written.
struct Audited {
  HostPiece piece;
  HostTally tally;
  WaiverUse use;
};

/// What threads make in any order, written in order. Who is far ahead waits, so that few pieces
/// are ever held.
class Gathering {
 public:
  Gathering(size_t window, FleetFormat& format, Sink& sink)
      : window_(window), format_(format), sink_(sink) {}

  /// Returns when the host of that number may be worked on; false: nothing is to be done any more.
  bool AwaitTurn(size_t number) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return !written_ || number < next_ + window_; });
    return written_.has_value();
  }

  void Put(size_t number, Audited host) {
    const std::lock_guard lock(mutex_);
    ahead_.emplace(number, std::move(host));
    while (!ahead_.empty() && ahead_.begin()->first == next_) {
      Write(std::move(ahead_.extract(ahead_.begin()).mapped()));
      ++next_;
    }
    moved_.notify_all();
  }

  const FleetTotals& totals() const { return totals_; }
  const WaiverUse& use() const { return use_; }
  const Result<void>& written() const { return written_; }

 private:
  void Write(Audited host) {
    totals_.Add(host.tally);
    use_.Add(host.use);
    if (written_) written_ = sink_.Write(format_.Take(std::move(host.piece)));
  }

  const size_t window_;
  FleetFormat& format_;
  Sink& sink_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::map<size_t, Audited> ahead_;
  size_t next_ = 0;
  FleetTotals totals_;
  WaiverUse use_;
  Result<void> written_{};
};

/// What every host is audited against.
struct Yardstick {
  const Profile& profile;
  const std::vector<Waiver>& waivers;
  Catalog catalog = MakeCatalog();
  /// The same for every host, said once. None where the profile is another one on each.
  std::vector<std::string> warnings =
      HasConditions(profile) ? std::vector<std::string>{} : Lint(profile);
  std::chrono::sys_days today = Today();
};

Audited AuditWith(const Yardstick& yardstick, const Request& request, const FleetFormat& format) {
  AuditedHost host{request.root, AuditOne(request, yardstick.profile, yardstick.catalog)};
  Audited audited;
  audited.use = Waive(yardstick.waivers, yardstick.today, host.report);
  std::erase_if(host.report.warnings, [&](const std::string& line) {
    return std::count(yardstick.warnings.begin(), yardstick.warnings.end(), line) > 0;
  });
  for (const Finding& finding : host.report.findings) ++audited.tally.findings[finding.status];
  audited.tally.exit_code = host.report.exit_code;
  audited.piece = format.Render(host);
  return audited;
}

/// Audits the captures, with as many threads as there are jobs.
void AuditAll(const Request& request, const Yardstick& yardstick, const FleetFormat& format,
              Gathering& gathering) {
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    Request one;
    one.interfaces = request.interfaces;
    one.wait = request.wait;
    for (size_t i = next++; i < request.roots.size() && gathering.AwaitTurn(i); i = next++) {
      one.root = request.roots[i];
      gathering.Put(i, AuditWith(yardstick, one, format));
    }
  };
  std::vector<std::jthread> others;
  for (size_t i = 1; i < JobsFor(request); ++i) others.emplace_back(work);
  work();
}

}  // namespace

void FleetTotals::Add(const HostTally& tally) {
  for (const auto& [status, count] : tally.findings) findings[status] += count;
  ++endings[tally.exit_code];
  const bool error = exit_code == ExitCode::kError || tally.exit_code == ExitCode::kError;
  exit_code = error ? ExitCode::kError : std::max(exit_code, tally.exit_code);
}

Result<FleetTotals> AuditFleet(const Request& request, const Profile& profile,
                               const std::vector<Waiver>& waivers, FleetFormat& format,
                               Sink& sink) {
  constexpr size_t kAheadPerJob = 4;
  const Yardstick yardstick{profile, waivers};
  if (const auto begun = sink.Write(format.Head()); !begun) return Fail(begun.error());
  Gathering gathering(kAheadPerJob * JobsFor(request), format, sink);
  AuditAll(request, yardstick, format, gathering);
  if (!gathering.written()) return Fail(gathering.written().error());
  FleetTotals totals = gathering.totals();
  totals.warnings = yardstick.warnings;
  for (std::string& line : WaiverWarnings(waivers, yardstick.today, gathering.use())) {
    totals.warnings.push_back(std::move(line));
  }
  if (const auto ended = sink.Write(format.Tail(totals)); !ended) return Fail(ended.error());
  return totals;
}

}  // namespace netkeel
