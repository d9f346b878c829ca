// SPDX-License-Identifier: Apache-2.0
#include "history/unended.h"

#include <gmock/gmock.h>

#include "history/records.h"
#include "support/state_folder.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class UnendedTest : public StateFolderTest {
 protected:
  Report Reported() const {
    Report report;
    ReportUnended(kernel_, StateFolder(), report);
    return report;
  }
  Record Run() const {
    return RunThatFound(kernel_, {kHostDevice, "sysctl", "net.core.dev_weight"}, uint64_t{7});
  }
  Record Waiting(uint64_t deadline) const {
    Record record = Run();
    record.ending = Ending::kWaiting;
    record.deadline = deadline;
    return record;
  }
  std::vector<std::string> Endings() const {
    std::vector<std::string> endings;
    const auto history = LoadEverything(kernel_, *Ledger::OpenToRead(StateFolder()));
    for (const Record& record : history->records) endings.emplace_back(ToText(record.ending));
    return endings;
  }

  RecordedKernel kernel_ = OneIxgbe().Build();
};

TEST_F(UnendedTest, WithoutAStateDirectoryThereIsNothingToSay) {
  EXPECT_THAT(Reported().messages, IsEmpty());
  EXPECT_EQ(Reported().exit_code, ExitCode::kAsWanted);
}

TEST_F(UnendedTest, AHostThatIsHalfDoneIsNotAsWanted) {
  SaveIn(StateFolder(), Slot::kCheckpoint, Run());
  const Report report = Reported();
  EXPECT_THAT(report.messages,
              ElementsAre(HasSubstr("is half done; `netkeel rollback` puts it back")));
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(Endings(), ElementsAre("killed, half done"));
}

TEST_F(UnendedTest, ARunThatIsAtWorkIsNotOneThatWasKilled) {
  const auto at_work = Ledger::Open(StateFolder());
  ASSERT_TRUE(at_work->Save(Slot::kCheckpoint, Run()));
  EXPECT_THAT(Reported().messages, IsEmpty());
  EXPECT_THAT(Endings(), ElementsAre("unfinished"));
}

TEST_F(UnendedTest, WhatARebootHasUndoneIsNotOpen) {
  Record record = Run();
  record.before.boot_id = "another";
  SaveIn(StateFolder(), Slot::kCheckpoint, record);
  EXPECT_THAT(Reported().messages, IsEmpty());
  EXPECT_THAT(Endings(), ElementsAre("undone by a reboot"));
}

TEST_F(UnendedTest, WaitingIsSaidAndBeingOverdueIsAmiss) {
  SaveIn(StateFolder(), Slot::kPending, Waiting(SecondsSinceBoot() + 1000));
  EXPECT_THAT(Reported().messages, ElementsAre(HasSubstr("waits for confirmation for another")));
  EXPECT_EQ(Reported().exit_code, ExitCode::kAsWanted);
  SaveIn(StateFolder(), Slot::kPending, Waiting(SecondsSinceBoot()));
  EXPECT_THAT(Reported().messages, ElementsAre(HasSubstr("its time is over")));
  EXPECT_EQ(Reported().exit_code, ExitCode::kDrift);
}

TEST_F(UnendedTest, ADamagedRecordIsSaid) {
  SaveIn(StateFolder(), Slot::kCheckpoint, Run());
  for (const auto& entry : std::filesystem::directory_iterator(StateFolder())) {
    const bool it = entry.path().filename().string().starts_with("checkpoint");
    if (it) std::filesystem::resize_file(entry.path(), 90);
  }
  EXPECT_THAT(Reported().messages, ElementsAre(HasSubstr("damaged")));
}

}  // namespace
}  // namespace netkeel
