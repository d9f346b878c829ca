// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <random>

#include "base/text.h"
#include "base/write_all.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/trial_metric.h"
#include "cli/verbs.h"
#include "evidence/trial/protocol.h"
#include "history/unended.h"
#include "host/inventory.h"
#include "reconcile/guard.h"
#include "reconcile/signal_hold.h"
#include "reconcile/trial_switch.h"
#include "report/render_trial.h"

namespace netkeel {
namespace {

/// The protocol's hands, on this host.
class TrialOnHost {
 public:
  TrialOnHost(const Kernel& kernel, TrialSwitch& host, TrialMetric& metric, TrialReport& report)
      : kernel_(kernel), host_(host), metric_(metric), report_(report) {}

  TrialHands Hands() {
    return {
        [this] { return (random_() & 1U) != 0; },
        [this](bool changed) { return host_.To(changed ? TrialSide::kChanged : TrialSide::kAsIs); },
        [this](std::chrono::milliseconds time) { return Wait(time); },
        [this](std::chrono::milliseconds time, const TrialStop& is_enough) {
          return See(time, is_enough);
        },
        [this](size_t pair, bool changed, const TrialSeen& seen) {
          // As it happens, for who watches; a terminal that is gone is a signal's business.
          WriteAll(STDERR_FILENO, WindowText(report_, pair, changed, seen.arm));
        }};
  }

 private:
  using Clock = std::chrono::steady_clock;

  /// Signals are held, and looked for between short pauses.
  Result<void> Wait(std::chrono::milliseconds time) { return WaitUntil(Clock::now() + time); }

  Result<void> WaitUntil(Clock::time_point end) {
    constexpr std::chrono::milliseconds kShort(100);
    for (;;) {
      if (const std::string signal = signals_.HeldOrStop(); !signal.empty()) {
        return Fail(ErrorCode::kBusy, signal + " came in the middle of it");
      }
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
      if (left.count() <= 0) return {};
      kernel_.Pause(std::min(left, kShort));
    }
  }

  Result<TrialSeen> See(std::chrono::milliseconds time, const TrialStop& is_enough) {
    constexpr std::chrono::seconds kBetweenGuards(1);
    if (auto begun = metric_.Begin(); !begun) return Fail(begun.error());
    const auto end = Clock::now() + time;
    for (auto next = Clock::now() + kBetweenGuards; next < end; next += kBetweenGuards) {
      if (auto waited = WaitUntil(next); !waited) return Fail(waited.error());
      const auto so_far = metric_.SoFar(time);
      if (!so_far) return so_far;
      if (!is_enough(*so_far).empty()) return metric_.End();
    }
    if (auto waited = WaitUntil(end); !waited) return Fail(waited.error());
    auto seen = metric_.End();
    if (auto there = host_.StillThere(); !there) return Fail(there.error());
    return seen;
  }

