// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/write_queue.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include "support/temp_folder.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::SizeIs;

WallTime At(int64_t second) { return WallTime(milliseconds(1'795'860'000'000 + 1000 * second)); }

WriteQueue::Entry EntryAt(int64_t second, std::vector<Event> events = {}) {
  WriteQueue::Entry entry;
  entry.sample.at = At(second);
  entry.sample.uptime = milliseconds(1000 * second);
  for (int i = 0; i < 500; ++i) {
    entry.sample.values[{"nic", "eth0", std::to_string(i)}] = static_cast<uint64_t>(second);
  }
  // Its number is given in a transaction that may fail.
  if (second > 0) entry.sample.values[{"nic", "eth1", "new"}] = 7;
  entry.boot = "boot";
  entry.events = std::move(events);
  return entry;
}

/// No file grows beyond `bytes`, as on a disk that is full; while it lives.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  sighandler_t handler_ = nullptr;
};

class WriteQueueTest : public testing::Test {
 protected:
  RecordingWriter Open() const {
    auto writer = RecordingWriter::Open(file_, {});
    EXPECT_TRUE(writer) << writer.error().message;
    return std::move(*writer);
  }
  /// Pushes one at a time, so that none is dropped for being one too many.
  static void PushAndWait(WriteQueue& queue, WriteQueue::Entry entry) {
    const auto before = queue.Look();
    queue.Push(std::move(entry));
    while (queue.Look().written == before.written && queue.Look().lost == before.lost) {
      std::this_thread::yield();
    }
  }

  const TempFolder folder_;
  const std::string file_ = folder_ / "recording.sqlite";
};

TEST_F(WriteQueueTest, WhatWaitsIsWrittenBeforeItEnds) {
  {
    WriteQueue queue(Open());
    for (int second = 0; second < 5; ++second) queue.Push(EntryAt(second));
  }
  EXPECT_THAT(*ReadSamples(file_, At(0), At(9)), SizeIs(5));
}

TEST_F(WriteQueueTest, AFullDiskLosesSamplesAndHarmsNothing) {
  WriteQueue queue(Open());
  PushAndWait(queue, EntryAt(0));
  {
    const FullDisk full(1000);
    PushAndWait(queue, EntryAt(1, {{At(1), "link", "eth0", "carrier lost"}}));
    PushAndWait(queue, EntryAt(2));
    EXPECT_TRUE(queue.Look().trouble);
    EXPECT_EQ(queue.Look().lost, 2U);
    EXPECT_FALSE(ReadSamples(file_, At(1), At(9)));
  }
  EXPECT_TRUE(ReadSamples(file_, At(0), At(0)));
}

TEST_F(WriteQueueTest, OnceThereIsRoomAgainItGoesOnAndSaysWhatIsMissing) {
  {
    WriteQueue queue(Open(), milliseconds(0));
    PushAndWait(queue, EntryAt(0));
    {
      const FullDisk full(1000);
      PushAndWait(queue, EntryAt(1, {{At(1), "link", "eth0", "carrier lost"}}));
    }
    PushAndWait(queue, EntryAt(2));
    EXPECT_EQ(queue.Look().lost, 0U);
    EXPECT_FALSE(queue.Look().trouble);
  }
  const auto samples = ReadSamples(file_, At(2), At(2));
  ASSERT_TRUE(samples);
  EXPECT_EQ(samples->front().values, EntryAt(2).sample.values);
  EXPECT_THAT(*ReadSamples(file_, At(0), At(2)), SizeIs(2));
  const auto events = ReadEvents(file_, At(0), At(9));
  ASSERT_THAT(*events, SizeIs(2));
  EXPECT_EQ(events->front().text, "carrier lost");
  EXPECT_THAT(events->back().text, HasSubstr("1 sample was not written: "));
}

TEST_F(WriteQueueTest, HowTheLastSampleWentIsKnownAtItsEnd) {
  WriteQueue queue(Open());
  PushAndWait(queue, EntryAt(0));
  const FullDisk full(1000);
  queue.Push(EntryAt(1));
  queue.End();
  EXPECT_TRUE(queue.Look().trouble);
  EXPECT_EQ(queue.Look().lost, 1U);
}

}  // namespace
}  // namespace netkeel
