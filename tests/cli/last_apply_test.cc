// SPDX-License-Identifier: Apache-2.0
#include "cli/last_apply.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "sample_report.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

class LastApplyTest : public testing::Test {
 protected:
  LastApplyTest()
      : folder_(fs::temp_directory_path() / ("netkeel-last-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~LastApplyTest() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(LastApplyTest, AnApplyThatChangedNothingLeavesNoTrace) {
  ASSERT_THAT(NoteApply(SampleReport(), folder_), IsOk());
  EXPECT_TRUE(fs::is_empty(folder_));
  EXPECT_FALSE(ReadLastApply(folder_));
}

TEST_F(LastApplyTest, AChangeIsRememberedWithItsEnd) {
  Report report = SampleReport();
  report.changes = {{{"eth0", "rings", "rx"}, std::nullopt, Value{uint64_t{4096}}}};
  ASSERT_THAT(NoteApply(report, folder_), IsOk());
  const auto last = ReadLastApply(folder_);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->exit_code, 2);
  EXPECT_GT(last->seconds, 1'700'000'000);
}

TEST_F(LastApplyTest, AFailureThatWasPutBackIsRememberedToo) {
  Report report = FailedReport();
  report.exit_code = ExitCode::kRolledBack;
  ASSERT_THAT(NoteApply(report, folder_), IsOk());
  EXPECT_EQ(ReadLastApply(folder_)->exit_code, 3);
}

}  // namespace
}  // namespace netkeel
