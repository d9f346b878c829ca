// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <random>

#include "evidence/judge/judge.h"
#include "support/window_builder.h"

namespace netkeel {
namespace {

using testing::IsEmpty;

/// Hosts as they are when nothing is wrong: busy, some near their limits, with what strangers send
/// and what drivers do to their counters.
class HealthyHosts {
 public:
  explicit HealthyHosts(unsigned seed) : random_(seed) {}

  WindowBuilder Next() {
    WindowBuilder builder(UpTo(5) + 1);
    const auto cpus = static_cast<unsigned>(UpTo(15) + 1);
    builder.Host(cpus);
    for (unsigned cpu = 0; cpu < cpus; ++cpu) AddCpu(builder, cpu);
    const size_t cards = UpTo(3) + 1;
    for (size_t card = 0; card < cards; ++card)
      AddCard(builder, "eth" + std::to_string(card), cpus);
    AddStrangers(builder);
    for (uint64_t socket = UpTo(20); socket > 0; --socket) AddSocket(builder, socket);
    return builder;
  }

 private:
  /// 0 to `most`, both included.
  uint64_t UpTo(uint64_t most) { return std::uniform_int_distribution<uint64_t>(0, most)(random_); }
  bool Once(uint64_t in) { return UpTo(in - 1) == 0; }

  /// Where a counter of 32 bits starts: often right before its wrap.
  uint64_t Near32Bits() { return Once(3) ? 0xFFFFFFFFU - UpTo(1000) : UpTo(0xFFFFFFFFU); }

  void Wrapping(WindowBuilder& builder, const std::string& source, const std::string& cpu,
                const std::string& name, uint64_t rise) {
    const uint64_t from = Near32Bits();
    builder.Rises(source, cpu, name, rise, from);
    for (Sample& sample : builder.samples()) sample.values[{source, cpu, name}] &= 0xFFFFFFFFU;
  }

