// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "evidence/verdict_parts.h"
#include "support/window_builder.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Load = WindowBuilder::Load;

/// A host with a card of four queues, each on a CPU of its own, that lost packets in its ring.
WindowBuilder LossyRing(uint64_t lost = 20'000) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {0, 1, 2, 3}, 300'000);
  return builder.Rises("nic", "eth0", "rx_missed_errors", lost);
}

TEST(JudgeRingTest, ARingThatOverflowsOnIdleCpusHasBursts) {
  const Diagnosis diagnosis = Judge(LossyRing().Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("ring-bursts"));
  const Cause& cause = diagnosis.causes.front();
  EXPECT_EQ(cause.loss, 20'000U);
  EXPECT_NEAR(cause.share, 20.0 / 320, 1e-9);
  EXPECT_EQ(diagnosis.packets, 320'000U);
  EXPECT_THAT(KnobsOf(cause), ElementsAre("rings.rx: max"));
}

TEST(JudgeRingTest, ASmallBurstAsksForNoMoreThanTwiceTheRing) {
  const Diagnosis diagnosis = Judge(LossyRing(300).Build());
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)), ElementsAre("rings.rx: 1024"));
}

TEST(JudgeRingTest, ARingAsLargeAsTheCardHasItIsNoKnob) {
  const Diagnosis diagnosis = Judge(LossyRing().Setting("eth0", "rings.rx", "4096").Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("ring-bursts"));
  EXPECT_THAT(diagnosis.causes.at(0).knobs, IsEmpty());
}

