// SPDX-License-Identifier: Apache-2.0
#include "history/last_apply.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "history/ledger.h"
#include "host/inventory.h"
#include "support/matchers.h"
#include "support/temp_folder.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

class LastApplyTest : public testing::Test {
 protected:
  Record Run(uint64_t id, Ending ending) const {
    Record record;
    record.id = id;
    record.when = 1'700'000'000 + id;
    record.verb = "apply";
    record.ending = ending;
    record.before.boot_id = BootId(kernel_);
    return record;
  }
  void Ended(uint64_t id, Ending ending) const {
    ASSERT_THAT(Ledger::Open(folder_.string())->AddToHistory(Run(id, ending)), IsOk());
  }
  void Open(Ledger::Slot slot, const Record& record) const {
    ASSERT_THAT(Ledger::Open(folder_.string())->Save(slot, record), IsOk());
  }
  int ExitCode() const {
    return LastApplyIn(kernel_, folder_.string()).value_or(LastApply{0, -1}).exit_code;
  }

  const TempFolder folder_;
  const RecordedKernel kernel_ = TreeBuilder().Build();
};

TEST_F(LastApplyTest, WithoutARunThereIsNone) {
  EXPECT_FALSE(LastApplyIn(kernel_, (folder_ / "none").string()));
  Ledger::Open(folder_.string()).value();
  EXPECT_FALSE(LastApplyIn(kernel_, folder_.string()));
}

TEST_F(LastApplyTest, TheLastRunOfTheHistoryCounts) {
  Ended(1, Ending::kFailed);
  EXPECT_EQ(ExitCode(), 3);
  Ended(2, Ending::kPartly);
  EXPECT_EQ(ExitCode(), 2);
  Ended(3, Ending::kApplied);
  EXPECT_EQ(ExitCode(), 0);
  EXPECT_EQ(LastApplyIn(kernel_, folder_.string())->seconds, 1'700'000'003);
}

TEST_F(LastApplyTest, OneThatWasKilledIsHalfDone) {
  Ended(1, Ending::kApplied);
  Open(Ledger::Slot::kCheckpoint, Run(2, Ending::kUnfinished));
  EXPECT_EQ(ExitCode(), 4);
}

TEST_F(LastApplyTest, OneThatWaitsIsWellUntilItIsOverdue) {
  Record record = Run(1, Ending::kWaiting);
  record.deadline = SecondsSinceBoot() + 1000;
  Open(Ledger::Slot::kPending, record);
  EXPECT_EQ(ExitCode(), 0);
  record.deadline = 0;
  Open(Ledger::Slot::kPending, record);
  EXPECT_EQ(ExitCode(), 4);
}

}  // namespace
}  // namespace netkeel
