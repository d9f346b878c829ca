// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "evidence/recording/database.h"
#include "evidence/recording/recording.h"
#include "evidence/recording/writer.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

constexpr milliseconds kWindow(10'000);

WallTime At(int64_t tenths) { return WallTime(milliseconds(1'795'860'000'000 + 100 * tenths)); }

class SampleRunsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto writer = RecordingWriter::Open(file(), {.frame = 7});
    ASSERT_TRUE(writer) << writer.error().message;
    writer_ = std::make_unique<RecordingWriter>(std::move(*writer));
  }

  std::string file() const { return folder_.string() + "/recording.sqlite"; }

  /// A sample a second, from the one tenth to the other.
  void Record(int64_t from, int64_t to, const std::string& boot = "one") {
    for (int64_t at = from; at <= to; at += 10) {
      Sample sample;
      sample.at = At(at);
      sample.uptime = milliseconds(up_ += 1000);
      sample.values[{"ip", "host", "IpInReceives"}] = static_cast<uint64_t>(up_);
      ASSERT_TRUE(writer_->Append(sample, boot, {}));
    }
  }

  void End() { writer_.reset(); }

  Error Refused(int64_t tenth) const {
    const auto around = ReadSamplesAround(file(), At(tenth), kWindow);
    EXPECT_FALSE(around);
    return around ? Error{} : around.error();
  }

  void Change(const std::string& sql) {
    End();
    ASSERT_TRUE(Database::Open(file(), Database::Mode::kWrite)->Run(sql));
  }

  TempFolder folder_;
  std::unique_ptr<RecordingWriter> writer_;
  int64_t up_ = 50'000;
};

TEST_F(SampleRunsTest, TheSamplesNextToTheWindowCloseIt) {
  Record(0, 300);
  const auto around = ReadSamplesAround(file(), At(105), kWindow);
  ASSERT_TRUE(around) << around.error().message;
  EXPECT_EQ(around->samples.front().at, At(50));
  EXPECT_EQ(around->samples.back().at, At(160));
  EXPECT_EQ(around->left_out, 0U);
}

TEST_F(SampleRunsTest, AMomentThatNoSampleIsBehindYetIsToBeWaitedFor) {
  Record(0, 300);
  const Error error = Refused(302);
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_THAT(error.message, AllOf(HasSubstr("no two samples enclose " + MomentText(At(302))),
                                   HasSubstr("to " + MomentText(At(300))),
                                   HasSubstr("ask again after its next sample")));
}

TEST_F(SampleRunsTest, AMomentAfterTheEndOfARecordingIsRefusedWithWhatItHas) {
  Record(0, 300);
  End();
  EXPECT_THAT(Refused(360).message, HasSubstr("it goes from " + MomentText(At(0)) + " to "));
  EXPECT_THAT(Refused(360).message, Not(HasSubstr("at work")));
  EXPECT_THAT(Refused(-2).message, HasSubstr("what was lost then is not known"));
}

TEST_F(SampleRunsTest, AMomentBetweenSamplesThatAreFarFromItIsRefused) {
  Record(0, 20);
  Record(10'000, 10'020);
  EXPECT_THAT(Refused(25).message, HasSubstr("a larger --window"));
  EXPECT_TRUE(ReadSamplesAround(file(), At(25), milliseconds(3'000'000)));
}

TEST_F(SampleRunsTest, ALookEachMinuteIsEnoughForAShortWindow) {
  Record(0, 0);
  Record(300, 300);
  const auto around = ReadSamplesAround(file(), At(150), kWindow);
  ASSERT_TRUE(around) << around.error().message;
  EXPECT_THAT(around->samples, SizeIs(2));
}

TEST_F(SampleRunsTest, ASampleOfAnotherBootClosesNothing) {
  Record(0, 40);
  Record(60, 200, "two");
  const auto around = ReadSamplesAround(file(), At(100), kWindow);
  ASSERT_TRUE(around) << around.error().message;
  EXPECT_EQ(around->samples.front().at, At(60));
}

TEST_F(SampleRunsTest, OfAClockThatWasSetBackItSaysWhatItLeavesOut) {
  Record(0, 300);
  Record(105, 405);
  const auto around = ReadSamplesAround(file(), At(200), kWindow);
  ASSERT_TRUE(around) << around.error().message;
  EXPECT_EQ(around->left_out, 10U);
}

TEST_F(SampleRunsTest, ARecordingWithoutItsFramesIsDamaged) {
  Record(0, 300);
  Change("UPDATE samples SET frame = NULL");
  EXPECT_THAT(Refused(100).message, HasSubstr("is damaged"));
  EXPECT_THAT(ReadSamples(file(), At(0), At(300)).error().message, HasSubstr("is damaged"));
}

TEST_F(SampleRunsTest, ASampleThatIsMissingIsDamage) {
  Record(0, 300);
  Change("DELETE FROM samples WHERE id = 9");
  EXPECT_EQ(Refused(105).code, ErrorCode::kBadInput);
}

TEST_F(SampleRunsTest, TimesThatCannotBeAreDamage) {
  Record(0, 300);
  Change("UPDATE samples SET uptime_ms = -9223372036854775808 WHERE id = 10");
  EXPECT_THAT(Refused(100).message, HasSubstr("is damaged"));
}

TEST_F(SampleRunsTest, AMarkOfATimeThatCannotBeIsEnclosedByNothing) {
  Record(0, 300);
  Change("INSERT INTO events(at_ms, kind, text) VALUES(9223372036854775807, 'mark', 'gap')");
  const auto mark = FindMark(file(), "gap");
  ASSERT_TRUE(mark);
  EXPECT_FALSE(ReadSamplesAround(file(), mark->at, kWindow));
}

TEST_F(SampleRunsTest, AViewInThePlaceOfATableIsNotRead) {
  Record(0, 300);
  Change(
      "DROP TABLE packed; CREATE VIEW packed(key, course) AS WITH RECURSIVE n(i) AS "
      "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, '[1]' FROM n");
  EXPECT_THAT(Refused(100).message, HasSubstr("'packed' in it is none of a recording's tables"));
}

TEST_F(SampleRunsTest, ATriggerIsNotRunByAMark) {
  Record(0, 300);
  Change("CREATE TRIGGER theirs AFTER INSERT ON events BEGIN DELETE FROM samples; END");
  EXPECT_THAT(AddMark(file(), {.kind = "mark", .text = "gap"}).error().message,
              HasSubstr("'theirs'"));
}

}  // namespace
}  // namespace netkeel
