// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "cli/declared.h"
#include "cli/outcome.h"
#include "cli/owner.h"
#include "cli/report_source.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "cli/zones.h"
#include "history/ledger.h"
#include "history/state_directory.h"
#include "history/unended.h"
#include "reconcile/reconciler.h"
#include "reconcile/waive.h"
#include "report/page/page_view.h"

namespace netkeel {
namespace {

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

/// What the page compares the host with: the built-in baseline where this one has no profile.
Wanted WantedOnPage(Wanted named, const Owner& owner, const Kernel& kernel) {
  Wanted wanted = WantedOf(std::move(named), owner, kernel);
  if (wanted.profile || !wanted.note.empty()) return wanted;
  if (owner.own) {
    return {BaselineProfile(),
            std::string("No ") + kDefaultProfile + ": compared with the built-in baseline."};
  }
  return {std::nullopt,
          "The recording may be another host's: this one's profile and history are left out unless "
          "PROFILE and --state-dir name them."};
}

/// As `netkeel check` has it, without the writers' warnings of profiles.
Report DriftOf(const Request& request, const Profile& profile, const Kernel& kernel) {
  const Catalog catalog = MakeCatalog();
  const Options options{.interfaces = request.interfaces,
                        .grants = GrantsIn(request.state_directory)};
  Report report = Reconciler(catalog, profile, options).Check(kernel);
  if (const auto waivers = WaiversOf(request)) Waive(*waivers, Today(), report);
  ReportUnended(kernel, request.state_directory, report);
  return report;
}

void AddDrift(const Request& request, const Kernel& kernel, const Wanted& wanted, PageView& view) {
  if (!wanted.note.empty()) view.remarks.push_back(wanted.note);
  if (!wanted.profile) return;
  view.drift = DriftOf(request, *wanted.profile, kernel);
  if (!wanted.note.empty()) return;
  if (view.diagnosis) SayDeclared(*view.drift, *view.diagnosis);
  for (Diagnosis& worst : view.worst) SayDeclared(*view.drift, worst);
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

PageView PageOf(ReportSource source) {
  PageView view;
  view.kernel = std::move(source.kernel);
  view.source = std::move(source.name);
  view.made = WallNow();
  view.timeline = std::move(source.timeline);
  view.diagnosis = std::move(source.diagnosis);
  view.worst = std::move(source.worst);
  view.events = std::move(source.events);
  view.remarks = std::move(source.remarks);
  return view;
}

/// The earliest that it speaks of.
WallTime BeginOf(const PageView& view) {
  WallTime begin = view.made;
  if (!view.timeline.points().empty()) begin = std::min(begin, view.timeline.points().front().from);
  if (!view.events.empty()) begin = std::min(begin, view.events.front().at);
  if (!view.runs.empty()) begin = std::min(begin, MomentOf(view.runs.front()));
  return begin;
}

bool IsLive(const Request& request) { return request.evidence.duration.count() > 0; }

PageView ViewOf(const Request& request, const Kernel& kernel, Wanted named, ReportSource source) {
  const Owner owner =
      IsLive(request) ? OwnerOfLooks(request, kernel) : OwnerOf(request, source.host, kernel);
  PageView view = PageOf(std::move(source));
  view.host = owner.host;
  AddDrift(request, kernel, WantedOnPage(std::move(named), owner, kernel), view);
  if (owner.own || request.state_directory != kStateDirectory) AddHistory(request, kernel, view);
  view.zones = ZonesOf(BeginOf(view), view.made);
  return view;
}

Result<ReportSource> SourceOf(const Request& request, const Kernel& kernel) {
  if (IsLive(request)) {
    if (const auto there = NeedInterfaces(request, kernel); !there) return Fail(there.error());
    return FromLooks(request, kernel);
  }
  auto source = FromRecording(request);
  if (source || source.error().code != ErrorCode::kNotFound) return source;
  Error error = source.error();
  error.message += "; `netkeel report --for 60` looks at the host as it is now";
  return Fail(std::move(error));
}

}  // namespace

Outcome RunReport(const Request& request) {
  auto named = NamedProfile(request);
  if (!named) return FailedOutcome(request, named.error());
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  auto source = SourceOf(request, **kernel);
  if (!source) return FailedOutcome(request, source.error());
  return {RenderPage(ViewOf(request, **kernel, std::move(*named), std::move(*source))), ""};
}

}  // namespace netkeel
