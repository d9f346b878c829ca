// SPDX-License-Identifier: Apache-2.0
#include "history/record.h"

#include "history/records.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

TEST(RecordTest, ItsTextGivesTheSameAgain) {
  const Record record = SampleRecord();
  const auto again = RecordFromJson(ToJson(record));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(ToJson(*again), ToJson(record));
  EXPECT_EQ(again->before.values, record.before.values);
  EXPECT_EQ(again->before.devices.at(0).permanent_mac, "02:00:00:00:00:01");
  EXPECT_TRUE(again->before.devices.at(0).carrier);
  EXPECT_EQ(again->changes.at(1).before, std::nullopt);
  EXPECT_EQ(again->ending, Ending::kConfirmed);
}

TEST(RecordTest, WhatIsNoRecordIsRefused) {
  const char* const broken[] = {
      R"()",
      R"([])",
      R"({"id":1})",
      R"({"id":-1,"ending":"applied"})",
      R"({"id":1,"ending":"fine"})",
      R"({"id":1,"ending":"applied","values":[{"device":"a","tunable":"b","key":"c"}]})",
      R"({"id":1,"ending":"applied","values":[{"device":"a","tunable":"b","key":"c","value":5}]})",
      R"({"id":1,"ending":"applied","values":[{"device":"a","tunable":"b","key":"c",)"
      R"("value":{"cpus":"5-1"}}]})",
      R"({"id":1,"ending":"applied","devices":[{"name":"a"}]})",
      R"({"id":1,"ending":"applied","devices":[{"name":"a","ifindex":4294967296}]})",
      R"({"id":1,"ending":"applied","devices":[{"name":"/host","ifindex":0}]})",
      R"({"id":1,"ending":"applied","values":[{"device":"/a","tunable":"b","key":"c",)"
      R"("value":{"text":"d"}}]})",
      R"({"id":1,"ending":"applied","changes":[7]})",
      R"({"id":1,"ending":"applied","values":[7]})",
  };
  for (const char* const text : broken) {
    EXPECT_THAT(RecordFromJson(text), HasCode(ErrorCode::kBadInput)) << text;
  }
}

TEST(RecordTest, ANameThatIsNoUtf8DoesNotThrow) {
  Record record = SampleRecord();
  record.before.devices[0].name = "eth\xff";
  EXPECT_THAT(RecordFromJson(ToJson(record)), IsOk());
}

TEST(RecordTest, OnlyRunsThatWereNotPutBackLeftChanges) {
  EXPECT_TRUE(LeftChanges(Ending::kApplied));
  EXPECT_TRUE(LeftChanges(Ending::kHalf));
  EXPECT_FALSE(LeftChanges(Ending::kFailed));
  EXPECT_FALSE(LeftChanges(Ending::kUnconfirmed));
}

}  // namespace
}  // namespace netkeel
