// SPDX-License-Identifier: Apache-2.0
#include "evidence/timeline/timeline.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

#include "evidence/stage_counts.h"
#include "evidence/timeline/path_totals.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::SizeIs;

const CounterId kMissed{"nic", "eth0", "rx_missed_errors"};
const CounterId kSqueezes{"softnet", "cpu0", "time_squeeze"};
const CounterId kQueue{"socket", "udp *:5000 inode 7", "queue"};
constexpr int64_t kStart = 1'795'860'000'000;

Sample At(int64_t seconds, std::map<CounterId, uint64_t> values) {
  Sample sample;
  sample.uptime = milliseconds(50'000 + 1000 * seconds);
  sample.at = WallTime(milliseconds(kStart + 1000 * seconds));
  sample.values = std::move(values);
  sample.facts[{"nic", "eth0", "driver"}] = "ixgbe";
  return sample;
}

/// A sample a second of one counter, from these values.
Timeline Of(const CounterId& id, const std::vector<uint64_t>& values, size_t points = 2000) {
  Timeline timeline(points);
  int64_t second = 0;
  for (const uint64_t value : values) timeline.Add(At(second++, {{id, value}}));
  return timeline;
}

const Series& Only(const Timeline& timeline) {
  EXPECT_THAT(timeline.Moved(), SizeIs(1));
  return *timeline.Moved().at(0);
}

TEST(TimelineTest, ARiseIsOfThePointInWhichItWasSeen) {
  const Timeline timeline = Of(kMissed, {100, 100, 130, 131});
  EXPECT_THAT(timeline.points(), SizeIs(3));
  EXPECT_EQ(Only(timeline).first, 1U);
  EXPECT_THAT(Only(timeline).values, ElementsAre(30, 1));
  EXPECT_EQ(Only(timeline).total, 31U);
}

TEST(TimelineTest, WhereTheClockWasSetBackPointsGoOnAndByHowMuchIsKnown) {
  Timeline timeline;
  for (int64_t second = 0; second < 6; ++second) {
    Sample sample = At(second, {{kMissed, static_cast<uint64_t>(second)}});
    if (second >= 3) sample.at -= std::chrono::hours(1);
    timeline.Add(sample);
  }
  ASSERT_THAT(timeline.points(), SizeIs(5));
  EXPECT_EQ(timeline.set_back(), std::chrono::hours(1));
  for (const TimePoint& point : timeline.points()) {
    EXPECT_EQ(point.to - point.from, milliseconds(1000));
  }
  EXPECT_EQ(timeline.points().back().to, At(5, {}).at);
  EXPECT_EQ(Of(kMissed, {1, 2, 3}).set_back(), milliseconds(0));
}

TEST(TimelineTest, WhatDidNotMoveIsLeftOut) {
  EXPECT_THAT(Of(kMissed, {7, 7, 7}).Moved(), SizeIs(0));
  EXPECT_THAT(Of(kQueue, {7, 7, 7}).Moved(), SizeIs(0));
}

TEST(TimelineTest, ThinningKeepsTheSumAndThePeak) {
  std::vector<uint64_t> values(86'400, 0);
  for (size_t i = 1; i < values.size(); ++i) values[i] = values[i - 1] + (i == 43'210 ? 9'493 : 1);
  const Timeline timeline = Of(kMissed, values);
  EXPECT_THAT(timeline.points(), SizeIs(testing::AllOf(testing::Ge(2000), testing::Le(4000))));
  const Series& series = Only(timeline);
  EXPECT_EQ(series.total, values.back());
  EXPECT_EQ(std::accumulate(series.values.begin(), series.values.end(), 0.0), values.back());
  const auto peak = std::max_element(series.peaks.begin(), series.peaks.end());
  EXPECT_EQ(*peak, 9'493);
  const TimePoint& point = timeline.points().at(static_cast<size_t>(peak - series.peaks.begin()));
  EXPECT_LT(point.from, At(43'210, {}).at);
  EXPECT_GE(point.to, At(43'210, {}).at);
}

TEST(TimelineTest, HalvingAddsNeighboursUp) {
  Timeline timeline = Of(kMissed, {0, 0, 4, 6, 16, 17});
  timeline.Halve();
  EXPECT_THAT(timeline.points(), SizeIs(3));
  EXPECT_THAT(Only(timeline).values, ElementsAre(4, 12, 1));
  EXPECT_THAT(Only(timeline).peaks, ElementsAre(4, 10, 1));
  EXPECT_EQ(timeline.points().at(1).seconds, 2);
}

TEST(TimelineTest, AGaugeIsShownAsItWasAndNotAsARise) {
  const Timeline timeline = Of(kQueue, {500, 900, 200});
  EXPECT_THAT(Only(timeline).values, ElementsAre(900, 200));
  EXPECT_EQ(Only(timeline).total, 900U);
}

TEST(TimelineTest, ACounterOf32BitsWrapsAndAnyOtherRestarts) {
  EXPECT_EQ(Only(Of(kSqueezes, {0xFFFFFFF0U, 16})).total, 32U);
  const Timeline restarted = Of(kMissed, {500, 30});
  EXPECT_EQ(Only(restarted).total, 30U);
  EXPECT_TRUE(Only(restarted).restarted);
}

TEST(TimelineTest, WhatCameBackAfterItWasGoneHasNotRisen) {
  Timeline timeline;
  timeline.Add(At(0, {{kMissed, 10}}));
  timeline.Add(At(1, {}));
  timeline.Add(At(2, {{kMissed, 900}}));
  EXPECT_THAT(timeline.Moved(), SizeIs(0));
}

TEST(TimelineTest, WhatIsLeftOutWhileItIsZeroRisesFromNothingWhereItWasLookedAt) {
  const CounterId drops{"socket", "udp *:5000 inode 7", "drops"};
  const CounterId listed{"socket", "host", "udp"};
  const CounterId cpu0{"vector", "eth0 TxRx-0", "cpu0"};
  const CounterId cpu1{"vector", "eth0 TxRx-0", "cpu1"};
  Timeline timeline;
  timeline.Add(At(0, {}));
  timeline.Add(At(1, {{drops, 500}, {listed, 1}, {cpu1, 70}}));  // nobody had looked before
  EXPECT_THAT(timeline.Moved(), SizeIs(1));
  timeline.Add(At(2, {{listed, 0}, {cpu1, 70}}));
  timeline.Add(At(3, {{drops, 30}, {listed, 1}, {cpu0, 4}, {cpu1, 70}}));
  EXPECT_EQ(timeline.Find(drops)->total, 30U);
  EXPECT_EQ(timeline.Find(cpu0)->total, 4U);
  EXPECT_EQ(timeline.Find(cpu1)->total, 0U);
}

TEST(TimelineTest, ARiseWhileNobodyLookedCountsInTheTotalAndInNoPoint) {
  Timeline timeline;
  for (const int64_t second : {0, 1, 2, 600, 601}) {
    timeline.Add(At(second, {{kMissed, static_cast<uint64_t>(second)}}));
  }
  EXPECT_EQ(Only(timeline).total, 601U);
  EXPECT_THAT(Only(timeline).values, ElementsAre(1, 1, 1));
  EXPECT_TRUE(timeline.points().at(2).after_gap);
}

TEST(TimelineTest, OverABootNothingIsKnown) {
  Timeline timeline;
  timeline.Add(At(100, {{kMissed, 50}}));
  Sample booted = At(160, {{kMissed, 70}});
  booted.uptime = milliseconds(3000);
  timeline.Add(booted);
  booted.uptime = milliseconds(4000);
  booted.values[kMissed] = 75;
  timeline.Add(booted);
  EXPECT_EQ(Only(timeline).total, 5U);
  EXPECT_TRUE(timeline.points().at(0).after_gap);
}

TEST(TimelineTest, ABootIsSeenByItsIdHoweverLongTheHostIsUpAgain) {
  Timeline timeline;
  Sample sample = At(100, {{kMissed, 50}});
  sample.boot = "5f3c";
  timeline.Add(sample);
  sample = At(160, {{kMissed, 70}});
  sample.boot = "91aa";
  timeline.Add(sample);
  sample = At(161, {{kMissed, 75}});
  sample.boot = "91aa";
  timeline.Add(sample);
  EXPECT_EQ(Only(timeline).total, 5U);
}

TEST(PathTotalsTest, ALossThatTwoCountersCountIsOne) {
  const CounterId link{"link", "eth0", "rx_missed_errors"};
  const CounterId received{"nic", "eth0", "rx_packets"};
  Timeline timeline;
  timeline.Add(At(0, {{kMissed, 0}, {link, 0}, {received, 0}}));
  timeline.Add(At(1, {{kMissed, 40}, {link, 40}, {received, 960}}));
  const StageTotal card = PathTotals(timeline).at(static_cast<size_t>(Stage::kCard));
  EXPECT_EQ(card.lost, 40U);
  EXPECT_EQ(NicsOf(timeline).LossOf(link).kind, LossKind::kAgain);
}

TEST(PathTotalsTest, WhatCameIsCountedAsOfAWindow) {
  const CounterId by_driver{"nic", "eth0", "rx_pkts_nic"};
  const CounterId by_link{"link", "eth0", "rx_packets"};
  std::vector<Sample> samples{At(0, {{kMissed, 0}, {by_driver, 0}, {by_link, 0}}),
                              At(1, {{kMissed, 40}, {by_driver, 960}, {by_link, 900}})};
  samples.front().facts[{"nic", "eth0", "driver"}] = "ixgbe";
  Timeline timeline;
  for (const Sample& sample : samples) timeline.Add(sample);
  const auto window = Window::Of(samples);
  ASSERT_TRUE(window);
  for (const StageCount& count : CountStages(*window)) {
    const StageTotal total = PathTotals(timeline).at(static_cast<size_t>(count.stage));
    EXPECT_EQ(total.came, count.packets.value_or(0)) << ToText(count.stage);
    EXPECT_EQ(total.lost, count.lost) << ToText(count.stage);
  }
}

TEST(PathTotalsTest, OfAnInterfaceWithoutWordsOfItsOwnTheLinksCountersCount) {
  const CounterId link{"link", "veth0", "rx_crc_errors"};
  const Timeline timeline = Of(link, {0, 12});
  EXPECT_EQ(PathTotals(timeline).at(static_cast<size_t>(Stage::kWire)).lost, 12U);
}

TEST(PathTotalsTest, WhatABondTakesCameToItsCardBefore) {
  const auto of = [](const char* place, const char* name) {
    return CounterId{"link", place, name};
  };
  Timeline timeline;
  Sample sample = At(0, {{kMissed, 0}});
  sample.facts[{"nic", "eth0", "bus"}] = "pci";
  for (const char* const place : {"eth0", "bond0"}) {
    for (const char* const name : {"rx_packets", "rx_missed_errors"})
      sample.values[of(place, name)];
  }
  timeline.Add(sample);
  for (auto& [id, value] : sample.values) value += id.name == "rx_packets" ? 960 : 40;
  sample.uptime += milliseconds(1000);
  timeline.Add(sample);
  const StageTotal card = PathTotals(timeline).at(static_cast<size_t>(Stage::kCard));
  EXPECT_EQ(card.lost, 40U);
  EXPECT_EQ(card.came, 1000U);
}

TEST(PathTotalsTest, WhatComesToTheBacklogNothingCounts) {
  const Timeline timeline = Of({"softnet", "cpu1", "received_rps"}, {0, 90});
  EXPECT_EQ(PathTotals(timeline).at(static_cast<size_t>(Stage::kBacklog)).came, 0U);
}

TEST(PathTotalsTest, EachStageHasItsWorstPointAndTheOneThatLostMostIsFirst) {
  const CounterId full{"udp", "host", "UdpRcvbufErrors"};
  Timeline timeline;
  timeline.Add(At(0, {{kMissed, 0}, {full, 0}}));
  timeline.Add(At(1, {{kMissed, 10}, {full, 7}}));
  timeline.Add(At(2, {{kMissed, 500}, {full, 8}}));
  EXPECT_THAT(WorstPoints(timeline), ElementsAre(1, 0));
}

TEST(PathTotalsTest, WhereNothingIsLostNoPointIsTheWorst) {
  EXPECT_THAT(WorstPoints(Of(kSqueezes, {0, 9})), SizeIs(0));
}

}  // namespace
}  // namespace netkeel
