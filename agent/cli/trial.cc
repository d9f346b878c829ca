// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <fstream>
#include <optional>
#include <random>
#include <sstream>

#include "base/text.h"
#include "base/write_all.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/trial_metric.h"
#include "cli/verbs.h"
#include "evidence/trial/protocol.h"
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
        [this](std::chrono::milliseconds time) { return See(time); },
        [this](size_t pair, bool changed, const TrialSeen& seen) {
          // As it happens, for who watches; a terminal that is gone is a signal's business.
          WriteAll(STDERR_FILENO, WindowText(report_, pair, changed, seen.arm));
        }};
  }

 private:
  /// Signals are held, and looked for between short pauses.
  Result<void> Wait(std::chrono::milliseconds time) {
    constexpr std::chrono::milliseconds kShort(100);
    const auto end = std::chrono::steady_clock::now() + time;
    for (;;) {
      if (const std::string signal = signals_.Held(); !signal.empty()) {
        return Fail(ErrorCode::kBusy, signal + " came in the middle of it");
      }
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0) return {};
      kernel_.Pause(std::min(left, kShort));
    }
  }

  Result<TrialSeen> See(std::chrono::milliseconds time) {
    if (auto begun = metric_.Begin(); !begun) return Fail(begun.error());
    if (auto waited = Wait(time); !waited) return Fail(waited.error());
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

/// One window before and one after, in that order.
TrialCourse SeeOnce(const TrialRules& rules, const TrialHands& hands) {
  TrialCourse course;
  TrialPair pair;
  for (const bool changed : {false, true}) {
    auto done = hands.switch_to(changed);
    if (done) done = hands.wait(rules.settle);
    const auto seen = done ? hands.see(rules.window) : Fail(done.error());
    if (!seen) {
      course.ended_early = seen.error().message;
      return course;
    }
    (changed ? pair.changed : pair.as_is) = seen->arm;
    hands.tell(1, changed, *seen);
  }
  course.pairs = {pair};
  return course;
}

/// A file as it was written; "" of a shipped profile, which is asked for by name.
std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
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
  report.metric = request.trial.metric;
  report.of_packets = report.metric == "loss";
  report.once = request.trial.once;
  report.rules.pairs = request.trial.pairs;
  report.rules.window = request.evidence.window;
  report.rules.settle = request.trial.settle;
  report.changes = host.changes();
  report.resets = host.resets();
  report.lines = TextOf(report.profile);
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

}  // namespace

Outcome RunTrialVerb(const Request& request) {
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  // Puts everything back where this process is killed. It forks: before anything else is opened.
  std::optional<Guard> guard;
  if (!request.dry_run) {
    auto started = Guard::Start(request.state_directory);
    if (!started) return FailedOutcome(request, started.error());
    guard = std::move(*started);
  }
  const Catalog catalog = MakeCatalog();
  Options options;
  options.allow_disruptive = request.allow_disruptive || request.dry_run;
  options.interfaces = request.interfaces;
  options.carrier_timeout = request.carrier_timeout;
  Kernel& kernel = *subject->kernel;
  TrialSwitch host(kernel, catalog, subject->profile, options);
  if (auto looked = host.Look(request.trial.together); !looked) {
    return FailedOutcome(request, looked.error());
  }
  auto metric = TrialMetric::Of(kernel, request);
  if (!metric) return FailedOutcome(request, metric.error());
  TrialReport report = NewReport(request, kernel, host);
  if (request.dry_run) return {TrialPlanText(report), "", ExitCode::kAsWanted};
  if (auto begun = host.Begin(request.state_directory); !begun) {
    return FailedOutcome(request, begun.error());
  }
  report.messages = host.messages();
  RunOnHost(request, kernel, host, *metric, report);
  return Delivered(request, report);
}

}  // namespace netkeel
