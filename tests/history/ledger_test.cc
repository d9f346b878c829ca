// SPDX-License-Identifier: Apache-2.0
#include "history/ledger.h"

#include <filesystem>
#include <fstream>

#include "history/records.h"
#include "support/matchers.h"
#include "support/state_folder.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;
using Slot = Ledger::Slot;

class LedgerTest : public StateFolderTest {
 protected:
  fs::path FileThatBegins(const std::string& prefix) const {
    for (const auto& entry : fs::directory_iterator(StateFolder())) {
      if (entry.path().filename().string().starts_with(prefix)) return entry.path();
    }
    return {};
  }
};

TEST_F(LedgerTest, EachSlotHoldsOneRecord) {
  const auto ledger = Ledger::Open(StateFolder());
  ASSERT_THAT(ledger, IsOk());
  ASSERT_THAT(ledger->Save(Slot::kCheckpoint, SampleRecord()), IsOk());
  EXPECT_EQ((*ledger->Load(Slot::kCheckpoint))->id, 7U);
  EXPECT_FALSE(ledger->Load(Slot::kPending)->has_value());
  ASSERT_THAT(ledger->Discard(Slot::kCheckpoint), IsOk());
  EXPECT_FALSE(ledger->Load(Slot::kCheckpoint)->has_value());
}

TEST_F(LedgerTest, IdsCountUpFromTheLastOfTheHistory) {
  const auto ledger = Ledger::Open(StateFolder());
  EXPECT_THAT(ledger->NextId(), IsOkAnd(1U));
  ASSERT_THAT(ledger->AddToHistory(SampleRecord()), IsOk());
  EXPECT_THAT(ledger->NextId(), IsOkAnd(8U));
}

TEST_F(LedgerTest, ARecordThatCannotBeWrittenLeavesThePlaceToThatOfTheSlot) {
  const auto ledger = Ledger::Open(StateFolder());
  Record record = SampleRecord();
  record.ending = Ending::kUnfinished;
  ASSERT_THAT(ledger->Save(Slot::kCheckpoint, record), IsOk());
  // A folder in the way of the file that is to be written.
  const std::string name = FileThatBegins("checkpoint").filename().string();
  const fs::path history = fs::path(StateFolder()) / ("history-7" + name.substr(10));
  fs::create_directory(history.string() + ".new");
  EXPECT_THAT(ledger->Conclude(Slot::kCheckpoint, record), IsOkAnd(testing::Not("")));
  EXPECT_TRUE(ledger->HasEnded(7));
  EXPECT_FALSE(fs::exists(fs::path(StateFolder()) / name));
  const auto kept = ledger->LoadHistory();
  ASSERT_EQ(kept->records.size(), 1U);
  EXPECT_EQ(kept->records[0].ending, Ending::kUnrecorded);
  EXPECT_EQ(kept->records[0].before.values, record.before.values);
}

TEST_F(LedgerTest, WhereEvenThatFailsTheSlotStaysAsItWas) {
  const auto ledger = Ledger::Open(StateFolder());
  const Record record = SampleRecord();
  ASSERT_THAT(ledger->Save(Slot::kCheckpoint, record), IsOk());
  const std::string name = FileThatBegins("checkpoint").filename().string();
  fs::create_directory(fs::path(StateFolder()) / ("history-7" + name.substr(10)));
  EXPECT_FALSE(ledger->Conclude(Slot::kCheckpoint, record).has_value());
  EXPECT_TRUE(ledger->Load(Slot::kCheckpoint)->has_value());
}

TEST_F(LedgerTest, RoomThatWasReservedIsUsedAndGivenBack) {
  const auto ledger = Ledger::Open(StateFolder());
  const Record record = SampleRecord();
  ASSERT_THAT(ledger->Save(Slot::kCheckpoint, record), IsOk());
  ASSERT_THAT(ledger->Reserve(record, false), IsOk());
  EXPECT_GT(fs::file_size(FileThatBegins("history-7")), ToJson(record).size());
  EXPECT_THAT(ledger->Conclude(Slot::kCheckpoint, record), IsOkAnd(""));
  EXPECT_EQ(ToJson(ledger->LoadHistory()->records.at(0)), ToJson(record));
  ASSERT_THAT(ledger->Reserve(record, true), IsOk());
  ASSERT_THAT(ledger->Discard(Slot::kCheckpoint), IsOk());
  EXPECT_EQ(FileThatBegins("pending"), fs::path());
}

