// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "base/unique_fd.h"
#include "cli/outcome.h"
#include "cli/screen.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "evidence/judge/judge.h"
#include "evidence/path_rates.h"
#include "evidence/recorder/ticker.h"
#include "evidence/sources.h"
#include "host/inventory.h"
#include "report/render_rates.h"

namespace netkeel {
namespace {

/// Looks again and again, and has the last ones at hand.
class Observer {
 public:
  Observer(const Kernel& kernel, const Request& request)
      : kernel_(kernel), request_(request), host_(HostName(kernel)) {}

  const std::string& host() const { return host_; }

  /// One more look. Errors as of ScopeOf.
  Result<void> Look() {
    // What is no counter is dearer to read, and interfaces come and go.
    constexpr size_t kFactsEvery = 5;
    const bool is_old = !samples_.empty() && samples_.back().scope_is_old;
    if (looks_ % kFactsEvery == 0 || is_old) {
      auto scope = ScopeOf(kernel_, request_.interfaces);
      if (!scope) return Fail(scope.error());
      scope_ = std::move(*scope);
    }
    scope_.facts = looks_ % kFactsEvery == 0;
    ++looks_;
    samples_.push_back(TakeSample(kernel_, scope_));
    samples_.back().at = WallNow();
    if (auto timed = NeedTime(samples_.back()); !timed) return timed;
    // Ten intervals and no more: a loss that is over is no longer shown.
    constexpr size_t kMost = 11;
    if (samples_.size() > kMost) samples_.erase(samples_.begin());
    return {};
  }

  /// Of the last interval, judged over all that is at hand; none before the second look.
  struct Seen {
    PathRates rates;
    Diagnosis diagnosis;
    WallTime at{};
  };
  std::optional<Seen> Rates() const {
    const auto whole = Window::Of(samples_);
    if (!whole) return std::nullopt;
    return Seen{RatesOf(*whole), Judge(*whole), samples_.back().at};
  }

 private:
  const Kernel& kernel_;
  const Request& request_;
  std::string host_;
  CounterScope scope_;
  std::vector<Sample> samples_;
  size_t looks_ = 0;
};

/// What wakes the loop: the clock, signals, and the keyboard where there is one.
class Wakes {
 public:
  explicit Wakes(const EvidenceRequest& evidence)
      : duration_(evidence.duration), ticker_(evidence.interval) {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGWINCH})
      sigaddset(&signals, signal);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    signals_ = UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  }

  struct Woken {
    bool tick = false;
    bool typed = false;
    bool resized = false;
    bool end = false;   ///< a signal asks for it
    bool over = false;  ///< `--for` is over, and so this is the last tick
  };
  Woken Wait(bool keyboard) {
    std::array<pollfd, 3> fds{pollfd{ticker_.fd(), POLLIN, 0}, pollfd{signals_.get(), POLLIN, 0},
                              pollfd{keyboard ? STDIN_FILENO : -1, POLLIN, 0}};
    Woken woken;
    if (poll(fds.data(), fds.size(), Patience()) < 0) return woken;
    woken.over = Patience() == 0;
    woken.tick = ticker_.Take() > 0 || woken.over;
    signalfd_siginfo signal{};
    while (read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
      (signal.ssi_signo == SIGWINCH ? woken.resized : woken.end) = true;
    }
    woken.typed = (fds[2].revents & POLLIN) != 0;
    woken.end = woken.end || (fds[2].revents & (POLLHUP | POLLERR)) != 0;
    return woken;
  }

 private:
  /// Milliseconds until `--for` is over; -1 where it never is.
  int Patience() const {
    if (duration_.count() == 0) return -1;
    const auto left = (duration_ - (TimeSinceBoot() - begun_)).count();
    return static_cast<int>(std::clamp<int64_t>(left, 0, INT32_MAX));
  }

  const std::chrono::milliseconds begun_ = TimeSinceBoot();  // before the ticker is made
  std::chrono::milliseconds duration_;
  Ticker ticker_;
  UniqueFd signals_;
};

Result<void> ObserveAsStream(const Request& request, const Terminal& terminal, Observer& observer,
                             Sink& sink) {
  Wakes wakes(request.evidence);
  if (auto seen = observer.Look(); !seen) return seen;
  for (Wakes::Woken woken; !woken.over;) {
    woken = wakes.Wait(false);
    if (woken.end) return {};
    if (!woken.tick) continue;
    if (auto seen = observer.Look(); !seen) return seen;
    const auto seen = observer.Rates();
    if (!seen) continue;
    const RatesView view{observer.host(), seen->at, seen->rates, seen->diagnosis};
    const bool json = request.format == Format::kJson;
    const auto written = sink.Write(json ? RatesJson(view) : RatesText(view, terminal));
    if (!written) return written;
  }
  return {};
}

Result<void> ObserveOnScreen(const Request& request, const Terminal& terminal, Observer& observer) {
  Wakes wakes(request.evidence);
  const Screen screen;
  ScreenLook look{.color = terminal.color, .interval = request.evidence.interval};
  Screen::Measure(look);
  if (auto seen = observer.Look(); !seen) return seen;
  std::optional<Observer::Seen> shown;
  for (Wakes::Woken woken; !woken.over;) {
    woken = wakes.Wait(true);
    if (woken.end) return {};
    if (woken.resized) Screen::Measure(look);
    for (const Key key : woken.typed ? Screen::Read() : std::vector<Key>{}) {
      if (key == Key::kQuit) return {};
      Press(key, look);
    }
    if (woken.tick) {
      if (auto seen = observer.Look(); !seen) return seen;
      if (!look.paused) shown = observer.Rates();
    }
    if (!shown) continue;
    const RatesView view{observer.host(), shown->at, shown->rates, shown->diagnosis};
    if (auto painted = Screen::Paint(RatesScreen(view, look)); !painted) return painted;
  }
  return {};
}

}  // namespace

Outcome RunObserve(const Request& request, const Terminal& terminal, Sink& sink) {
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  if (const auto there = NeedInterfaces(request, **kernel); !there) {
    return FailedOutcome(request, there.error());
  }
  Observer observer(**kernel, request);
  const bool on_screen = request.format == Format::kText && Screen::IsThere();
  const auto done = on_screen ? ObserveOnScreen(request, terminal, observer)
                              : ObserveAsStream(request, terminal, observer, sink);
  return done ? Outcome{} : FailedOutcome(request, done.error());
}

}  // namespace netkeel
