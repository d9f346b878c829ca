// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/ticker.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <ctime>

namespace netkeel {
namespace {

using std::chrono::milliseconds;

milliseconds Read(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return milliseconds(int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000);
}

milliseconds SuspendedSinceBoot() { return Read(CLOCK_BOOTTIME) - Read(CLOCK_MONOTONIC); }

}  // namespace

Ticker::Ticker(milliseconds interval)
    : fd_(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)),
      suspended_(SuspendedSinceBoot()) {
  const timespec each{interval.count() / 1000, interval.count() % 1000 * 1'000'000};
  const itimerspec period{each, each};
  ::timerfd_settime(fd_.get(), 0, &period, nullptr);
}

uint64_t Ticker::Take() {
  uint64_t ticks = 0;
  return ::read(fd_.get(), &ticks, sizeof ticks) == sizeof ticks ? ticks : 0;
}

milliseconds Ticker::TakeSuspended() {
  const milliseconds now = SuspendedSinceBoot();
  const milliseconds grown = now - suspended_;
  suspended_ = now;
  return grown;
}

milliseconds TimeSinceBoot() { return Read(CLOCK_BOOTTIME); }

}  // namespace netkeel
