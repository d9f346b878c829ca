// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ctime>

#include "base/text.h"
#include "cli/declared.h"
#include "cli/outcome.h"
#include "cli/report_source.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "history/ledger.h"
#include "history/unended.h"
#include "host/inventory.h"
#include "reconcile/reconciler.h"
#include "reconcile/waive.h"
#include "report/page/page_view.h"

namespace netkeel {
namespace {

/// That of this host at `moment`.
ZoneView ZoneAt(WallTime moment) {
  const auto seconds =
      static_cast<std::time_t>(moment.time_since_epoch() / std::chrono::seconds(1));
  std::tm parts = {};
  ::localtime_r(&seconds, &parts);
  return {parts.tm_zone == nullptr ? "UTC" : parts.tm_zone, static_cast<int>(parts.tm_gmtoff / 60)};
}

WallTime MomentOf(const Record& run) { return WallTime(std::chrono::seconds(run.when)); }

/// Runs from `from` to `to`, and the last one before: where its settings came from.
std::vector<Record> RunsOf(std::vector<Record> records, WallTime from, WallTime to) {
  std::erase_if(records, [to](const Record& run) { return MomentOf(run) > to; });
  const auto within = std::find_if(records.begin(), records.end(),
                                   [from](const Record& run) { return MomentOf(run) >= from; });
  const auto first = within == records.begin() ? within : within - 1;
  records.erase(records.begin(), first);
  return records;
}

/// What the history tells and the recording does not: it was off.
void AddRuns(const PageView& view, WallTime from, std::vector<Event>& events) {
  constexpr std::chrono::seconds kSame(3);
  for (const Record& run : view.runs) {
    const WallTime at = MomentOf(run);
    const bool known = std::any_of(events.begin(), events.end(), [&](const Event& event) {
      return event.kind == run.verb && std::chrono::abs(event.at - at) <= kSame;
    });
    if (known || at < from) continue;
    events.push_back({at, run.verb, "",
                      "run " + std::to_string(run.id) + ", " + std::to_string(run.changes.size()) +
                          " changes: " + ToText(run.ending)});
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& left, const Event& right) { return left.at < right.at; });
}

/// As `netkeel check` has it, without the writers' warnings of profiles.
Report DriftOf(const Request& request, const Subject& subject) {
  const Catalog catalog = MakeCatalog();
  const Options options{.interfaces = request.interfaces,
                        .grants = GrantsIn(request.state_directory)};
  const Kernel& read_only = *subject.kernel;
  Report report = Reconciler(catalog, subject.profile, options).Check(read_only);
  if (const auto waivers = WaiversOf(request)) Waive(*waivers, Today(), report);
  ReportUnended(read_only, request.state_directory, report);
  return report;
}

/// The history of changes; a host that never had one has none.
Result<std::vector<Record>> AllRuns(const Request& request, const Kernel& kernel) {
  const auto ledger = Ledger::OpenToRead(request.state_directory);
  if (!ledger && ledger.error().code == ErrorCode::kNotFound) return std::vector<Record>{};
  if (!ledger) return Fail(ledger.error());
  auto history = LoadEverything(kernel, *ledger);
  if (!history) return Fail(history.error());
  return std::move(history->records);
}

void AddHistory(const Request& request, const Kernel& kernel, PageView& view) {
  auto runs = AllRuns(request, kernel);
  if (!runs) {
    view.remarks.push_back("The history cannot be read: " + runs.error().message);
    return;
  }
  const auto& points = view.timeline.points();
  const WallTime from = points.empty() ? view.made : points.front().from;
  view.runs = RunsOf(std::move(*runs), from, points.empty() ? view.made : points.back().to);
  AddRuns(view, from, view.events);
}

PageView ViewOf(const Request& request, const Subject& subject, ReportSource source) {
  PageView view;
  view.host = HostName(*subject.kernel);
  const auto release = subject.kernel->ReadFile("/proc/sys/kernel/osrelease");
  if (release) view.kernel = Trim(*release);
  view.source = std::move(source.name);
  view.made = WallNow();
  view.zone = ZoneAt(view.made);
  view.timeline = std::move(source.timeline);
  view.diagnosis = std::move(source.diagnosis);
  view.worst = std::move(source.worst);
  view.events = std::move(source.events);
  view.remarks = std::move(source.remarks);
  view.drift = DriftOf(request, subject);
  if (subject.note.empty()) {
    if (view.diagnosis) SayDeclared(view.drift, *view.diagnosis);
    for (Diagnosis& worst : view.worst) SayDeclared(view.drift, worst);
  } else {
    view.remarks.push_back(subject.note);
  }
  AddHistory(request, *subject.kernel, view);
  return view;
}

}  // namespace

Outcome RunReport(const Request& request) {
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  const bool live = request.evidence.duration.count() > 0;
  auto source = live ? FromLooks(request, *subject->kernel) : FromRecording(request);
  if (!source && !live && source.error().code == ErrorCode::kNotFound) {
    Error error = source.error();
    error.message += "; `netkeel report --for 60` looks at the host as it is now";
    return FailedOutcome(request, error);
  }
  if (!source) return FailedOutcome(request, source.error());
  return {RenderPage(ViewOf(request, *subject, std::move(*source))), ""};
}

}  // namespace netkeel
