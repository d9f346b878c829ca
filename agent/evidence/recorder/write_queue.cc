// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/write_queue.h"

#include <utility>

namespace netkeel {
namespace {

constexpr size_t kMostWaiting = 8;
constexpr size_t kMostKept = 1000;

}  // namespace

WriteQueue::WriteQueue(RecordingWriter writer, std::chrono::milliseconds between_tries)
    : writer_(std::move(writer)), between_tries_(between_tries), thread_([this] { Work(); }) {}

WriteQueue::~WriteQueue() { End(); }

void WriteQueue::End() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void WriteQueue::Push(Entry entry) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostWaiting) {
      // What happened is not lost with the numbers of that moment.
      const auto& events = waiting_.front().events;
      if (entry.events.size() < kMostKept) {
        entry.events.insert(entry.events.begin(), events.begin(), events.end());
      }
      waiting_.pop_front();
      ++dropped_;
    }
    waiting_.push_back(std::move(entry));
  }
  changed_.notify_one();
}

WriteQueue::Status WriteQueue::Look() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void WriteQueue::Work() {
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Entry entry = std::move(waiting_.front());
    waiting_.pop_front();
    if (dropped_ > 0 && reason_.empty()) reason_ = "the disk was too slow";
    status_.lost += std::exchange(dropped_, 0);
    lock.unlock();
    Write(std::move(entry));
  }
}

void WriteQueue::Write(Entry entry) {
  const uint64_t lost = Look().lost;
  if (retry_ && std::chrono::steady_clock::now() < *retry_) {
    return Fail(*Look().trouble, std::move(entry));
  }
  std::vector<Event> events = kept_;
  if (lost > 0) events.push_back(Gap(entry, lost));
  events.insert(events.end(), entry.events.begin(), entry.events.end());
  const auto written = writer_.Append(entry.sample, entry.boot, events);
  if (!written) {
    retry_ = std::chrono::steady_clock::now() + between_tries_;
    return Fail(written.error(), std::move(entry));
  }
  kept_.clear();
  reason_.clear();
  retry_.reset();
  const auto forgotten = writer_.Tidy();
  const std::lock_guard lock(mutex_);
  ++status_.written;
  status_.lost -= lost;
  status_.trouble.reset();
  status_.bytes = writer_.Bytes();
  status_.untidy = forgotten ? std::nullopt : std::optional(forgotten.error());
}

void WriteQueue::Fail(const Error& why, Entry entry) {
  reason_ = why.message;
  if (kept_.size() < kMostKept) {
    kept_.insert(kept_.end(), entry.events.begin(), entry.events.end());
  }
  const std::lock_guard lock(mutex_);
  ++status_.lost;
  status_.trouble = why;
}

Event WriteQueue::Gap(const Entry& entry, uint64_t lost) const {
  return {entry.sample.at, "gap", "",
          std::to_string(lost) + (lost == 1 ? " sample was" : " samples were") +
              " not written: " + reason_};
}

}  // namespace netkeel
