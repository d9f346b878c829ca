// SPDX-License-Identifier: Apache-2.0
#include "evidence/path_rates.h"

#include <gmock/gmock.h>

#include "evidence/stage_counts.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::Field;

/// Two looks, two seconds apart; a counter is what it was and what it is.
class TwoLooks {
 public:
  TwoLooks& Count(const CounterId& id, uint64_t was, uint64_t is) {
    first_.values[id] = was;
    last_.values[id] = is;
    return *this;
  }
  TwoLooks& Rises(const CounterId& id, uint64_t rise) { return Count(id, 5, 5 + rise); }
  TwoLooks& Fact(const CounterId& id, const std::string& text) {
    first_.facts[id] = text;
    return *this;
  }
  Window At() {
    first_.uptime = std::chrono::seconds(10);
    last_.uptime = std::chrono::seconds(12);
    return *Window::Of({first_, last_});
  }

 private:
  Sample first_;
  Sample last_;
};

StageCount OfStage(const Window& window, Stage stage) {
  for (const StageCount& count : CountStages(window)) {
    if (count.stage == stage) return count;
  }
  return {};
}

TwoLooks Ixgbe() {
  return TwoLooks()
      .Fact({"nic", "eth0", "driver"}, "ixgbe")
      .Count({"nic", "eth0", "rx_missed_errors"}, 100, 300)
      .Count({"link", "eth0", "rx_missed_errors"}, 100, 300)
      .Count({"link", "eth0", "rx_packets"}, 1000, 1800)
      .Count({"nic", "eth0", "rx_queue_1_packets"}, 0, 800);
}

TEST(StageCountsTest, WhatDriverAndLinkBothCountIsLostOnce) {
  const StageCount card = OfStage(Ixgbe().At(), Stage::kCard);
  EXPECT_EQ(card.lost, 200U);
  EXPECT_EQ(card.packets, 1000U);
}

TEST(StageCountsTest, OfADriverWithoutWordsTheLinkCounts) {
  const Window window = TwoLooks()
                            .Count({"link", "eth0", "rx_missed_errors"}, 5, 25)
                            .Count({"link", "eth0", "rx_packets"}, 0, 80)
                            .At();
  EXPECT_EQ(OfStage(window, Stage::kCard).lost, 20U);
}

TEST(StageCountsTest, ADriverThatCountsPacketsAloneLeavesLossesToItsQueuesAndTheLink) {
  TwoLooks looks;
  looks.Fact({"nic", "eth0", "driver"}, "ixgbe").Rises({"nic", "eth0", "rx_packets"}, 80);
  looks.Rises({"link", "eth0", "rx_missed_errors"}, 20).Rises({"link", "eth0", "rx_crc_errors"}, 3);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).lost, 20U);
  EXPECT_EQ(OfStage(looks.At(), Stage::kWire).lost, 3U);
  looks.Rises({"qstats", "eth0 rx-1", "rx-alloc-fail"}, 4);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).lost, 20U);  // of buffers: others are left
  looks.Rises({"qstats", "eth0 rx-1", "rx-hw-drop-overruns"}, 19);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).lost, 19U);
  looks.Rises({"nic", "eth0", "rx_missed_errors"}, 21);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).lost, 21U);
  EXPECT_EQ(OfStage(looks.At(), Stage::kWire).lost, 3U);
}

TEST(StageCountsTest, WhatADriverDropsItselfIsNotWhatItsDeviceDropped) {
  TwoLooks looks;
  looks.Fact({"nic", "eth0", "driver"}, "virtio_net");
  looks.Rises({"nic", "eth0", "rx_queue_0_drops"}, 1);
  looks.Rises({"qstats", "eth0 rx-0", "rx-hw-drop-overruns"}, 50);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).lost, 51U);
}

TEST(StageCountsTest, OfEnaTheLinkAloneTellsWhatTheCardDropped) {
  TwoLooks looks;
  looks.Fact({"nic", "eth0", "driver"}, "ena");
  looks.Rises({"link", "eth0", "rx_dropped"}, 50);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).lost, 50U);
}

TEST(StageCountsTest, WhatABondTakesCameToItsCardBefore) {
  TwoLooks looks = Ixgbe();
  looks.Fact({"nic", "eth0", "bus"}, "pci").Fact({"nic", "bond0", "driver"}, "bonding");
  looks.Rises({"link", "bond0", "rx_packets"}, 800);
  looks.Rises({"link", "bond0", "rx_missed_errors"}, 200);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).lost, 200U);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).packets, 1000U);
}

TEST(StageCountsTest, WhereNoInterfaceIsACardEachCounts) {
  TwoLooks looks;
  looks.Rises({"link", "veth0", "rx_packets"}, 70).Rises({"link", "veth1", "rx_packets"}, 30);
  EXPECT_EQ(OfStage(looks.At(), Stage::kCard).packets, 100U);
}

