// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "base/write_all.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "evidence/recorder/recorder.h"
#include "history/ledger.h"
#include "history/run_record.h"

namespace netkeel {
namespace {

/// Applies and rollbacks that ended since the last call, out of the history.
class RunEvents {
 public:
  explicit RunEvents(const std::string& state_directory) : directory_(state_directory) {
    IsChanged();
    last_ = NewestOf(Load());
  }

  std::vector<Event> operator()() {
    std::vector<Event> events;
    if (!IsChanged()) return events;
    const Ledger::History history = Load();
    for (const Record& run : history.records) {
      if (run.id > last_) events.push_back(EventOf(run));
    }
    last_ = std::max(last_, NewestOf(history));
    return events;
  }

 private:
  /// Every record comes into the directory by a rename.
  bool IsChanged() {
    struct stat status {};
    if (::stat(directory_.c_str(), &status) != 0) return false;
    const int64_t now = int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    const bool changed = now != changed_;
    changed_ = now;
    return changed;
  }

  Ledger::History Load() const {
    const auto ledger = Ledger::OpenToRead(directory_);
    if (!ledger) return {};
    return ledger->LoadHistory().value_or(Ledger::History{});
  }

  static uint64_t NewestOf(const Ledger::History& history) {
    return history.records.empty() ? 0 : history.records.back().id;
  }

  static Event EventOf(const Record& run) {
    const size_t count = run.changes.size();
    return {WallTime(std::chrono::seconds(run.when)), run.verb, "",
            NameOf(run) + ": " + ToText(run.ending) + ", " + std::to_string(count) +
                (count == 1 ? " change" : " changes")};
  }

  std::string directory_;
  int64_t changed_ = 0;
  uint64_t last_ = 0;
};

/// Behind all who serve packets, but not behind everybody: in SCHED_IDLE, and idle for the disk,
/// nothing would be recorded of a host that is busy, which is when it is wanted. A unit that has
/// set as much already need not allow it.
void StepBack() {
  constexpr int kNice = 10;
  constexpr int kBestEffortLast = 2 << 13 | 7;  // IOPRIO_CLASS_BE, level 7: linux/ioprio.h
  if (::getpriority(PRIO_PROCESS, 0) < kNice) ::setpriority(PRIO_PROCESS, 0, kNice);
  ::syscall(SYS_ioprio_set, 1, 0, kBestEffortLast);
}

void Say(const std::string& text) { WriteAll(STDERR_FILENO, "netkeel: " + Printable(text) + '\n'); }

/// Whole samples are as far apart as the time that is kept allows: it is forgotten by what is
/// between two of them.
RecordingBounds BoundsOf(const EvidenceRequest& evidence) {
  RecordingBounds bounds{.keep = evidence.keep, .bytes = evidence.limit};
  bounds.frame = std::clamp<int64_t>(evidence.keep / evidence.interval / 16, 1, bounds.frame);
  return bounds;
}

}  // namespace

Outcome RunRecord(const Request& request) {
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  if (const auto there = NeedInterfaces(request, **kernel); !there) {
    return FailedOutcome(request, there.error());
  }
  ::umask(077);
  StepBack();
  const EvidenceRequest& evidence = request.evidence;
  const RecorderWish wish{.file = evidence.recording,
                          .interfaces = request.interfaces,
                          .interval = evidence.interval,
                          .duration = evidence.duration,
                          .bounds = BoundsOf(evidence),
                          .more_events = RunEvents(request.state_directory),
                          .say = Say};
  const auto recorded = RecordHost(**kernel, wish);
  if (!recorded) return FailedOutcome(request, recorded.error());
  return {};
}

}  // namespace netkeel
