// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/recorder.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "evidence/recorder/change_hints.h"
#include "evidence/recorder/looker.h"
#include "evidence/recorder/service_manager.h"
#include "evidence/recorder/ticker.h"
#include "evidence/recorder/write_queue.h"
#include "evidence/watch/setting_watch.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMostEvents = 300;  // in one sample

/// The signals that end a recording, blocked, and read as they come.
UniqueFd OpenSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  return UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

class Recorder {
 public:
  /// The writer's thread is begun with the signals blocked.
  Recorder(const Kernel& kernel, const RecorderWish& wish, UniqueFd signals, RecordingWriter writer)
      : wish_(wish),
        looker_(kernel, wish.interfaces),
        signals_(std::move(signals)),
        queue_(std::move(writer)),
        ticker_(wish.interval) {}

  Result<void> Run() {
    Note("start", "a sample every " + std::to_string(wish_.interval.count()) + " ms");
    if (const std::string why = watch_.Blindness(); !why.empty()) Note("start", why);
    if (auto looked = Look(); !looked) return looked;
    manager_.Say("READY=1\nSTATUS=Recording to " + Printable(wish_.file));
    std::string why;
    while (why.empty()) {
      Wait();
      why = EndOf();
      // The last look comes without a tick.
      const uint64_t ticks = std::max<uint64_t>(ticker_.Take(), why.empty() ? 0 : 1);
      if (ticks == 0) continue;
      NoteMissed(ticks - 1);
      if (!why.empty()) Note("stop", why);
      if (auto looked = Look(); !looked) return looked;
      if (const auto trouble = Tell()) return Fail(*trouble);
    }
    manager_.Say("STOPPING=1");
    queue_.End();
    // Of the last sample, which was not written yet when it was told of last.
    if (const auto trouble = Tell()) return Fail(*trouble);
    if (const auto trouble = queue_.Look().trouble)
      return Fail(At(Printable(wish_.file), *trouble));
    return {};
  }

 private:
  void Note(const std::string& kind, const std::string& text) {
    events_.push_back({WallNow(), kind, "", text});
  }

  /// Until something happens that is to be looked at; settings are noted at once.
  void Wait() {
    // A storm of writes is told by its first ones, and the kernel merges those that follow.
    const bool is_storm = events_.size() >= kMostEvents;
    std::array<pollfd, 5> fds{pollfd{ticker_.fd(), POLLIN, 0}, pollfd{signals_.get(), POLLIN, 0},
                              pollfd{is_storm ? -1 : watch_.fd(), POLLIN, 0},
                              pollfd{hints_.sockets()[0].get(), POLLIN, 0},
                              pollfd{hints_.sockets()[1].get(), POLLIN, 0}};
    ::poll(fds.data(), fds.size(), Patience());
    if (manager_.watchdog()) manager_.Say("WATCHDOG=1");
    if ((fds[2].revents & POLLIN) != 0) TakeSettings();
    if (!hints_.Take()) return;
    looker_.Renew();
    is_watch_old_ = true;
  }

  /// Milliseconds until the watchdog wants a word or its time is over, whichever is first; -1:
  /// none.
  int Patience() const {
    std::optional<milliseconds> patience;
    if (const auto watchdog = manager_.watchdog()) patience = *watchdog / 2;
    if (wish_.duration.count() > 0) {
      const milliseconds left =
          std::max(milliseconds(0), wish_.duration - (TimeSinceBoot() - begun_));
      patience = std::min(patience.value_or(left), left);
    }
    return patience ? static_cast<int>(std::min<int64_t>(patience->count(), INT32_MAX)) : -1;
  }

  /// Why it ends now; "" where it does not.
  std::string EndOf() const {
    signalfd_siginfo signal{};
    if (::read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
      const std::string name = signal.ssi_signo == SIGINT    ? "SIGINT"
                               : signal.ssi_signo == SIGTERM ? "SIGTERM"
                                                             : "SIGHUP";
      return "ended by " + name;
    }
    const bool is_over = wish_.duration.count() > 0 && TimeSinceBoot() - begun_ >= wish_.duration;
    return is_over ? "its time is over" : "";
  }