TEST(StageCountsTest, AStageThatCountsWhatComesCountsWhatItLosesToo) {
  TwoLooks looks;
  looks.Rises({"ip", "host", "IpInReceives"}, 100).Rises({"ip", "host", "IpInHdrErrors"}, 30);
  EXPECT_EQ(OfStage(looks.At(), Stage::kIp).packets, 100U);
}

TEST(StageCountsTest, WhatComesToTheBacklogNothingCounts) {
  TwoLooks looks;
  looks.Rises({"softnet", "cpu1", "received_rps"}, 40).Rises({"softnet", "cpu1", "dropped"}, 7);
  EXPECT_EQ(OfStage(looks.At(), Stage::kBacklog).packets, std::nullopt);
  EXPECT_EQ(OfStage(looks.At(), Stage::kBacklog).lost, 7U);
}

TEST(StageCountsTest, WhatIsPartOfAnotherCounterIsLostOnce) {
  const Window window = TwoLooks()
                            .Count({"udp", "host", "UdpInDatagrams"}, 0, 70)
                            .Count({"udp", "host", "UdpInErrors"}, 0, 30)
                            .Count({"udp", "host", "UdpRcvbufErrors"}, 0, 30)
                            .Count({"socket", "udp *:5000 inode 7", "drops"}, 1, 31)
                            .At();
  const StageCount socket = OfStage(window, Stage::kSocket);
  EXPECT_EQ(socket.lost, 30U);
  EXPECT_EQ(socket.packets, 100U);
}

TEST(StageCountsTest, LoopbackIsNoCard) {
  const Window window = TwoLooks().Count({"link", "lo", "rx_packets"}, 0, 500).At();
  EXPECT_EQ(OfStage(window, Stage::kCard).packets, 0U);
}

TEST(PathRatesTest, AQueueHasItsPacketsAndTheCpuThatItsVectorCameUpOn) {
  const Window window = Ixgbe()
                            .Fact({"vector", "eth0 TxRx-1", "queue"}, "1")
                            .Fact({"vector", "eth0 TxRx-1", "effective"}, "0")
                            .Fact({"setting", "eth0", "rings.rx"}, "512")
                            .Fact({"setting", "eth0", "rings.rx-max"}, "8192")
                            .Count({"vector", "eth0 TxRx-1", "cpu3"}, 7, 9)
                            .At();
  const PathRates rates = RatesOf(window);
  ASSERT_EQ(rates.queues.size(), 2U);
  EXPECT_EQ(rates.queues[0].lost, 100.0);
  EXPECT_EQ(rates.queues[0].ring, "512 of 8192");
  EXPECT_EQ(rates.queues[1].packets, 400.0);
  EXPECT_EQ(rates.queues[1].vector, "TxRx-1");
  EXPECT_EQ(rates.queues[1].cpus, "3");
}

TEST(PathRatesTest, ACpuHasItsShareOfTheTimeAndPacketsARun) {
  const Window window = TwoLooks()
                            .Count({"softnet", "cpu3", "processed"}, 0, 600)
                            .Count({"softirq", "cpu3", "NET_RX"}, 0, 20)
                            .Count({"cpu", "cpu3", "softirq"}, 0, 50)
                            .Count({"cpu", "cpu3", "idle"}, 0, 150)
                            .Count({"task", "ksoftirqd/3", "wait_ns"}, 0, 500'000'000)
                            .At();
  const PathRates rates = RatesOf(window);
  ASSERT_EQ(rates.cpus.size(), 1U);
  EXPECT_EQ(rates.cpus[0].cpu, 3U);
  EXPECT_EQ(rates.cpus[0].packets, 300.0);
  EXPECT_EQ(rates.cpus[0].packets_a_run(), 30.0);
  EXPECT_EQ(rates.cpus[0].softirq, 0.25);
  EXPECT_EQ(rates.cpus[0].waiting, 0.25);
}

TEST(PathRatesTest, SocketsThatLoseOrAreHalfFullAreThere) {
  const Window window = TwoLooks()
                            .Count({"socket", "udp *:1 inode 1", "drops"}, 0, 10)
                            .Count({"socket", "udp *:2 inode 2", "queue"}, 0, 60)
                            .Count({"socket", "udp *:2 inode 2", "limit"}, 100, 100)
                            .Count({"socket", "udp *:3 inode 3", "queue"}, 0, 40)
                            .Count({"socket", "udp *:3 inode 3", "limit"}, 100, 100)
                            .At();
  EXPECT_THAT(RatesOf(window).sockets, ElementsAre(Field(&SocketRates::place, "udp *:1 inode 1"),
                                                   Field(&SocketRates::place, "udp *:2 inode 2")));
}

}  // namespace
}  // namespace netkeel