TEST(JudgeRingTest, MemoryThatWasMissingElsewhereInTheTimeIsNoCause) {
  WindowBuilder builder(10);
  builder.Host(8).Ixgbe("eth0", {0, 1, 2, 3}, 300'000);
  builder.RisesAt(3, "nic", "eth0", "rx_missed_errors", 20'000);
  WindowBuilder starved = builder;
  builder.RisesAt(7, "nic", "eth0", "alloc_rx_page_failed", 50);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-bursts"));
  EXPECT_THAT(Judge(builder.Build()).remarks, Contains(HasSubstr("nothing is lost by that")));
  starved.RisesAt(3, "nic", "eth0", "alloc_rx_page_failed", 50);
  const Diagnosis diagnosis = Judge(starved.Build());
  EXPECT_THAT(WordsOf(diagnosis), ElementsAre("no-memory"));
  EXPECT_EQ(diagnosis.lost, 20'000U);
}

TEST(JudgeRingTest, WhereTheDriversWordsSayNothingTheLinkOrTheQueuesDo) {
  for (const char* const source : {"link", "qstats"}) {
    WindowBuilder builder;
    builder.Host(8).Ixgbe("eth0", {0, 1, 2, 3}, 300'000);
    if (source == std::string("link")) {
      builder.Rises("link", "eth0", "rx_missed_errors", 400);
    } else {
      builder.Rises("qstats", "eth0 rx-1", "rx-hw-drop-overruns", 400);
    }
    EXPECT_EQ(Judge(builder.Build()).lost, 400U) << source;
  }
}

TEST(JudgeRingTest, OfEnaTheLinkTellsAndWithoutWhatTheBacklogDropped) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {0, 1, 2, 3}, 300'000).Fact("nic", "eth0", "driver", "ena");
  builder.Rises("link", "eth0", "rx_dropped", 5000).Rises("softnet", "cpu1", "dropped", 1000);
  EXPECT_EQ(Judge(builder.Build()).lost, 5000U);
}

TEST(JudgeRingTest, ABondLosesNothingThatItsCardsDidNot) {
  WindowBuilder builder = LossyRing();
  builder.Rises("nic", "eth0", "rx_crc_errors", 90).Fact("nic", "bond0", "driver", "bonding");
  for (const char* const name : {"bond0", "eth0.100", "eth0"}) {
    builder.Rises("link", name, "rx_missed_errors", 20'000)
        .Rises("link", name, "rx_packets", 300'000);
    builder.Rises("link", name, "rx_crc_errors", 90);
  }
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(WordsOf(diagnosis), ElementsAre("ring-bursts", "wire-errors"));
  EXPECT_EQ(diagnosis.lost, 20'090U);
  EXPECT_EQ(diagnosis.packets, 320'000U);
}

TEST(JudgeRingTest, WhatLinkAndDriverBothCountIsCountedOnce) {
  const Diagnosis diagnosis =
      Judge(LossyRing().Rises("link", "eth0", "rx_missed_errors", 19'000).Build());
  EXPECT_EQ(diagnosis.lost, 20'000U);
}

TEST(JudgeRingTest, ASaturatedCpuIsTooSlowForItsRing) {
  WindowBuilder builder = LossyRing();
  builder.Cpu(2, {95, 0, 0}).Runs(2, 290'000, 1000, 900);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("ring-slow-cpu"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("channels.combined: 8", "irq.affinity: spread", "irq.cpus: \"online\""));
}

TEST(JudgeRingTest, ACpuThatIsBusyOnlyInOtherSecondsIsNotTooSlow) {
  WindowBuilder builder = LossyRing();
  builder.RisesAt(3, "nic", "eth0", "rx_missed_errors", 20'000);
  builder.RisesAt(7, "cpu", "cpu2", "softirq", 100);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-bursts"));
}

TEST(JudgeRingTest, AQueueThatDropsByItselfIsToldFromTheWholeCard) {
  WindowBuilder builder = LossyRing(0);
  builder.Rises("nic", "eth0", "rx_no_dma_resources", 5000);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("queue-drop"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)), ElementsAre("rings.rx: 1024"));
}

TEST(JudgeRingTest, AllQueuesOnOneCpuAreTheCauseWhereItIsSaturated) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {2, 2, 2, 2}, 300'000);
  builder.Rises("nic", "eth0", "rx_missed_errors", 20'000);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-bursts"));
  builder.Cpu(2, {95, 0, 0}).Runs(2, 290'000, 1000, 900);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("one-cpu"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("irq.affinity: spread", "irq.cpus: \"online\""));
}

TEST(JudgeRingTest, OneQueueThatTakesAllIsTheCauseWhereItsCpuIsSaturated) {
  WindowBuilder builder = LossyRing();
  for (const char* const queue : {"0", "1", "3"}) {
    builder.Rises("nic", "eth0", std::string("rx_queue_") + queue + "_packets", 20);
  }
  builder.Rises("nic", "eth0", "rx_queue_2_packets", 299'940);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-bursts"));
  builder.Cpu(2, {95, 0, 0});
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("one-queue"));
  EXPECT_EQ(diagnosis.causes.at(0).place, "eth0 queue 2");
  EXPECT_THAT(diagnosis.causes.at(0).advice, HasSubstr("`flow-hash: {udp4: sdfn}`"));
}

TEST(JudgeRingTest, ABusyCpuThatTakesNothingOfTheCardIsNotItsCause) {
  WindowBuilder builder = LossyRing();
  builder.Cpu(3, {99, 0, 0}).Cpu(2, {95, 0, 0});
  for (const char* const queue : {"0", "1", "3"}) {
    builder.Rises("nic", "eth0", std::string("rx_queue_") + queue + "_packets", 0);
  }
  builder.Rises("nic", "eth0", "rx_queue_2_packets", 300'000);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("one-queue"));
  EXPECT_THAT(diagnosis.causes.at(0).text, HasSubstr("of the time of cpu2"));
  builder.Rises("nic", "eth0", "rx_queue_3_packets", 20);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-slow-cpu"));
}

TEST(JudgeRingTest, QueuesAreNotSpreadOverTheOneCpuThatIsFree) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {0, 0, 0, 0}, 300'000).Cpu(0, {95, 0, 0});
  builder.Rises("nic", "eth0", "rx_missed_errors", 20'000).Setting("host", "isolated", "1-7");
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("ring-slow-cpu"));
  EXPECT_THAT(diagnosis.causes.at(0).knobs, IsEmpty());
  EXPECT_THAT(diagnosis.causes.at(0).advice, HasSubstr("isolate fewer CPUs"));
}

TEST(JudgeRingTest, QueuesStayNearTheCardWhereThereIsMoreThanOneCpuForThem) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {0, 0, 0, 0}, 300'000).Cpu(0, {95, 0, 0});
  builder.Rises("nic", "eth0", "rx_missed_errors", 20'000).Setting("eth0", "numa_node", "0");
  builder.Fact("cpu", "cpu0", "node", "0");
  EXPECT_THAT(KnobsOf(Judge(builder.Build()).causes.at(0)),
              ElementsAre("irq.affinity: spread", "irq.cpus: \"online\""));
  builder.Fact("cpu", "cpu1", "node", "0");
  EXPECT_THAT(KnobsOf(Judge(builder.Build()).causes.at(0)),
              ElementsAre("irq.affinity: spread", "irq.cpus: \"online and local\""));
}

TEST(JudgeRingTest, AQueueThatIsTheOnlyOneWithAnInterruptIsNotOneOfSeveral) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {2}, 300'000).Cpu(2, {95, 0, 0});
  builder.Rises("nic", "eth0", "rx_missed_errors", 20'000);
  builder.Rises("nic", "eth0", "rx_queue_0_packets", 300'000);
  builder.Rises("nic", "eth0", "rx_queue_1_packets", 0);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-slow-cpu"));
}

TEST(JudgeRingTest, ACpuWhoseTicksComeLateIsSaturatedByTheTimeOfKsoftirqd) {
  WindowBuilder builder = LossyRing();
  builder.Cpu(2, {60, 0, 0}).Rises("cpu", "cpu2", "idle", 10);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-bursts"));
  builder.Rises("task", "ksoftirqd/2", "run_ns", 9'500'000'000);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-slow-cpu"));
}

TEST(JudgeRingTest, AVectorOnAnIsolatedCpuOfATaskIsTheCause) {
  WindowBuilder builder = LossyRing();
  builder.Setting("host", "isolated", "2-3").Cpu(2, {20, 80, 0});
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-bursts"));
  builder.Fact("cpu", "cpu2", "tasks", "feedd (pid 812)");
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("isolated-vector"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("irq.affinity: spread", "irq.cpus: \"online except isolated\""));
}

TEST(JudgeRingTest, SqueezedRunsOfATinyBudgetAreTheCause) {
  WindowBuilder builder = LossyRing();
  builder.Setting("host", "net.core.netdev_budget", "8").Cpu(2, {40, 0, 0});
  builder.Runs(2, 300'000, 40'000, 37'000);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("budget"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("sysctl.net.core.netdev_budget: {at-least: 300}"));
}

/// CPU 2 is shared with a task that never sleeps, and most runs of softirqs there are squeezed.
WindowBuilder& Squeezed(WindowBuilder& builder, uint64_t packets_a_run) {
  builder.Cpu(2, {45, 55, 0}).Runs(2, 4000 * packets_a_run, 4000, 3000);
  return builder.Rises("task", "ksoftirqd/2", "wait_ns", 5'000'000'000);
}

TEST(JudgeRingTest, RunsThatEndWellBelowTheBudgetAreEndedByTime) {
  WindowBuilder builder = LossyRing();
  Squeezed(builder, 75).Setting("host", "net.core.netdev_budget", "5000");
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("budget-time"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("sysctl.net.core.netdev_budget_usecs: {at-least: 16000}"));
}

TEST(JudgeRingTest, RunsThatEndNearTheBudgetAreEndedByIt) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {2, 2, 2, 2, 2, 2, 2, 2}, 300'000);
  builder.Rises("nic", "eth0", "rx_missed_errors", 20'000);
  Squeezed(builder, 290);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("budget"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("sysctl.net.core.netdev_budget: {at-least: 600}"));
}

TEST(JudgeRingTest, ARunOfFourQueuesCannotUseUpADefaultBudget) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {2, 2, 2, 2}, 300'000);
  builder.Rises("nic", "eth0", "rx_missed_errors", 20'000);
  Squeezed(builder, 234).Runs(2, 4000 * 234, 4000, 2200);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ksoftirqd-starved"));
}

TEST(JudgeRingTest, RunsOfADefaultBudgetThatATaskShutsOutAreStarved) {
  WindowBuilder builder = LossyRing();
  Squeezed(builder, 170).Rises("task", "ksoftirqd/2", "wait_ns", 9'000'000'000);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ksoftirqd-starved"));
}

TEST(JudgeRingTest, ShortRunsThatLetPacketsWaitAreFoundBeforeALoss) {
  WindowBuilder builder = LossyRing(0);
  Squeezed(builder, 75);
  EXPECT_THAT(Judge(builder.Build()).causes, IsEmpty());
  builder.Setting("host", "net.core.netdev_budget", "5000");
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("budget-time"));
  builder.Setting("host", "net.core.netdev_budget", "8");
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("budget"));
  builder.Rises("task", "ksoftirqd/2", "wait_ns", 1'000'000'000);
  EXPECT_THAT(Judge(builder.Build()).causes, IsEmpty());
}

TEST(JudgeRingTest, SqueezesOfABurstOnAnIdleCpuAreNotItsCause) {
  WindowBuilder builder = LossyRing();
  builder.Cpu(2, {5, 0, 0}).Runs(2, 300'000, 1100, 900);
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("ring-bursts"));
}

TEST(JudgeRingTest, KsoftirqdThatWaitsIsStarved) {
  WindowBuilder builder = LossyRing();
  builder.Cpu(2, {5, 95, 0}).Rises("task", "ksoftirqd/2", "wait_ns", 9'000'000'000);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("ksoftirqd-starved"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("irq.affinity: spread", "irq.cpus: \"online except 2\""));
}

TEST(JudgeRingTest, TimeThatTheHypervisorTookIsStolen) {
  WindowBuilder builder = LossyRing();
  builder.Cpu(2, {60, 0, 40});
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("stolen"));
  EXPECT_THAT(diagnosis.causes.at(0).knobs, IsEmpty());
}

TEST(JudgeRingTest, ACounterThatBeganAnewIsARemarkAndNoLoss) {
  WindowBuilder builder = LossyRing(0);
  for (size_t i = 5; i <= 10; ++i) builder.IsAt(i, "nic", "eth0", "rx_missed_errors", 2);
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(diagnosis.causes, IsEmpty());
  ASSERT_THAT(diagnosis.remarks, SizeIs(1));
  EXPECT_THAT(diagnosis.remarks.at(0), HasSubstr("nic/eth0: counters began anew"));
  EXPECT_TRUE(diagnosis.partial);
}

TEST(JudgeRingTest, ACardThatIsGoneBeforeTheEndLostWhatItLost) {
  WindowBuilder builder = LossyRing(10'000);
  for (Sample* const sample : {&builder.samples()[9], &builder.samples()[10]}) {
    std::erase_if(sample->values, [](const auto& each) { return each.first.place == "eth0"; });
    sample->unread["nic/eth0"] = "No such device";
  }
  builder.samples()[10].unread.clear();
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(WordsOf(diagnosis), ElementsAre("ring-bursts"));
  EXPECT_EQ(diagnosis.lost, 8000U);
  EXPECT_TRUE(diagnosis.partial);
  EXPECT_THAT(diagnosis.remarks, ElementsAre("nic/eth0 could not be read: No such device"));
}

}  // namespace
}  // namespace netkeel
