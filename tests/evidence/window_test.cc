// SPDX-License-Identifier: Apache-2.0
#include "evidence/window.h"

#include <gmock/gmock.h>

#include "evidence/sources.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

Sample At(int seconds, const CounterId& id, uint64_t value) {
  Sample sample;
  sample.uptime = milliseconds(1000 * seconds);
  sample.values[id] = value;
  return sample;
}

TEST(WindowTest, AnotherInterfaceOfTheNameBeginsAnew) {
  const CounterId id{"link", "eth0", "rx_packets"};
  const CounterId queue{"qstats", "eth0 rx-0", "rx-packets"};
  Sample before = At(1, id, 1000);
  Sample after = At(2, id, 206'019);
  before.values[queue] = 5;
  after.values[queue] = 70;
  before.facts[{"link", "eth0", kIfindexFact}] = "4";
  after.facts[{"link", "eth0", kIfindexFact}] = "5";
  after.uptime = milliseconds(3000);
  const auto window = Window::Of({before, At(2, id, 1003), after});
  EXPECT_EQ(window->Rise(id)->rise, 3U);
  EXPECT_EQ(window->RiseByStep(id), (std::vector<uint64_t>{3, 0}));
  EXPECT_EQ(window->Restarted().count(id), 1U);
  after.facts[{"link", "eth0", kIfindexFact}] = "4";
  EXPECT_EQ(Window::Of({before, after})->Rise(id)->rise, 205'019U);
}

TEST(WindowTest, WithoutATimeItIsNotSaidThatTheHostWasBooted) {
  const auto window = Window::Of({Sample{}, Sample{}});
  ASSERT_FALSE(window);
  EXPECT_THAT(window.error().message, testing::HasSubstr("/proc/uptime cannot be read"));
}

TEST(WindowTest, ARiseIsSummedOverAllSamples) {
  const CounterId id{"nic", "eth0", "rx_missed_errors"};
  const auto window = Window::Of({At(1, id, 5), At(2, id, 7), At(4, id, 20)});
  ASSERT_TRUE(window);
  EXPECT_EQ(window->Count("nic", "eth0", "rx_missed_errors"), 15U);
  EXPECT_EQ(window->PerSecond(15), 5.0);
}

TEST(WindowTest, WhatWentDownWasRestartedAndCountsFromZero) {
  const CounterId id{"nic", "eth0", "rx_packets"};
  const auto course = Window::Of({At(1, id, 500), At(2, id, 30)})->Rise(id);
  ASSERT_TRUE(course);
  EXPECT_TRUE(course->restarted);
  EXPECT_EQ(course->rise, 30U);
}

TEST(WindowTest, ACounterOf32BitsWrapsAndIsNotRestarted) {
  const CounterId id{"softnet", "cpu0", "processed"};
  const auto course = Window::Of({At(1, id, 0xFFFFFFF0U), At(2, id, 16)})->Rise(id);
  ASSERT_TRUE(course);
  EXPECT_FALSE(course->restarted);
  EXPECT_EQ(course->rise, 32U);
}

TEST(WindowTest, WhatIsNewHasNotRisen) {
  const CounterId id{"nic", "eth0", "rx_packets"};
  Sample empty;
  empty.uptime = milliseconds(1);
  EXPECT_FALSE(Window::Of({empty, At(2, id, 30)})->Rise(id));
}

TEST(WindowTest, AVectorsFirstInterruptOnACpuHasRisenFromNothing) {
  const CounterId before{"vector", "eth0 TxRx-0", "cpu1"};
  const CounterId after{"vector", "eth0 TxRx-0", "cpu2"};
  Sample moved = At(2, before, 500);
  moved.values[after] = 70;
  EXPECT_EQ(Window::Of({At(1, before, 500), moved})->Count("vector", "eth0 TxRx-0", "cpu2"), 70U);
  const CounterId other{"vector", "eth0 TxRx-1", "cpu1"};
  EXPECT_FALSE(Window::Of({At(1, other, 500), moved})->Rise(after));
}

TEST(WindowTest, ASocketThatIsNewInTheListDroppedAllOfItSince) {
  const CounterId listed{"socket", "host", "udp"};
  const CounterId drops{"socket", "udp *:5000 inode 7", "drops"};
  Sample lost = At(2, listed, 1);
  lost.values[drops] = 194;
  EXPECT_EQ(Window::Of({At(1, listed, 0), lost})->Rise(drops)->rise, 194U);
  // Where no list of them could be had, nobody knows since when.
  EXPECT_FALSE(Window::Of({At(1, {"socket", "host", "tcp"}, 0), lost})->Rise(drops));
}

TEST(WindowTest, ASocketThatIsGoneHasNotRisen) {
  const CounterId listed{"socket", "host", "udp"};
  const CounterId drops{"socket", "udp *:5000 inode 7", "drops"};
  Sample lost = At(1, listed, 1);
  lost.values[drops] = 194;
  EXPECT_FALSE(Window::Of({lost, At(2, listed, 0)})->Rise(drops));
}

TEST(WindowTest, A32BitCounterThatFallsFarWasRestarted) {
  const CounterId id{"vector", "eth0 TxRx-0", "cpu1"};
  const auto course = Window::Of({At(1, id, 500), At(2, id, 70)})->Rise(id);
  ASSERT_TRUE(course);
  EXPECT_TRUE(course->restarted);
  EXPECT_EQ(course->rise, 70U);
}

TEST(WindowTest, WhatRestartedIsToldAsTheRiseTellsIt) {
  const CounterId dropped{"softnet", "cpu1", "dropped"};
  EXPECT_EQ(Window::Of({At(1, dropped, 500), At(2, dropped, 70)})->Restarted().count(dropped), 1U);
  EXPECT_EQ(Window::Of({At(1, dropped, 0xFFFFFFF0U), At(2, dropped, 7)})->Restarted().size(), 0U);
  const CounterId idle{"cpu", "cpu0", "idle"};
  EXPECT_EQ(Window::Of({At(1, idle, 500), At(2, idle, 499)})->Restarted().size(), 0U);
  const CounterId backlog{"softnet", "cpu1", "backlog"};
  EXPECT_EQ(Window::Of({At(1, backlog, 50), At(2, backlog, 4)})->Restarted().size(), 0U);
}

TEST(WindowTest, IdleTimeThatStepsBackIsNotRestarted) {
  const CounterId id{"cpu", "cpu0", "idle"};
  const auto course = Window::Of({At(1, id, 500), At(2, id, 499), At(3, id, 510)})->Rise(id);
  ASSERT_TRUE(course);
  EXPECT_FALSE(course->restarted);
  EXPECT_EQ(course->rise, 11U);
}

TEST(WindowTest, WhatIsGoneAtTheEndWasThere) {
  const CounterId gone{"nic", "eth1", "rx_missed_errors"};
  Sample first = At(1, gone, 5);
  first.values[{"nic", "eth0", "rx_packets"}] = 1;
  const auto window =
      Window::Of({first, At(2, gone, 9), At(3, {"nic", "eth0", "rx_missed_errors"}, 1)});
  EXPECT_THAT(window->Places("nic"), testing::ElementsAre("eth0", "eth1"));
  EXPECT_THAT(window->Names("nic", "eth0"), testing::ElementsAre("rx_missed_errors", "rx_packets"));
  EXPECT_EQ(window->ids().size(), 3U);
}

TEST(WindowTest, ABootBetweenTwoSamplesIsNoWindow) {
  const CounterId id{"nic", "eth0", "rx_packets"};
  EXPECT_FALSE(Window::Of({At(500, id, 1), At(2, id, 30)}));
}

TEST(WindowTest, ABootIsSeenByItsIdHoweverLongTheHostIsUpAgain) {
  const CounterId id{"nic", "eth0", "rx_packets"};
  Sample before = At(20, id, 1);
  Sample after = At(500, id, 30);
  before.boot = "5f3c";
  EXPECT_TRUE(Window::Of({before, after}));
  after.boot = "91aa";
  const auto window = Window::Of({before, after});
  ASSERT_FALSE(window);
  EXPECT_THAT(window.error().message, testing::HasSubstr("was booted between the samples"));
}

}  // namespace
}  // namespace netkeel