  void AddCpu(WindowBuilder& builder, unsigned number) {
    const std::string cpu = "cpu" + std::to_string(number);
    const auto softirq = static_cast<unsigned>(UpTo(65));
    builder.Cpu(number, {softirq, static_cast<unsigned>(UpTo(100 - softirq)), 0});
    const uint64_t runs = UpTo(50'000) + 1;
    Wrapping(builder, "softnet", cpu, "processed", runs * (UpTo(249) + 1));
    Wrapping(builder, "softirq", cpu, "NET_RX", runs);
    // A few runs are squeezed on a busy host.
    Wrapping(builder, "softnet", cpu, "time_squeeze", UpTo(runs / 30));
    for (const char* const name : {"dropped", "flow_limit"}) {
      Wrapping(builder, "softnet", cpu, name, 0);
    }
    Wrapping(builder, "softnet", cpu, "received_rps", UpTo(1000));
    builder.Rises("task", "ksoftirqd/" + std::to_string(number), "wait_ns",
                  UpTo(100'000'000) * builder.seconds());
  }

  void AddCard(WindowBuilder& builder, const std::string& name, unsigned cpus) {
    std::vector<unsigned> of_queues(UpTo(7) + 1);
    for (unsigned& cpu : of_queues) cpu = static_cast<unsigned>(UpTo(cpus - 1));
    const uint64_t packets = UpTo(1'000'000) * builder.seconds();
    builder.Ixgbe(name, of_queues, packets);
    builder.Rises("link", name, "rx_nohandler", UpTo(packets / 50));
    builder.Rises("nic", name, "rx_flow_control_xoff", UpTo(1000));
    builder.Rises("nic", name, "tx_flow_control_xoff", UpTo(9));
    builder.Rises("link", name, "rx_dropped", UpTo(packets / 50));
    if (packets > 10'000'000) builder.Rises("nic", name, "rx_crc_errors", UpTo(9));
    if (Once(4)) Restart(builder, name);
  }

  /// The driver's counters begin anew within the window.
  void Restart(WindowBuilder& builder, const std::string& name) {
    const size_t when = UpTo(builder.seconds() - 1) + 1;
    for (size_t i = when; i <= builder.seconds(); ++i) {
      for (auto& [id, value] : builder.samples()[i].values) {
        if (id.source == "nic" && id.place == name) value = value > 1000 ? value - 1000 : 0;
      }
    }
  }

  void AddStrangers(WindowBuilder& builder) {
    builder.Rises("ip", "host", "IpInReceives", 500'000).Rises("tcp", "host", "TcpInSegs", 200'000);
    builder.Rises("udp", "host", "UdpInDatagrams", UpTo(300'000));
    for (const char* const name : {"UdpNoPorts", "UdpIgnoredMulti"}) {
      builder.Rises("udp", "host", name, UpTo(3000));
    }
    for (const char* const name : {"UdpRcvbufErrors", "UdpMemErrors", "UdpInCsumErrors"}) {
      builder.Is("udp", "host", name, UpTo(1000));
    }
    for (const char* const name : {"IpInHdrErrors", "IpExtInNoRoutes", "IpReasmFails"}) {
      builder.Rises("ip", "host", name, UpTo(9));
    }
    for (const char* const name :
         {"TcpExtListenDrops", "TcpExtTCPBacklogDrop", "TcpExtRcvPruned"}) {
      builder.Rises("tcp", "host", name, UpTo(9));
    }
    builder.Rises("tcp", "host", "TcpRetransSegs", UpTo(2000));
  }

  void AddSocket(WindowBuilder& builder, uint64_t inode) {
    const std::string place = "udp 239.1.1.1:5000 inode " + std::to_string(inode);
    builder.UdpSocket(place, 0, static_cast<unsigned>(UpTo(100)));
    builder.Rises("socket", place, "drops", 0, UpTo(10'000));
  }

  std::mt19937 random_;
};

TEST(JudgeHealthyTest, NoneOfTwoHundredHealthyHostsHasACause) {
  constexpr int kHosts = 200;
  HealthyHosts hosts(20'261'128);
  for (int i = 0; i < kHosts; ++i) {
    const Diagnosis diagnosis = Judge(hosts.Next().Build());
    EXPECT_THAT(diagnosis.causes, IsEmpty())
        << "host " << i << ": " << diagnosis.causes.front().text;
    EXPECT_EQ(diagnosis.lost, 0U);
  }
}

TEST(JudgeHealthyTest, AnIdleHostHasNoCauseAndNoRemark) {
  const Diagnosis diagnosis = Judge(WindowBuilder().Host(8).Ixgbe("eth0", {0, 1}, 0).Build());
  EXPECT_THAT(diagnosis.causes, IsEmpty());
  EXPECT_THAT(diagnosis.remarks, IsEmpty());
}

TEST(JudgeHealthyTest, ABusyHostIsToldThatASqueezeIsNoDrop) {
  WindowBuilder builder;
  builder.Host(8).Ixgbe("eth0", {0, 1}, 3'000'000).Cpu(0, {65, 10, 0});
  builder.Runs(0, 1'500'000, 10'000, 400);
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(diagnosis.causes, IsEmpty());
  EXPECT_THAT(diagnosis.remarks, testing::ElementsAre(testing::HasSubstr("a delay and no drop")));
}

TEST(JudgeHealthyTest, AWrapInTheWindowIsNeitherALossNorARestart) {
  WindowBuilder builder;
  builder.Host(1).IsAt(0, "softnet", "cpu0", "dropped", 0xFFFFFFFFU);
  for (size_t i = 1; i <= 10; ++i) builder.IsAt(i, "softnet", "cpu0", "dropped", 0xFFFFFFFFU);
  builder.IsAt(0, "softnet", "cpu0", "processed", 0xFFFFFFF0U);
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(diagnosis.causes, IsEmpty());
  EXPECT_THAT(diagnosis.remarks, IsEmpty());
}

}  // namespace
}  // namespace netkeel
