// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "evidence/loss_counters.h"
#include "evidence/verdict_parts.h"
#include "support/window_builder.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kSocket = "udp 239.1.1.1:5000 inode 771";

/// A host with a healthy card, whose UDP sockets were given 300,000 datagrams.
WindowBuilder Healthy() {
  WindowBuilder builder;
  builder.Host(4).Ixgbe("eth0", {0, 1, 2, 3}, 300'000);
  builder.Rises("udp", "host", "UdpInDatagrams", 300'000).Is("udp", "host", "UdpMemErrors", 4);
  return builder.Is("udp", "host", "UdpRcvbufErrors", 9);
}

WindowBuilder Dropping(uint64_t drops, unsigned fill) {
  WindowBuilder builder = Healthy();
  return builder.UdpSocket(kSocket, drops, fill).Rises("udp", "host", "UdpRcvbufErrors", drops);
}

TEST(JudgeStackTest, AHealthyHostHasNoCauseAndNoRemark) {
  const Diagnosis diagnosis = Judge(Healthy().Build());
  EXPECT_THAT(diagnosis.causes, IsEmpty());
  EXPECT_THAT(diagnosis.remarks, IsEmpty());
  EXPECT_EQ(diagnosis.packets, 300'000U);
  EXPECT_EQ(diagnosis.lost, 0U);
}

TEST(JudgeStackTest, AFullBacklogIsToldFromAFlowLimit) {
  WindowBuilder builder = Healthy();
  builder.Rises("softnet", "cpu1", "dropped", 4000);
  const Diagnosis full = Judge(builder.Build());
  ASSERT_THAT(WordsOf(full), ElementsAre("backlog"));
  EXPECT_THAT(KnobsOf(full.causes.at(0)),
              ElementsAre("sysctl.net.core.netdev_max_backlog: {at-least: 2000}"));
  builder.Rises("softnet", "cpu1", "flow_limit", 4000);
  builder.Setting("host", "net.core.flow_limit_cpu_bitmap", "f");
  const Diagnosis limited = Judge(builder.Build());
  ASSERT_THAT(WordsOf(limited), ElementsAre("flow-limit"));
  EXPECT_THAT(KnobsOf(limited.causes.at(0)),
              ElementsAre("sysctl.net.core.flow_limit_cpu_bitmap: \"0,2-3\""));
}

TEST(JudgeStackTest, AFlowLimitIsCountedOnTheCpuThatHandsPacketsOn) {
  WindowBuilder builder = Healthy();
  builder.Rises("softnet", "cpu1", "dropped", 4000).Rises("softnet", "cpu0", "flow_limit", 4000);
  builder.Setting("host", "net.core.flow_limit_cpu_bitmap", "f");
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("flow-limit"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("sysctl.net.core.flow_limit_cpu_bitmap: \"1-3\""));
}

TEST(JudgeStackTest, TheReversePathFilterIsLaidToTheOneStrictInterface) {
  WindowBuilder builder = Healthy();
  builder.Rises("tcp", "host", "TcpExtIPReversePathFilter", 500);
  EXPECT_THAT(KnobsOf(Judge(builder.Build()).causes.at(0)),
              ElementsAre("sysctl.net.ipv4.conf.all.rp_filter: 2"));
  builder.Setting("eth0", "rp_filter", "1");
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("reverse-path"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("sysctl.net.ipv4.conf.eth0.rp_filter: 2"));
}

TEST(JudgeStackTest, ASocketThatIsMostlyFullHasASlowApplication) {
  const Diagnosis diagnosis = Judge(Dropping(6000, 95).Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("socket-slow"));
  const Cause& cause = diagnosis.causes.at(0);
  EXPECT_EQ(cause.place, "udp 239.1.1.1:5000 feedd (pid 812)");
  EXPECT_EQ(cause.loss, 6000U);
  EXPECT_THAT(cause.knobs, IsEmpty());
  EXPECT_THAT(cause.advice, HasSubstr("feedd (pid 812) must read faster"));
}

TEST(JudgeStackTest, ASocketThatIsMostlyEmptyHasBurstsLargerThanItsBuffer) {
  const Diagnosis diagnosis = Judge(Dropping(200, 2).Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("socket-bursts"));
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("sysctl.net.core.rmem_default: {at-least: 524288}"));
}

TEST(JudgeStackTest, ABufferThatRmemMaxCapsIsRaisedThere) {
  WindowBuilder builder = Healthy();
  builder.UdpSocket(kSocket, 200, 2, 425984).Rises("udp", "host", "UdpRcvbufErrors", 200);
  EXPECT_THAT(KnobsOf(Judge(builder.Build()).causes.at(0)),
              ElementsAre("sysctl.net.core.rmem_max: {at-least: 524288}"));
}

TEST(JudgeStackTest, ABufferThatRmemMaxCapsGrowsNoFurtherThanAnInt) {
  WindowBuilder builder = Healthy();
  builder.UdpSocket(kSocket, 200, 2, 3'000'000'000).Rises("udp", "host", "UdpRcvbufErrors", 200);
  builder.Setting("host", "net.core.rmem_max", "1500000000");
  EXPECT_THAT(KnobsOf(Judge(builder.Build()).causes.at(0)),
              ElementsAre("sysctl.net.core.rmem_max: {at-least: 2147483647}"));
  builder.Setting("host", "net.core.rmem_max", "2147483647");
  builder.UdpSocket(kSocket, 200, 2, 4'294'967'294);
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(diagnosis.causes.at(0).knobs, IsEmpty());
  EXPECT_THAT(diagnosis.causes.at(0).advice, HasSubstr("as large as it can be set"));
}

TEST(JudgeStackTest, ABufferThatTheApplicationChoseIsItsOwnToRaise) {
  WindowBuilder builder = Healthy();
  builder.UdpSocket(kSocket, 200, 2, 65536).Rises("udp", "host", "UdpRcvbufErrors", 200);
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(diagnosis.causes.at(0).knobs, IsEmpty());
  EXPECT_THAT(diagnosis.causes.at(0).advice, HasSubstr("SO_RCVBUF of 65,536 or more"));
}

TEST(JudgeStackTest, SocketsOfOneProcessAreOneFinding) {
  WindowBuilder builder = Dropping(600, 90);
  builder.UdpSocket("udp 239.1.1.2:5000 inode 772", 400, 90);
  builder.Rises("udp", "host", "UdpRcvbufErrors", 1000);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("socket-slow"));
  EXPECT_EQ(diagnosis.causes.at(0).loss, 1000U);
  EXPECT_EQ(diagnosis.causes.at(0).place, "2 udp sockets feedd (pid 812)");
}

TEST(JudgeStackTest, DropsOfASocketsFilterAreNoLoss) {
  WindowBuilder builder = Healthy();
  builder.UdpSocket(kSocket, 600, 2);
  EXPECT_THAT(Judge(builder.Build()).causes, IsEmpty());
}

TEST(JudgeStackTest, ALossOfASocketThatIsClosedByNowIsStillSeen) {
  WindowBuilder builder = Healthy();
  builder.Rises("udp", "host", "UdpRcvbufErrors", 600);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("socket-gone"));
  EXPECT_EQ(diagnosis.lost, 600U);
}

TEST(JudgeStackTest, WhatAPacketSocketDropsAreCopies) {
  WindowBuilder builder = Healthy();
  builder.Rises("socket", "packet eth0 inode 12", "drops", 400'000);
  builder.Fact("socket", "packet eth0 inode 12", "owner", "tcpdump (pid 7)");
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("packet-socket"));
  EXPECT_EQ(diagnosis.lost, 0U);
  EXPECT_EQ(diagnosis.packets, 300'000U);
  EXPECT_THAT(diagnosis.causes.at(0).text, HasSubstr("400,000 packets (100 %)"));
  EXPECT_EQ(LossCounterOf({"socket", "packet eth0 inode 12", "drops"}, {}).kind, LossKind::kAgain);
}

TEST(JudgeStackTest, MemoryOfUdpIsToldFromASocketsBuffer) {
  WindowBuilder builder = Healthy();
  builder.UdpSocket(kSocket, 700, 60).Rises("udp", "host", "UdpMemErrors", 700);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("udp-memory"));
  EXPECT_EQ(diagnosis.lost, 700U);
  EXPECT_THAT(KnobsOf(diagnosis.causes.at(0)),
              ElementsAre("sysctl.net.ipv4.udp_mem: \"45000 60000 90000\""));
}

TEST(JudgeStackTest, AListenQueueThatSomaxconnCapsIsRaisedThere) {
  WindowBuilder builder = Healthy();
  builder.Rises("tcp", "host", "TcpExtListenOverflows", 80);
  builder.Rises("tcp", "host", "TcpExtListenDrops", 80);
  builder.Rises("socket", "tcp *:80 inode 9", "drops", 80);
  builder.Is("socket", "tcp *:80 inode 9", "limit", 4096);
  const Diagnosis capped = Judge(builder.Build());
  ASSERT_THAT(WordsOf(capped), ElementsAre("listen-queue"));
  EXPECT_EQ(capped.lost, 80U);
  EXPECT_THAT(KnobsOf(capped.causes.at(0)),
              ElementsAre("sysctl.net.core.somaxconn: {at-least: 8192}"));
  builder.Is("socket", "tcp *:80 inode 9", "limit", 5);
  EXPECT_THAT(Judge(builder.Build()).causes.at(0).knobs, IsEmpty());
}

TEST(JudgeStackTest, BrokenFramesAndALinkThatFlappedHaveNoKnob) {
  WindowBuilder builder = Healthy();
  builder.Rises("nic", "eth0", "rx_crc_errors", 40).Rises("link", "eth0", "carrier_changes", 2);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("wire-errors", "carrier"));
  for (const Cause& cause : diagnosis.causes) EXPECT_THAT(cause.knobs, IsEmpty());
}

TEST(JudgeStackTest, PauseFramesThatTheCardSendsHideALoss) {
  WindowBuilder builder = Healthy();
  builder.Rises("nic", "eth0", "tx_flow_control_xoff", 300);
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("pause-sent"));
  EXPECT_EQ(diagnosis.lost, 0U);
}

