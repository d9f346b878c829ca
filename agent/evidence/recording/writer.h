// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "evidence/recording/recording.h"

namespace netkeel {

/// How much of the past is kept.
struct RecordingBounds {
  std::chrono::milliseconds keep{86'400'000};
  uint64_t bytes = uint64_t{512} << 20;  ///< of database and WAL
  /// Between two whole samples: what a reader has to go through for one, and what is forgotten at a
  /// time.
  int64_t frame = 120;
};

/// Writes a recording, alone: readers and marks may come at any time. After a crash at most the
/// sample that was just written is missing.
class RecordingWriter {
 public:
  /// Makes the file where there is none, and otherwise goes on with it. The errors of
  /// ClaimRecording, kBadInput where the file is no recording.
  static Result<RecordingWriter> Open(const std::string& file, const RecordingBounds& bounds);

  RecordingWriter(RecordingWriter&&) noexcept;
  RecordingWriter& operator=(RecordingWriter&&) noexcept;
  ~RecordingWriter();

  /// One transaction: all of it, or on an error nothing; then the next one is whole again.
  /// kNotFound where the file was removed. `boot` is the boot's id.
  Result<void> Append(const Sample& sample, const std::string& boot,
                      const std::vector<Event>& events);

  /// To be called after each sample: packs what is over, and forgets what is older than the bounds
  /// allow, oldest first. kBusy where a reader has kept the
  /// recording open for so long that it cannot be held within them.
  Result<void> Tidy();

  /// Of database and WAL.
  uint64_t Bytes() const;

 private:
  class Impl;
  explicit RecordingWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace netkeel