  void TakeSettings() {
    for (Event& event : watch_.Take(WallNow())) {
      if (events_.size() == kMostEvents) {
        Note("setting",
             "more settings were written than are noted one by one: the next look has "
             "those that differ");
      }
      // What is not told here the comparison of facts tells.
      if (events_.size() > kMostEvents) continue;
      known_.insert(event.place);
      events_.push_back(std::move(event));
    }
  }

  void NoteMissed(uint64_t missed) {
    const milliseconds suspended = ticker_.TakeSuspended();
    if (missed == 0) return;
    constexpr milliseconds kNap(100);
    Note("gap", std::to_string(missed) + (missed == 1 ? " look was" : " looks were") + " missed: " +
                    (suspended > kNap ? "the host was suspended for " +
                                            std::to_string(suspended.count() / 1000) + " s"
                                      : "this process did not get a CPU in time"));
  }

  Result<void> Look() {
    TakeSettings();
    // What was written before the facts were read is in them; what is written meanwhile need not
    // be.
    std::set<std::string> before = std::exchange(known_, {});
    auto sample = looker_.Look();
    if (!sample) return Fail(sample.error());
    if (looker_.scope_is_new() || is_watch_old_) watch_.Watch(looker_.SettingFolders());
    is_watch_old_ = false;
    TakeSettings();
    before.insert(known_.begin(), known_.end());
    for (Event& event : looker_.Events(before)) events_.push_back(std::move(event));
    if (!looker_.facts_are_new()) known_ = std::move(before);
    for (Event& event : wish_.more_events()) events_.push_back(std::move(event));
    queue_.Push({std::move(*sample), looker_.boot(), std::move(events_)});
    events_.clear();
    return {};
  }

  /// Says what is the matter with the disk, once, and once that it is over. An error that ends it:
  /// a recording that is damaged or gone gets no better.
  std::optional<Error> Tell() {
    const WriteQueue::Status status = queue_.Look();
    if (const std::string untidy = status.untidy ? status.untidy->message : ""; untidy != untidy_) {
      untidy_ = untidy;
      if (!untidy.empty()) {
        wish_.say("samples are written, but old ones are not made way for: " +
                  Printable(wish_.file) + ": " + Printable(untidy));
      }
    }
    const std::string trouble = status.trouble ? status.trouble->message : "";
    if (trouble == told_) {
      if (trouble.empty() && looker_.facts_are_new()) manager_.Say("STATUS=" + Progress(status));
      return std::nullopt;
    }
    told_ = trouble;
    const std::string text = trouble.empty() ? "recording goes on"
                                             : "recording stands still: " + Printable(wish_.file) +
                                                   ": " + Printable(trouble);
    wish_.say(text);
    manager_.Say("STATUS=" + text);
    const ErrorCode code = status.trouble ? status.trouble->code : ErrorCode::kIo;
    const bool is_lost = code == ErrorCode::kBadInput || code == ErrorCode::kNotFound;
    if (!is_lost) return std::nullopt;
    return At(Printable(wish_.file), *status.trouble);
  }

  std::string Progress(const WriteQueue::Status& status) const {
    return "Recording to " + Printable(wish_.file) + ": " + std::to_string(status.written) +
           " samples so far, it has " + std::to_string(status.bytes >> 20) + " MiB";
  }

  const RecorderWish& wish_;
  const milliseconds begun_ = TimeSinceBoot();  // before the ticker is made
  ServiceManager manager_;
  Looker looker_;
  UniqueFd signals_;
  WriteQueue queue_;
  Ticker ticker_;
  ChangeHints hints_;
  SettingWatch watch_;
  std::vector<Event> events_;    // since the last sample
  std::set<std::string> known_;  // settings seen to be written since the last facts
  bool is_watch_old_ = false;    // folders may have been made anew
  std::string told_;
  std::string untidy_;
};

}  // namespace

Result<void> RecordHost(const Kernel& kernel, const RecorderWish& wish) {
  UniqueFd signals = OpenSignals();
  auto writer = RecordingWriter::Open(wish.file, wish.bounds);
  if (!writer) return Fail(writer.error());
  return Recorder(kernel, wish, std::move(signals), std::move(*writer)).Run();
}

}  // namespace netkeel