TEST(JudgeStackTest, SocketsBehindACpuThatIsUsedUpAreAnEffect) {
  WindowBuilder builder = Dropping(60'000, 95);
  builder.Rises("nic", "eth0", "rx_missed_errors", 500).Cpu(2, {96, 0, 0});
  const Diagnosis diagnosis = Judge(builder.Build());
  ASSERT_THAT(WordsOf(diagnosis), ElementsAre("ring-slow-cpu", "socket-slow"));
  EXPECT_THAT(diagnosis.causes.at(1).text, HasSubstr("may be an effect of the first"));
}

TEST(JudgeStackTest, AnInterruptOnTheCpuOfATaskIsBeforeTheTasksSockets) {
  WindowBuilder builder = Dropping(6000, 95);
  builder.Setting("host", "isolated", "2-3").Cpu(2, {45, 55, 0});
  builder.Fact("cpu", "cpu2", "tasks", "feedd (pid 812)");
  EXPECT_THAT(WordsOf(Judge(builder.Build())), ElementsAre("isolated-vector", "socket-slow"));
}

TEST(JudgeStackTest, AFewAmongMillionsAreLeftOut) {
  WindowBuilder builder = Healthy();
  builder.Rises("link", "eth0", "rx_packets", 100'000'000);
  builder.Rises("nic", "eth0", "rx_missed_errors", 9);
  EXPECT_THAT(Judge(builder.Build()).causes, IsEmpty());
  builder.Rises("nic", "eth0", "rx_missed_errors", 10);
  EXPECT_THAT(Judge(builder.Build()).causes, SizeIs(1));
}

/// The counters that a row of the table is of: nstat's words for IPv4, IPv6 and extensions, as far
/// as Linux has them.
std::vector<std::string> NamesOf(const LossRow& row) {
  const size_t star = row.name.find('*');
  if (star == row.name.npos) return {std::string(row.name)};
  std::vector<std::string> names;
  for (const char* const part : {"", "6", "Ext"}) {
    std::string name(row.name);
    name.replace(star, 1, part);
    const bool extended = name.find("NoRoutes") != name.npos || name.find("Trunc") != name.npos;
    const bool is_there = name.starts_with("Udp") ? !name.starts_with("UdpExt")
                          : extended              ? name.find("Ip6") == 0 || name.find("IpExt") == 0
                                                  : !name.starts_with("IpExt");
    if (is_there) names.push_back(std::move(name));
  }
  return names;
}

std::string PlaceOf(const LossRow& row) {
  if (row.source == "softnet") return "cpu1";
  return row.source == "qstats" ? "eth0 rx-1" : "host";
}

TEST(JudgeStackTest, WhateverCountsALossHasACause) {
  for (const LossRow& row : LossRows()) {
    if (row.kind != LossKind::kLoss) continue;
    for (const std::string& name : NamesOf(row)) {
      WindowBuilder builder = Healthy();
      builder.Rises(std::string(row.source), PlaceOf(row), name, 5000);
      EXPECT_EQ(Judge(builder.Build()).lost, 5000U) << name;
    }
  }
}

TEST(JudgeStackTest, ADotInAnInterfacesNameIsASlashInItsKey) {
  WindowBuilder builder = Healthy();
  builder.Rises("link", "eth0.100", "rx_packets", 9).Setting("eth0.100", "rp_filter", "1");
  builder.Rises("tcp", "host", "TcpExtIPReversePathFilter", 500);
  EXPECT_THAT(KnobsOf(Judge(builder.Build()).causes.at(0)),
              ElementsAre("sysctl.net.ipv4.conf.eth0/100.rp_filter: 2"));
}

TEST(JudgeStackTest, WhatCannotBeReadIsSaid) {
  WindowBuilder builder = Healthy();
  builder.Unread("socket", "Operation not permitted");
  EXPECT_THAT(Judge(builder.Build()).remarks,
              ElementsAre("socket could not be read: Operation not permitted"));
}

/// A healthy host to whose IP so many packets came, of which so many were delivered.
WindowBuilder AtIp(uint64_t delivered, uint64_t came = 100'000) {
  WindowBuilder builder = Healthy();
  builder.Rises("ip", "host", "IpInReceives", came).Rises("ip", "host", "IpInDelivers", delivered);
  return builder;
}

TEST(JudgeStackTest, WhatAFilterTookIsNoLossAndIsSaid) {
  const Diagnosis diagnosis = Judge(AtIp(60'000).Build());
  EXPECT_THAT(diagnosis.causes, IsEmpty());
  EXPECT_EQ(diagnosis.filtered, 40'000U);
  EXPECT_THAT(diagnosis.remarks, ElementsAre(HasSubstr("40,000 packets came to IP and were neither"
                                                       " delivered nor sent on")));
}

TEST(JudgeStackTest, WhatIsSentOnPutTogetherOrCountedElsewhereNoFilterTook) {
  EXPECT_EQ(Judge(AtIp(99'950).Build()).filtered, 0U);
  EXPECT_EQ(Judge(AtIp(20'000).Rises("ip", "host", "IpForwDatagrams", 80'000).Build()).filtered,
            0U);
  EXPECT_EQ(Judge(AtIp(40'000)
                      .Rises("ip", "host", "IpReasmReqds", 90'000)
                      .Rises("ip", "host", "IpReasmOKs", 30'000)
                      .Build())
                .filtered,
            0U);
  EXPECT_EQ(Judge(AtIp(70'000).Rises("link", "eth0", "multicast", 30'000).Build()).filtered, 0U);
  EXPECT_EQ(Judge(AtIp(70'000).Rises("tcp", "host", "TcpExtIPReversePathFilter", 30'000).Build())
                .filtered,
            0U);
}

TEST(JudgeStackTest, WhatAnXdpProgramDroppedIsSaidOnceOfACard) {
  WindowBuilder builder = Healthy();
  builder.Rises("nic", "eth0", "rx_queue_0_xdp_drops", 9000);
  builder.Rises("nic", "eth0", "rx_xdp_drop", 9000).Rises("nic", "eth0", "rx_xdp_tx_drops", 5000);
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_EQ(diagnosis.filtered, 9000U);
  EXPECT_THAT(diagnosis.remarks, ElementsAre(HasSubstr("9,000 packets of eth0 were dropped by an"
                                                       " XDP program")));
}

TEST(JudgeStackTest, ARawSocketIsACapture) {
  WindowBuilder builder = Healthy();
  builder.Is("socket", "host", "raw", 1);
  builder.Rises("socket", "raw protocol 1 inode 77", "drops", 4000);
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_THAT(WordsOf(diagnosis), ElementsAre("packet-socket"));
}

TEST(JudgeStackTest, OfARingItIsSaidThatItsDropsCannotBeSeen) {
  WindowBuilder builder = Healthy();
  builder.Fact("socket", "packet eth0 inode 12", "ring", "yes");
  builder.Fact("socket", "packet eth0 inode 12", "owner", "tcpdump (pid 950)");
  EXPECT_THAT(Judge(builder.Build()).remarks,
              ElementsAre(HasSubstr("packet eth0 tcpdump (pid 950) captures by a ring")));
}

TEST(JudgeStackTest, WhatIsThereInPartOfTheTimeIsNotTakenForZero) {
  WindowBuilder builder = Healthy();
  for (const char* const source : {"link", "nic"}) {
    std::erase_if(builder.samples().back().values, [source](const auto& each) {
      return each.first.source == source && each.first.place == "eth0";
    });
  }
  const Diagnosis diagnosis = Judge(builder.Build());
  EXPECT_TRUE(diagnosis.partial);
  EXPECT_THAT(diagnosis.remarks, ElementsAre(HasSubstr("nic/eth0: counters were there in a part")));
}

TEST(JudgeStackTest, AnInterfaceWithoutHardwareThatIsGoneIsSaidToo) {
  WindowBuilder builder(2);
  builder.Is("link", "veth1", "rx_missed_errors", 0);
  EXPECT_FALSE(Judge(builder.Build()).partial);
  builder.samples().back().values.clear();
  EXPECT_TRUE(Judge(builder.Build()).partial);
}

TEST(JudgeStackTest, OfAFewInterfacesItIsKnownWhichTheyAre) {
  WindowBuilder builder = Healthy();
  builder.Setting("host", "interfaces", "eth0 eth1");
  EXPECT_THAT(Judge(builder.Build()).interfaces, ElementsAre("eth0", "eth1"));
}

}  // namespace
}  // namespace netkeel
