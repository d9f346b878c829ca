// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_counter.h"

#include <gmock/gmock.h>

#include "cli/run_request.h"

namespace netkeel {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Outcome Explain(const std::string& word) {
  Request request;
  request.verb = Verb::kExplain;
  request.arguments = {word};
  request.root = "evidence/cases/host";
  return RunRequest(request);
}

std::vector<std::string> Found(const std::string& word) {
  std::vector<std::string> names;
  for (const CounterRow& row : FindCounters(word)) {
    names.push_back(std::string(row.source) + '/' + std::string(row.name));
  }
  return names;
}

TEST(ExplainCounterTest, ACounterIsFoundByItsNameAndByItsAddress) {
  EXPECT_THAT(Found("time_squeeze"), ElementsAre("softnet/time_squeeze"));
  EXPECT_THAT(Found("softnet/time_squeeze"), ElementsAre("softnet/time_squeeze"));
  EXPECT_THAT(Found("softnet/cpu3/time_squeeze"), ElementsAre("softnet/time_squeeze"));
  EXPECT_THAT(Found("rx_missed_errors"),
              ElementsAre("nic/rx_missed_errors", "link/rx_missed_errors"));
  EXPECT_THAT(Found("link/eth0/rx_missed_errors"), ElementsAre("link/rx_missed_errors"));
  EXPECT_THAT(Found("rx_queue_3_drops"), ElementsAre("nic/rx_queue_*_drops"));
  EXPECT_THAT(Found("nicstat/eth0/pause/rx_pause_frames"),
              ElementsAre("nicstat/pause/rx_pause_frames"));
  EXPECT_THAT(Found("RcvbufErrors"), ElementsAre("udp/Udp*RcvbufErrors"));
}

TEST(ExplainCounterTest, AKeyIsNoCounterBecauseAPatternIsShort) {
  EXPECT_THAT(Found("cpu.isolated"), IsEmpty());
  EXPECT_THAT(Found("rings.rx"), IsEmpty());
}

TEST(ExplainCounterTest, ItSaysWhatItMustNotBeTakenFor) {
  EXPECT_THAT(Explain("time_squeeze").out, HasSubstr("beware     a squeeze is no drop"));
}

TEST(ExplainCounterTest, ARunIsReckonedInPollsAndInTime) {
  const std::string text = Explain("net.core.netdev_budget").out;
  EXPECT_THAT(text, HasSubstr("netdev_budget 300 = 4 polls of 64 and 44 packets, for which there is"
                              " one more: a run ends after 5 polls and up to 320 packets"));
  EXPECT_THAT(text, HasSubstr("netdev_budget_usecs 8,000 = 2 jiffies of 4,000 us (HZ 250)"));
  EXPECT_THAT(text, HasSubstr("where a packet takes more than 27 us"));
  EXPECT_THAT(Explain("rings.rx").out, Not(HasSubstr("on this host")));
}

TEST(ExplainCounterTest, ATypingErrorIsAskedBackOverKeysAndCounters) {
  EXPECT_THAT(Explain("tim_squeeze").err, HasSubstr("did you mean time_squeeze?"));
  EXPECT_THAT(Explain("rings.rxx").err, HasSubstr("did you mean rings.rx?"));
}

}  // namespace
}  // namespace netkeel
