// SPDX-License-Identifier: Apache-2.0
#include "report/render_history.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

Record Sample() {
  Record record;
  record.id = 3;
  record.when = 1763923181;
  record.verb = "apply";
  record.caller = {0, "1000", "sudo"};
  record.ending = Ending::kApplied;
  record.before.profile = "feed.yaml";
  record.changes.push_back({{"eth0", "channels", "combined"}, uint64_t{4}, uint64_t{2}});
  record.before.values[{"eth0", "channels", "combined"}] = uint64_t{4};
  record.before.values[{"eth0", "queues", "rx-3/rps_cpus"}] = CpuSet{6, 7};
  return record;
}

TEST(RenderHistoryTest, ARunIsALineWithWhenWhoHowManyAndHowItEnded) {
  EXPECT_EQ(
      HistoryText({Sample()}, {}),
      "run  when                  verb   changes  ending   caller                      profile\n"
      "3    2025-11-23 18:39:41Z  apply  1        applied  uid 0 (login 1000) by sudo  "
      "feed.yaml\n");
}

TEST(RenderHistoryTest, NoRunIsSaidToo) {
  EXPECT_EQ(HistoryText({}, {}), "no run has changed anything here\n");
}

TEST(RenderHistoryTest, OneRunShowsItsChangesAndWhatWasLostByThem) {
  const std::string text = RunText(Sample());
  EXPECT_THAT(text, HasSubstr("  eth0/channels/combined  4  ->  2\n"));
  EXPECT_THAT(text, HasSubstr("put back by a rollback\n  eth0/queues/rx-3/rps_cpus  6-7"));
}

TEST(RenderHistoryTest, ControlCharactersDoNotReachTheTerminal) {
  Record record = Sample();
  record.before.profile = "a\x1b[2Jb";
  record.caller.parent = "sh\nell";
  EXPECT_THAT(HistoryText({record}, {}) + RunText(record), Not(HasSubstr("\x1b")));
  EXPECT_THAT(HistoryText({record}, {}), HasSubstr("sh\\x0aell"));
}

TEST(RenderHistoryTest, JsonHasTheSame) {
  const auto document = nlohmann::json::parse(HistoryJson({Sample()}));
  const auto& run = document["runs"][0];
  EXPECT_EQ(run["id"], 3);
  EXPECT_EQ(run["ending"], "applied");
  EXPECT_EQ(run["changes"][0]["before"], "4");
  EXPECT_EQ(run["lost"][0]["address"], "eth0/queues/rx-3/rps_cpus");
}

}  // namespace
}  // namespace netkeel