  const Kernel& kernel_;
  TrialSwitch& host_;
  TrialMetric& metric_;
  TrialReport& report_;
  SignalHold signals_;
  std::random_device random_;
};

std::string TroubleIn(const TrialSeen& seen) {
  return seen.trouble.empty() ? "" : seen.trouble.front();
}

/// One window before and one after, in that order.
TrialCourse SeeOnce(const TrialRules& rules, const TrialHands& hands) {
  TrialCourse course;
  TrialPair pair;
  for (const bool changed : {false, true}) {
    auto done = hands.switch_to(changed);
    if (done) done = hands.wait(rules.settle);
    const auto seen = done ? hands.see(rules.window, TroubleIn) : Fail(done.error());
    if (!seen) {
      course.ended_early = seen.error().message;
      return course;
    }
    (changed ? pair.changed : pair.as_is) = seen->arm;
    hands.tell(1, changed, *seen);
    course.ended_early = TroubleIn(*seen);
    if (!course.ended_early.empty()) return course;
  }
  course.pairs = {pair};
  return course;
}

Outcome Delivered(const Request& request, const TrialReport& report) {
  Outcome outcome;
  outcome.out = request.format == Format::kJson ? TrialJson(report) : TrialText(report);
  outcome.exit_code = ExitCodeOf(report);
  outcome.changed = report.kept || !report.whole;
  return outcome;
}

TrialReport NewReport(const Request& request, const Kernel& kernel, const TrialSwitch& host) {
  TrialReport report;
  report.host = HostName(kernel);
  report.profile = request.arguments.front();
  report.rules.metric = {request.trial.metric, request.trial.metric == "loss"};
  report.once = request.trial.once;
  report.rules.pairs = request.trial.pairs;
  report.rules.window = request.evidence.window;
  report.rules.settle = request.trial.settle;
  report.changes = host.changes();
  report.resets = host.resets();
  report.lines = TextOfProfile(request.arguments.front());
  return report;
}

/// Between the first write and the last.
void RunOnHost(const Request& request, const Kernel& kernel, TrialSwitch& host, TrialMetric& metric,
               TrialReport& report) {
  TrialOnHost trial(kernel, host, metric, report);
  const TrialHands hands = trial.Hands();
  report.course = report.once ? SeeOnce(report.rules, hands) : RunTrial(report.rules, hands);
  const bool to_its_end = report.course.ended_early.empty();
  if (to_its_end && !report.once) report.verdict = VerdictOf(report.course.pairs);
  const bool better = report.verdict && report.verdict->answer == TrialAnswer::kBetter;
  const TrialEnd end = host.End(better && request.trial.keep_if_better, report.course.ended_early);
  report.kept = end.kept;
  report.whole = end.whole;
  report.messages.insert(report.messages.end(), end.messages.begin(), end.messages.end());
}

Options OptionsOf(const Request& request) {
  Options options;
  options.allow_disruptive = request.allow_disruptive;
  options.interfaces = request.interfaces;
  options.carrier_timeout = request.carrier_timeout;
  return options;
}

/// What would be tried, also where leave for it is not given: the trial would be refused then.
Outcome DryRun(const Request& request, const Subject& subject, const Catalog& catalog) {
  Kernel& kernel = *subject.kernel;
  const Options options = OptionsOf(request);
  TrialSwitch as_given(kernel, catalog, subject.profile, options);
  const auto allowed = as_given.Look(request.trial.together);
  Options with_leave = options;
  with_leave.allow_disruptive = true;
  TrialSwitch host(kernel, catalog, subject.profile, with_leave);
  if (auto looked = host.Look(request.trial.together); !looked) {
    return FailedOutcome(request, looked.error());
  }
  if (auto metric = TrialMetric::Of(kernel, request); !metric) {
    return FailedOutcome(request, metric.error());
  }
  TrialReport report = NewReport(request, kernel, host);
  report.dry_run = true;
  if (!allowed) report.refused = allowed.error().message;
  return Delivered(request, report);
}

/// It is not made, and `messages` say what else there is to know.
Outcome Refused(const Request& request, const Error& error,
                const std::vector<std::string>& messages) {
  Outcome outcome = FailedOutcome(request, error);
  std::string notes;
  for (const std::string& message : messages) notes += "note: " + Printable(message) + '\n';
  outcome.err.insert(0, notes);
  return outcome;
}

/// Before anything is changed: a run that was killed may be why nothing differs, or too much.
Outcome NothingToTry(const Request& request, const Kernel& kernel, const Error& error) {
  Report open;
  ReportUnended(kernel, request.state_directory, open);
  return Refused(request, error, open.messages);
}

}  // namespace

Outcome RunTrialVerb(const Request& request) {
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  const Catalog catalog = MakeCatalog();
  if (request.dry_run) return DryRun(request, *subject, catalog);
  // Puts everything back where this process is killed. It forks: before anything else is opened.
  auto guard = Guard::Start(request.state_directory);
  if (!guard) return FailedOutcome(request, guard.error());
  Options options = OptionsOf(request);
  options.on_begin = [&guard] { guard->RunHasBegun(); };
  Kernel& kernel = *subject->kernel;
  TrialSwitch host(kernel, catalog, subject->profile, options);
  if (auto looked = host.Look(request.trial.together); !looked) {
    return NothingToTry(request, kernel, looked.error());
  }
  auto metric = TrialMetric::Of(kernel, request);
  if (!metric) return FailedOutcome(request, metric.error());
  if (auto begun = host.Begin(request.state_directory); !begun) {
    // What an earlier run had left open may have been put back all the same.
    Outcome outcome = Refused(request, begun.error(), host.messages());
    outcome.changed = !host.messages().empty();
    return outcome;
  }
  TrialReport report = NewReport(request, kernel, host);
  report.messages = host.messages();
  WriteAll(STDERR_FILENO, TrialBeginText(report));
  RunOnHost(request, kernel, host, *metric, report);
  return Delivered(request, report);
}

}  // namespace netkeel