TEST_F(LedgerTest, WhatNamespacesOfAnotherBootHaveLeftIsRemoved) {
  Ledger::Open(StateFolder()).value();
  const std::string other = "history-1-netns-00000000-0000-0000-0000-000000000000-cookie-8";
  for (const std::string& name : {other, std::string("history-1-netns-4026531840"),
                                  std::string("history-1"), std::string("last-apply")}) {
    std::ofstream(fs::path(StateFolder()) / name) << "x";
  }
  Ledger::Open(StateFolder()).value();
  EXPECT_FALSE(fs::exists(fs::path(StateFolder()) / other));
  EXPECT_FALSE(fs::exists(fs::path(StateFolder()) / "last-apply"));
  EXPECT_TRUE(fs::exists(fs::path(StateFolder()) / "history-1"));
  EXPECT_TRUE(fs::exists(fs::path(StateFolder()) / "history-1-netns-4026531840"));
}

TEST_F(LedgerTest, TheHistoryForgetsTheOldestOfMoreThanFifty) {
  const auto ledger = Ledger::Open(StateFolder());
  Record record = SampleRecord();
  for (record.id = 1; record.id <= 53; ++record.id) {
    ASSERT_THAT(ledger->AddToHistory(record), IsOk());
  }
  const auto history = ledger->LoadHistory();
  ASSERT_THAT(history, IsOk());
  EXPECT_EQ(history->records.size(), 50U);
  EXPECT_EQ(history->records.front().id, 4U);
}

TEST_F(LedgerTest, RunsThatLeftNothingPushOutNoneThatDid) {
  const auto ledger = Ledger::Open(StateFolder());
  Record record = SampleRecord();
  record.id = 1;
  ASSERT_THAT(ledger->AddToHistory(record), IsOk());
  record.verb = "trial";
  record.ending = Ending::kTried;
  for (record.id = 2; record.id <= 60; ++record.id) {
    ASSERT_THAT(ledger->AddToHistory(record), IsOk());
  }
  const auto history = ledger->LoadHistory();
  ASSERT_THAT(history, IsOk());
  EXPECT_EQ(history->records.size(), 51U);
  EXPECT_EQ(history->records.front().id, 1U);
  EXPECT_EQ(history->records.front().ending, Ending::kConfirmed);
}

TEST_F(LedgerTest, TheHistoryOfLargeRunsIsBoundedInBytes) {
  const auto ledger = Ledger::Open(StateFolder());
  Record record = SampleRecord();
  record.reason = std::string(size_t{3} << 20, 'x');
  for (record.id = 1; record.id <= 4; ++record.id) {
    ASSERT_THAT(ledger->AddToHistory(record), IsOk());
  }
  EXPECT_EQ(ledger->LoadHistory()->records.size(), 2U);
}

TEST_F(LedgerTest, ADamagedRunIsNamedAndTheOthersAreThere) {
  const auto ledger = Ledger::Open(StateFolder());
  Record record = SampleRecord();
  for (record.id = 1; record.id <= 2; ++record.id) {
    ASSERT_THAT(ledger->AddToHistory(record), IsOk());
  }
  fs::resize_file(FileThatBegins("history-1"), 100);
  const auto history = ledger->LoadHistory();
  ASSERT_EQ(history->records.size(), 1U);
  EXPECT_EQ(history->records[0].id, 2U);
  EXPECT_TRUE(history->unreadable.contains(1));
}

TEST_F(LedgerTest, ARunUnderAnotherNumberIsNotTaken) {
  const auto ledger = Ledger::Open(StateFolder());
  ASSERT_THAT(ledger->AddToHistory(SampleRecord()), IsOk());
  const std::string name = FileThatBegins("history-7").string();
  std::string other = name;
  other.replace(other.find("history-7"), 9, "history-8");
  fs::copy(name, other);
  EXPECT_TRUE(ledger->LoadHistory()->unreadable.contains(8));
}

TEST_F(LedgerTest, WhatWasNotWrittenToItsEndIsDropped) {
  { ASSERT_THAT(Ledger::Open(StateFolder())->Save(Slot::kCheckpoint, SampleRecord()), IsOk()); }
  const fs::path whole = FileThatBegins("checkpoint");
  fs::copy(whole, whole.string() + ".new");
  ASSERT_THAT(Ledger::Open(StateFolder()), IsOk());
  EXPECT_FALSE(fs::exists(whole.string() + ".new"));
  EXPECT_TRUE(fs::exists(whole));
}

TEST_F(LedgerTest, ACheckpointWithoutItsSealIsRefused) {
  const auto ledger = Ledger::Open(StateFolder());
  ASSERT_THAT(ledger->Save(Slot::kCheckpoint, SampleRecord()), IsOk());
  std::ofstream(FileThatBegins("checkpoint")) << ToJson(SampleRecord());
  EXPECT_THAT(ledger->Load(Slot::kCheckpoint), HasCode(ErrorCode::kBadInput));
}

}  // namespace
}  // namespace netkeel
