// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "evidence/recording/writer.h"

namespace netkeel {

/// Writes to a recording in a thread of its own, so that a slow disk makes no look late. What
/// cannot be written is lost and counted: the recording says so as a gap once there is room again.
class WriteQueue {
 public:
  struct Entry {
    Sample sample;
    std::string boot;
    std::vector<Event> events;
  };
  struct Status {
    uint64_t written = 0;          ///< samples
    uint64_t lost = 0;             ///< of the trouble that there is now
    std::optional<Error> trouble;  ///< why nothing is written just now
    std::optional<Error> untidy;   ///< why the bounds are not kept, though samples are written
    uint64_t bytes = 0;            ///< of the recording
  };

  /// After a failure the next try is made `between_tries` later: each is of a whole sample.
  explicit WriteQueue(RecordingWriter writer,
                      std::chrono::milliseconds between_tries = std::chrono::seconds(2));
  /// As End.
  ~WriteQueue();
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// Never waits: where too many wait already, the oldest is lost.
  void Push(Entry entry);

  /// Writes what waits, and takes no more; how that went Look tells.
  void End();

  Status Look() const;

 private:
  void Work();
  void Write(Entry entry);
  void Fail(const Error& why, Entry entry);
  Event Gap(const Entry& entry, uint64_t lost) const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> waiting_;
  bool ends_ = false;
  Status status_;
  uint64_t dropped_ = 0;  // without having been tried

  // The thread's own.
  RecordingWriter writer_;
  std::chrono::milliseconds between_tries_;
  std::vector<Event> kept_;  // of samples that were lost
  std::string reason_;
  std::optional<std::chrono::steady_clock::time_point> retry_;
  std::thread thread_;
};

}  // namespace netkeel
