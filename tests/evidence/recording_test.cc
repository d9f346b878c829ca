// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/recording.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "evidence/recording/database.h"
#include "evidence/recording/writer.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kBoot = "c8a1b7e2-0000-4000-8000-000000000001";
constexpr int64_t kStart = 1'795'860'000'000;

WallTime At(int64_t seconds) { return WallTime(milliseconds(kStart + 1000 * seconds)); }

Sample SampleAt(int64_t seconds) {
  Sample sample;
  sample.at = At(seconds);
  sample.uptime = milliseconds(50'000 + 1000 * seconds);
  return sample;
}

/// Counters, facts and places that cannot be read come and go; some change, most do not.
Sample Busy(int64_t seconds, std::mt19937& random) {
  Sample sample = SampleAt(seconds);
  for (int cpu = 0; cpu < 40; ++cpu) {
    const std::string place = "cpu" + std::to_string(cpu);
    if (random() % 10 == 0) continue;
    sample.values[{"softnet", place, "processed"}] =
        random() % 3 == 0 ? random() : static_cast<uint64_t>(cpu);
    sample.values[{"softnet", place, "huge"}] = UINT64_MAX - random() % 2;
    sample.facts[{"vector", place, "affinity"}] = std::to_string(random() % 2);
    // One name can be both.
    sample.facts[{"softnet", place, "processed"}] = "fact";
  }
  if (random() % 2 == 0) sample.unread["sockets"] = "needs root: " + std::to_string(random() % 2);
  return sample;
}

bool IsSame(const Sample& left, const Sample& right) {
  return left.at == right.at && left.uptime == right.uptime && left.values == right.values &&
         left.facts == right.facts && left.unread == right.unread;
}

class RecordingTest : public testing::Test {
 protected:
  std::string file() const { return folder_.string() + "/recording.sqlite"; }

  RecordingWriter Open(const RecordingBounds& bounds = {}) {
    auto writer = RecordingWriter::Open(file(), bounds);
    EXPECT_TRUE(writer) << writer.error().message;
    return std::move(*writer);
  }

  void Write(RecordingWriter& writer, const Sample& sample, const std::string& boot = kBoot,
             const std::vector<Event>& events = {}) {
    const auto written = writer.Append(sample, boot, events);
    EXPECT_TRUE(written) << written.error().message;
    const auto forgotten = writer.Tidy();
    EXPECT_TRUE(forgotten) << forgotten.error().message;
  }

  /// A thousand counters, each of which has another number.
  const Sample& Wide(int64_t second, std::mt19937& random) {
    for (int i = 0; wide_.values.size() < 1000; ++i) {
      wide_.values[{"nic", "eth0", std::to_string(i)}] = 0;
    }
    for (auto& [id, value] : wide_.values) value = random();
    const Sample at = SampleAt(second);
    wide_.at = at.at;
    wide_.uptime = at.uptime;
    return wide_;
  }

  std::vector<Sample> Read(int64_t from, int64_t to) {
    auto samples = ReadSamples(file(), At(from), At(to));
    EXPECT_TRUE(samples) << samples.error().message;
    return samples ? *samples : std::vector<Sample>();
  }

  TempFolder folder_;
  Sample wide_;
};

TEST_F(RecordingTest, EverySampleIsReadAsItWasTakenWhateverCameAndWent) {
  std::mt19937 random(1);
  std::vector<Sample> taken;
  auto writer = Open({.frame = 7});
  for (int second = 0; second < 50; ++second) {
    taken.push_back(Busy(second, random));
    Write(writer, taken.back());
  }
  for (int first = 0; first < 50; ++first) {
    const auto read = Read(first, 49);
    ASSERT_THAT(read, SizeIs(50 - first));
    for (size_t i = 0; i < read.size(); ++i) {
      EXPECT_TRUE(IsSame(read[i], taken[static_cast<size_t>(first) + i])) << first << ' ' << i;
    }
  }
}

TEST_F(RecordingTest, TheViewForOthersHasEveryNumber) {
  std::mt19937 random(4);
  auto writer = Open({.frame = 6});
  uint64_t packets = 100;
  for (int second = 0; second < 40; ++second) {
    Sample sample = SampleAt(second);
    sample.values[{"nic", "eth0", "rx_packets"}] = packets += 1 + random() % 1000;
    if (second % 9 != 0) sample.values[{"nic", "eth1", "rx_packets"}] = packets;
    sample.values[{"nic", "eth0", "rare"}] = second < 30 ? 1 : 7;
    Write(writer, sample);
    const auto database = Database::Open(file(), Database::Mode::kRead);
    const auto value = [&](const std::string& place, const std::string& name) {
      return database->Number("SELECT value FROM series WHERE place = '" + place +
                              "' AND name = '" + name + "' ORDER BY time DESC LIMIT 1");
    };
    EXPECT_EQ(value("eth0", "rx_packets"), static_cast<int64_t>(packets));
    EXPECT_EQ(value("eth0", "rare"), second < 30 ? 1 : 7);
    EXPECT_EQ(database->Number("SELECT count(DISTINCT time) FROM series WHERE place = 'eth0' AND "
                               "name = 'rx_packets'"),
              second + 1);
  }
  const auto database = Database::Open(file(), Database::Mode::kRead);
  EXPECT_GT(*database->Number("SELECT count(*) FROM packed"), 10);
  EXPECT_EQ(
      database->Number("SELECT count(*) FROM numbers WHERE counter = (SELECT id FROM counters "
                       "WHERE name = 'rare') AND sample < 30"),
      0);
}

TEST_F(RecordingTest, ARecorderThatIsStartedAgainGoesOnBehindWhatIsThere) {
  std::mt19937 random(2);
  std::vector<Sample> taken;
  for (int second = 0; second < 30; ++second) {
    auto writer = Open();
    taken.push_back(Busy(second, random));
    Write(writer, taken.back());
    taken.push_back(Busy(++second, random));
    Write(writer, taken.back());
  }
  const auto read = Read(0, 30);
  ASSERT_THAT(read, SizeIs(30));
  for (size_t i = 0; i < read.size(); ++i) EXPECT_TRUE(IsSame(read[i], taken[i])) << i;
}

TEST_F(RecordingTest, OnlyWhatChangedIsWrittenBetweenWholeSamples) {
  auto writer = Open({.frame = 1000});
  Sample sample = SampleAt(0);
  for (int i = 0; i < 1000; ++i) sample.values[{"nic", "eth0", std::to_string(i)}] = 7;
  Write(writer, sample);
  const uint64_t before = writer.Bytes();
  for (int second = 1; second < 400; ++second) {
    Sample next = SampleAt(second);
    next.values = sample.values;
    next.values[{"nic", "eth0", "5"}] = static_cast<uint64_t>(second);
    Write(writer, next);
  }
  EXPECT_LT(writer.Bytes() - before, 6'000'000U);
  EXPECT_EQ(Read(399, 399).front().values.size(), 1000U);
}

TEST_F(RecordingTest, WhatIsOlderThanWantedIsForgotten) {
  auto writer = Open({.keep = milliseconds(60'000), .frame = 10});
  for (int second = 0; second < 300; ++second) Write(writer, SampleAt(second));
  const auto read = Read(0, 300);
  EXPECT_GE(read.size(), 60U);
  EXPECT_LE(read.size(), 80U);
  EXPECT_EQ(read.back().at, At(299));
}

TEST_F(RecordingTest, AClockThatJumpsForgetsNothing) {
  auto writer = Open({.keep = milliseconds(60'000), .frame = 5});
  for (int second = 0; second < 40; ++second) {
    Sample sample = SampleAt(second);
    if (second > 20) sample.at += std::chrono::hours(10'000);
    Write(writer, sample);
  }
  EXPECT_THAT(Read(0, 20), SizeIs(21));
}

TEST_F(RecordingTest, WhereTheClockWasSetBackTheLongestRunOfThatTimeIsRead) {
  auto writer = Open();
  for (int second = 0; second < 10; ++second) Write(writer, SampleAt(second));
  for (int second = 10; second < 30; ++second) {
    Sample sample = SampleAt(second);
    sample.at -= std::chrono::seconds(8);
    Write(writer, sample);
  }
  const auto read = Read(5, 9);
  ASSERT_THAT(read, SizeIs(5));
  EXPECT_EQ(read.front().uptime, milliseconds(63'000));
}

TEST_F(RecordingTest, ItStaysWithinItsBytesAndLosesTheOldest) {
  std::mt19937 random(3);
  const uint64_t limit = uint64_t{4} << 20;
  auto writer = Open({.bytes = limit, .frame = 20});
  for (int second = 0; second < 400; ++second) {
    Write(writer, Wide(second, random));
    ASSERT_LE(writer.Bytes(), limit);
  }
  const auto read = Read(0, 400);
  EXPECT_GT(read.size(), 100U);
  EXPECT_EQ(read.back().at, At(399));
}

TEST_F(RecordingTest, ALowerLimitMakesTheFileSmaller) {
  constexpr uint64_t kLimit = uint64_t{4} << 20;
  std::mt19937 random(3);
  {
    auto writer = Open({.bytes = uint64_t{64} << 20, .frame = 50});
    for (int second = 0; second < 450; ++second) Write(writer, Wide(second, random));
    ASSERT_GT(writer.Bytes(), kLimit + kLimit / 8);
  }
  auto writer = Open({.bytes = kLimit, .frame = 50});
  for (int second = 450; second < 460; ++second) Write(writer, Wide(second, random));
  EXPECT_LE(writer.Bytes(), kLimit);
}

TEST_F(RecordingTest, CountersThatComeAndGoAllTheTimeLeaveNothingBehind) {
  auto writer = Open({.keep = milliseconds(60'000), .frame = 10});
  uint64_t steady = 0;
  for (int second = 0; second < 2000; ++second) {
    Sample sample = SampleAt(second);
    for (int i = 0; i < 20; ++i) {
      sample.values[{"socket", "udp inode " + std::to_string(second * 20 + i), "drops"}] = 1;
    }
    Write(writer, sample);
    if (second == 500) steady = writer.Bytes();
  }
  EXPECT_LE(writer.Bytes(), steady + 200'000);
}

TEST_F(RecordingTest, ALongWindowIsThinnedOut) {
  Sample sample;
  for (int i = 0; i < 15'000; ++i) sample.values[{"nic", "eth0", std::to_string(i)}] = 7;
  auto writer = Open({.frame = 50});
  for (int second = 0; second < 70; ++second) {
    sample.at = At(second);
    Write(writer, sample);
  }
  const auto read = Read(0, 69);
  EXPECT_LE(read.size(), 37U);
  EXPECT_GE(read.size(), 30U);
  EXPECT_EQ(read.front().at, At(0));
  EXPECT_EQ(read.back().at, At(69));
}

TEST_F(RecordingTest, AnotherBootBeginsWithAWholeSample) {
  auto writer = Open();
  Sample before = SampleAt(0);
  before.values[{"nic", "eth0", "old"}] = 1;
  Write(writer, before);
  Sample after = SampleAt(100);
  after.uptime = milliseconds(10'000);
  after.values[{"nic", "eth0", "new"}] = 1;
  Write(writer, after, "another boot");
  EXPECT_EQ(Read(0, 0).front().boot, kBoot);
  const auto read = Read(100, 100);
  ASSERT_THAT(read, SizeIs(1));
  EXPECT_EQ(read.front().values, after.values);
  EXPECT_EQ(read.front().boot, "another boot");
}

TEST_F(RecordingTest, OfATimeThatIsNotThereItSaysWhatIs) {
  auto writer = Open();
  for (int second = 0; second < 5; ++second) Write(writer, SampleAt(second));
  const auto read = ReadSamples(file(), At(100), At(200));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(read.error().message,
              HasSubstr("it goes from " + MomentText(At(0)) + " to " + MomentText(At(4))));
}

TEST_F(RecordingTest, EventsAreReadInTheOrderOfTime) {
  auto writer = Open();
  const Event late{At(9), "setting", "/proc/irq/37/smp_affinity", "1 -> 3, by pid 350", 350};
  Write(writer, SampleAt(0), kBoot, {late, {At(2), "start", "", "recording", 0}});
  const auto events = ReadEvents(file(), At(0), At(10));
  ASSERT_TRUE(events);
  ASSERT_THAT(*events, SizeIs(2));
  EXPECT_EQ(events->front().kind, "start");
  EXPECT_EQ(events->back().text, late.text);
  EXPECT_EQ(events->back().place, late.place);
  EXPECT_EQ(events->back().pid, 350);
}

TEST_F(RecordingTest, AMarkIsFoundByItsText) {
  auto writer = Open();
  Write(writer, SampleAt(0));
  ASSERT_TRUE(AddMark(file(), {At(1), "mark", "", "gap 1204-1210", 0}));
  ASSERT_TRUE(AddMark(file(), {At(3), "mark", "", "gap 1204-1210", 0}));
  EXPECT_EQ(FindMark(file(), "gap 1204-1210")->at, At(3));
  const auto none = FindMark(file(), "gap 7");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("the marks in it are \"gap 1204-1210\""));
}

TEST_F(RecordingTest, AReaderThatStaysDoesNotMakeItGrowBeyondItsLimit) {
  std::mt19937 random(5);
  const uint64_t limit = uint64_t{4} << 20;
  auto writer = Open({.bytes = limit});
  Write(writer, Wide(0, random));
  auto reader = Database::Open(file(), Database::Mode::kRead);
  ASSERT_TRUE(reader->Run("BEGIN; SELECT * FROM samples"));
  ErrorCode code = ErrorCode::kIo;
  for (int second = 1; second < 300 && code == ErrorCode::kIo; ++second) {
    const auto written = writer.Append(Wide(second, random), kBoot, {});
    if (!written) code = written.error().code;
  }
  EXPECT_EQ(code, ErrorCode::kBusy);
  EXPECT_LE(writer.Bytes(), limit);
  ASSERT_TRUE(reader->Run("COMMIT"));
  Write(writer, Wide(300, random));
}

TEST_F(RecordingTest, OneThatWasRemovedIsWrittenNoMore) {
  auto writer = Open();
  Write(writer, SampleAt(0));
  ::unlink(file().c_str());
  const auto written = writer.Append(SampleAt(1), kBoot, {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kNotFound);
}

TEST_F(RecordingTest, ACopyInAFolderThatCannotBeWrittenIsRead) {
  {
    auto writer = Open();
    Write(writer, SampleAt(0));
  }
  ::chmod(folder_.path().c_str(), 0500);
  // Nothing is closed to root.
  constexpr uid_t kNobody = 65534;
  const bool is_root = ::geteuid() == 0;
  if (is_root) {
    ASSERT_EQ(::chown(folder_.path().c_str(), kNobody, kNobody), 0);
    ASSERT_EQ(::chown(file().c_str(), kNobody, kNobody), 0);
    ASSERT_EQ(::seteuid(kNobody), 0);
  }
  const auto read = ReadSamples(file(), At(0), At(1));
  if (is_root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  ::chmod(folder_.path().c_str(), 0700);
  EXPECT_TRUE(read) << read.error().message;
}

}  // namespace
}  // namespace netkeel
