// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cerrno>

#include "evidence/sources.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;

Sample SampleOf(const Kernel& kernel) {
  const auto scope = ScopeOf(kernel, {});
  EXPECT_TRUE(scope);
  return scope ? TakeSample(kernel, *scope) : Sample();
}

/// The number, and -1 where there is none.
int64_t ValueOf(const Sample& sample, const std::string& source, const std::string& place,
                const std::string& name) {
  const auto found = sample.values.find({source, place, name});
  return found == sample.values.end() ? -1 : static_cast<int64_t>(found->second);
}

std::string FactOf(const Sample& sample, const std::string& source, const std::string& place,
                   const std::string& name) {
  const auto found = sample.facts.find({source, place, name});
  return found == sample.facts.end() ? "" : found->second;
}

TEST(SoftnetTest, TheCpuIsTheOneOfTheColumnAndNotOfTheRow) {
  // Linux 6.12, CPU 0 offline.
  const std::string row =
      "0001d522 00000007 00000003 00000000 00000000 00000000 00000000 00000000 00000000 000000c4 "
      "00000002 00000005 00000001 00000000 00000000\n";
  const Sample sample = SampleOf(OneIxgbe().File("/proc/net/softnet_stat", row).Build());
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu1", "processed"), 0x1d522);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu1", "dropped"), 7);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu1", "time_squeeze"), 3);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu1", "received_rps"), 0xc4);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu1", "flow_limit"), 2);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu1", "backlog"), 5);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu0", "processed"), -1);
}

TEST(SoftnetTest, WhatIsNoRowIsSaidAndNotTakenForZero) {
  const std::string row =
      "0000000a 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n";
  for (const std::string& content :
       {std::string(), row + "0000000a 00000000\n", row + "garbage\n", "x" + row}) {
    const Sample sample = SampleOf(OneIxgbe().File("/proc/net/softnet_stat", content).Build());
    EXPECT_THAT(sample.unread, Contains(Key("softnet"))) << content;
  }
  const Sample good = SampleOf(OneIxgbe().File("/proc/net/softnet_stat", row).Build());
  EXPECT_THAT(good.unread, Not(Contains(Key("softnet"))));
}

std::map<std::string, std::string> UnreadOf(const std::string& snmp, const std::string& netstat) {
  return SampleOf(
             OneIxgbe().File("/proc/net/snmp", snmp).File("/proc/net/netstat", netstat).Build())
      .unread;
}

TEST(IpTest, CountersThatAreNotThereAsLinuxWritesThemAreSaidAndNotTakenForZero) {
  const std::string snmp =
      "Ip: InReceives\nIp: 5\nTcp: MaxConn InSegs\nTcp: -1 7\nUdp: InErrors\nUdp: 0\n";
  const std::string netstat = "TcpExt: ListenDrops\nTcpExt: 1\nIpExt: InNoRoutes\nIpExt: 0\n";
  const auto has = [](const char* source) { return Contains(Key(source)); };
  EXPECT_THAT(UnreadOf(snmp, netstat), Not(has("ip")));
  EXPECT_THAT(UnreadOf(snmp, netstat), Not(has("tcp")));
  EXPECT_THAT(UnreadOf(snmp, netstat), Not(has("udp")));
  EXPECT_THAT(UnreadOf("", netstat), has("ip"));
  EXPECT_THAT(UnreadOf("", netstat), has("udp"));
  EXPECT_THAT(UnreadOf(snmp, ""), has("tcp"));
  EXPECT_THAT(UnreadOf(snmp, "TcpExt: ListenDrops A\nTcpExt: 1\n" + netstat.substr(36)),
              has("tcp"));
  EXPECT_THAT(UnreadOf("Udp: InErrors\nUdp: x\n", netstat), has("udp"));
}

TEST(SoftnetTest, OlderKernelsHaveFewerColumnsBehindIt) {
  // Linux 5.10 and 6.1.
  const std::string row =
      "0000000a 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
      "00000000 00000004 00000003\n";
  const Sample sample = SampleOf(OneIxgbe().File("/proc/net/softnet_stat", row).Build());
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu3", "processed"), 10);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu3", "backlog"), 4);
}

TEST(SoftnetTest, WithoutAColumnForTheCpuTheRowsAreThoseOfTheCpusOnline) {
  // RHEL 8 (4.18).
  const std::string row =
      "0000000a 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
      "00000000\n";
  const Sample sample =
      SampleOf(OneIxgbe().Online("0,3").File("/proc/net/softnet_stat", row + row + row).Build());
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu0", "processed"), 10);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu3", "processed"), 10);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu0", "backlog"), -1);
  EXPECT_EQ(ValueOf(sample, "softnet", "cpu2", "processed"), -1);
}

TEST(SoftirqTest, RunsAreByTheCpuOfTheHeaderAndOfThoseOnline) {
  const std::string content =
      "                    CPU0       CPU2       CPU3\n"
      "       TIMER:          1          2          3\n"
      "      NET_TX:          4          5          6\n"
      "      NET_RX:         10         20         30\n";
  const Sample sample = SampleOf(OneIxgbe().Online("0,2").File("/proc/softirqs", content).Build());
  EXPECT_EQ(ValueOf(sample, "softirq", "cpu0", "NET_RX"), 10);
  EXPECT_EQ(ValueOf(sample, "softirq", "cpu2", "NET_RX"), 20);
  EXPECT_EQ(ValueOf(sample, "softirq", "cpu2", "NET_TX"), 5);
  EXPECT_EQ(ValueOf(sample, "softirq", "cpu3", "NET_RX"), -1);
}

TEST(CpuTest, TimesAreByCpuAndTheSumIsNone) {
  const std::string content =
      "cpu  300 0 0 0 0 0 0 0 0 0\ncpu1 1 2 3 4 5 6 7 8 9 10\nintr 5 0\nctxt 1\n";
  const Sample sample = SampleOf(OneIxgbe().Isolated("1").File("/proc/stat", content).Build());
  EXPECT_EQ(ValueOf(sample, "cpu", "cpu1", "user"), 1);
  EXPECT_EQ(ValueOf(sample, "cpu", "cpu1", "idle"), 4);
  EXPECT_EQ(ValueOf(sample, "cpu", "cpu1", "softirq"), 7);
  EXPECT_EQ(ValueOf(sample, "cpu", "cpu1", "steal"), 8);
  EXPECT_EQ(ValueOf(sample, "cpu", "cpu", "user"), -1);
  EXPECT_EQ(FactOf(sample, "cpu", "cpu1", "isolated"), "yes");
  EXPECT_EQ(FactOf(sample, "cpu", "cpu0", "isolated"), "");
  EXPECT_EQ(FactOf(sample, "cpu", "cpu1", "node"), "0");
}

std::string StatOf(const std::string& pid, const std::string& name, const std::string& parent) {
  return pid + " (" + name + ") S " + parent +
         " 0 0 0 -1 69238848 0 0 0 0 0 1 0 0 -2 0 1 0 9 0 0 18446744073709551615 0 0 0 0 0 0 0 "
         "2147483647 0 0 0 0 17 0 50 1 0 0 0\n";
}

struct Thread {
  std::string pid;
  std::string name;
  std::string schedstat;
};

/// Of a host where these are all of kthreadd's children.
Sample SampleWith(const std::vector<Thread>& threads) {
  TreeBuilder builder = OneIxgbe();
  std::string pids;
  for (const auto& [pid, name, schedstat] : threads) {
    pids += pid + ' ';
    builder.File("/proc/" + pid + "/stat", StatOf(pid, name, "2"))
        .File("/proc/" + pid + "/schedstat", schedstat + '\n');
  }
  return SampleOf(builder.File("/proc/2/task/2/children", pids).Build());
}

TEST(TaskTest, ThreadsOfThePathAreKthreaddsChildrenOfThatName) {
  const Sample sample = SampleWith({{"15", "ksoftirqd/0", "1000 20 3"},
                                    {"16", "kworker/0:1", "1 1 1"},
                                    {"40", "napi/eth0-8193", "5 6 7"}});
  EXPECT_EQ(ValueOf(sample, "task", "ksoftirqd/0", "run_ns"), 1000);
  EXPECT_EQ(ValueOf(sample, "task", "ksoftirqd/0", "wait_ns"), 20);
  EXPECT_EQ(ValueOf(sample, "task", "ksoftirqd/0", "slices"), 3);
  EXPECT_EQ(ValueOf(sample, "task", "napi/eth0-8193", "wait_ns"), 6);
  EXPECT_EQ(ValueOf(sample, "task", "kworker/0:1", "run_ns"), -1);
  EXPECT_EQ(FactOf(sample, "task", "ksoftirqd/0", "policy"), "fifo 50");
}

TEST(TaskTest, ThreadsWhoseNamesAreCutToTheSameAreToldApart) {
  const Sample sample = SampleWith({{"40", "napi/enp1s0f0np", "5 6 7"},
                                    {"41", "napi/enp1s0f0np", "8 9 10"},
                                    {"42", "napi/eth0-8193", "1 2 3"}});
  EXPECT_EQ(ValueOf(sample, "task", "napi/enp1s0f0np pid 40", "wait_ns"), 6);
  EXPECT_EQ(ValueOf(sample, "task", "napi/enp1s0f0np pid 41", "wait_ns"), 9);
  EXPECT_EQ(FactOf(sample, "task", "napi/enp1s0f0np pid 41", "policy"), "fifo 50");
  EXPECT_EQ(ValueOf(sample, "task", "napi/enp1s0f0np", "wait_ns"), -1);
  EXPECT_EQ(ValueOf(sample, "task", "napi/eth0-8193", "wait_ns"), 2);
}

TEST(TaskTest, AProgramThatCallsItselfSoIsNone) {
  const Sample sample = SampleOf(OneIxgbe()
                                     .File("/proc/815/stat", StatOf("815", "ksoftirqd/7", "1"))
                                     .File("/proc/815/schedstat", "1 2 3\n")
                                     .Build());
  EXPECT_EQ(ValueOf(sample, "task", "ksoftirqd/7", "run_ns"), -1);
}

TEST(TaskTest, AThreadThatIsGoneMakesTheScopeOld) {
  RecordedKernel kernel = OneIxgbe()
                              .File("/proc/15/stat", StatOf("15", "ksoftirqd/0", "2"))
                              .File("/proc/15/schedstat", "1000 20 3\n")
                              .Build();
  const auto scope = ScopeOf(kernel, {});
  ASSERT_TRUE(scope);
  EXPECT_FALSE(TakeSample(kernel, *scope).scope_is_old);
  kernel.Remove("/proc/15");
  EXPECT_TRUE(TakeSample(kernel, *scope).scope_is_old);
}

TEST(IpTest, CountersGoByTheNamesOfTheirColumns) {
  const Sample sample = SampleOf(
      OneIxgbe()
          .File("/proc/net/snmp",
                "Ip: Forwarding DefaultTTL InReceives\nIp: 2 64 99918\n"
                "Icmp: InMsgs InErrors InEchos\nIcmp: 3 1 2\n"
                "IcmpMsg: InType3\nIcmpMsg: 3\n"
                "Tcp: RtoAlgorithm MaxConn CurrEstab InErrs\nTcp: 1 -1 2 4\n"
                // Linux 5.10 has no MemErrors.
                "Udp: InDatagrams RcvbufErrors IgnoredMulti\nUdp: 451 7 8\n"
                "UdpLite: InDatagrams\nUdpLite: 5\n")
          .File("/proc/net/netstat",
                "TcpExt: IPReversePathFilter ListenOverflows\nTcpExt: 11 12\n"
                "IpExt: InNoRoutes\nIpExt: 13\nMPTcpExt: MPCapableSYNRX\nMPTcpExt: 1\n")
          .File("/proc/net/snmp6",
                "Ip6InReceives                   \t3\nIcmp6InMsgs \t1\nUdp6RcvbufErrors \t9\n"
                "UdpLite6InDatagrams \t2\n")
          .Build());
  EXPECT_EQ(ValueOf(sample, "ip", "host", "IpInReceives"), 99918);
  EXPECT_EQ(ValueOf(sample, "ip", "host", "IpExtInNoRoutes"), 13);
  EXPECT_EQ(ValueOf(sample, "ip", "host", "Ip6InReceives"), 3);
  EXPECT_EQ(ValueOf(sample, "ip", "host", "IcmpInErrors"), 1);
  EXPECT_EQ(ValueOf(sample, "udp", "host", "UdpRcvbufErrors"), 7);
  EXPECT_EQ(ValueOf(sample, "udp", "host", "Udp6RcvbufErrors"), 9);
  EXPECT_EQ(ValueOf(sample, "tcp", "host", "TcpExtIPReversePathFilter"), 11);
  EXPECT_EQ(ValueOf(sample, "tcp", "host", "TcpExtListenOverflows"), 12);
  EXPECT_EQ(ValueOf(sample, "tcp", "host", "TcpCurrEstab"), 2);
  const auto has = [&](const std::string& source, const std::string& name) {
    return ValueOf(sample, source, "host", name) >= 0;
  };
  EXPECT_FALSE(has("udp", "UdpMemErrors"));
  EXPECT_FALSE(has("ip", "IpForwarding"));
  EXPECT_FALSE(has("tcp", "TcpMaxConn"));
  EXPECT_FALSE(has("udp", "UdpLiteInDatagrams"));
  EXPECT_FALSE(has("udp", "UdpLite6InDatagrams"));
}

TEST(GroupTest, GroupsAreByInterfaceWithTheirUsers) {
  const Sample sample = SampleOf(OneIxgbe()
                                     .File("/proc/net/igmp",
                                           "Idx\tDevice    : Count Querier\tGroup    Users "
                                           "Timer\tReporter\n"
                                           "1\tlo        :     1      V3\n"
                                           "\t\t\t\t010000E0     1 0:00000000\t\t0\n"
                                           "2\teth0      :     2      V3\n"
                                           "\t\t\t\t010101EF     3 0:00000000\t\t1\n")
                                     .Build());
  EXPECT_EQ(ValueOf(sample, "group", "eth0", "239.1.1.1"), 3);
  EXPECT_EQ(ValueOf(sample, "group", "lo", "224.0.0.1"), -1);
}

TEST(VectorTest, InterruptsAreByCpuAndTheVectorSaysWhereItGoes) {
  const Sample sample =
      SampleOf(OneIxgbe().File("/sys/kernel/irq/41/per_cpu_count", "0,0,7,0\n").Build());
  EXPECT_EQ(ValueOf(sample, "vector", "eth0 TxRx-1", "cpu2"), 7);
  EXPECT_EQ(ValueOf(sample, "vector", "eth0 TxRx-1", "cpu0"), -1);
  EXPECT_EQ(FactOf(sample, "vector", "eth0 TxRx-1", "irq"), "41");
  EXPECT_EQ(FactOf(sample, "vector", "eth0 TxRx-1", "queue"), "1");
  EXPECT_EQ(FactOf(sample, "vector", "eth0 TxRx-1", "affinity"), "0-7");
  EXPECT_EQ(FactOf(sample, "vector", "eth0 TxRx-1", "effective"), "0");
}

TEST(VectorTest, ANumberThatAnotherHandlerHasByNowIsNotRead) {
  RecordedKernel kernel = OneIxgbe().File("/sys/kernel/irq/41/per_cpu_count", "0,0,7,0\n").Build();
  const auto scope = ScopeOf(kernel, {});
  ASSERT_TRUE(scope);
  EXPECT_FALSE(TakeSample(kernel, *scope).scope_is_old);
  kernel.AddFile("/sys/kernel/irq/41/actions", "nvme0q1\n");
  const Sample sample = TakeSample(kernel, *scope);
  EXPECT_TRUE(sample.scope_is_old);
  EXPECT_EQ(ValueOf(sample, "vector", "eth0 TxRx-1", "cpu2"), -1);
}

TEST(SettingTest, TheSettingsOfThePathAreFacts) {
  const Sample sample = SampleOf(OneIxgbe()
                                     .Isolated("2-5")
                                     .Rings(512, 4096)
                                     .File("/proc/sys/kernel/osrelease", "6.12.1\n")
                                     .File("/boot/config-6.12.1", "CONFIG_A=y\nCONFIG_HZ=250\n")
                                     .Build());
  EXPECT_EQ(FactOf(sample, "setting", "host", "net.core.netdev_budget"), "300");
  EXPECT_EQ(FactOf(sample, "setting", "host", "net.ipv4.udp_mem"), "18492 24658 36984");
  EXPECT_EQ(FactOf(sample, "setting", "host", "isolated"), "2-5");
  EXPECT_EQ(FactOf(sample, "setting", "host", "online"), "0-7");
  EXPECT_EQ(FactOf(sample, "setting", "host", "hz"), "250");
  EXPECT_EQ(FactOf(sample, "setting", "eth0", "rings.rx"), "512");
  EXPECT_EQ(FactOf(sample, "setting", "eth0", "rings.rx-max"), "4096");
  EXPECT_EQ(FactOf(sample, "setting", "eth0", "channels.combined"), "4");
  EXPECT_EQ(FactOf(sample, "setting", "eth0", "rps_cpus rx-0"), "00");
  EXPECT_EQ(FactOf(sample, "setting", "eth0", "numa_node"), "0");
}

TEST(SettingTest, TheTicksAreReadFromWhatACaptureKeepsOfTheConfiguration) {
  for (const char* const config :
       {"CONFIG_HZ=250\n", "CONFIG_HZ=250", "CONFIG_A=y\nCONFIG_HZ=250"}) {
    const Sample sample = SampleOf(OneIxgbe()
                                       .File("/proc/sys/kernel/osrelease", "6.12.1\n")
                                       .File("/boot/config-6.12.1", config)
                                       .Build());
    EXPECT_EQ(FactOf(sample, "setting", "host", "hz"), "250") << config;
  }
}

TEST(SourcesTest, WithoutFactsNoneAreRead) {
  const RecordedKernel kernel = OneIxgbe().Build();
  auto scope = ScopeOf(kernel, {});
  ASSERT_TRUE(scope);
  scope->facts = false;
  EXPECT_TRUE(TakeSample(kernel, *scope).facts.empty());
}

TEST(SourcesTest, WhatCannotBeReadIsSaidAndIsNotZero) {
  RecordedKernel kernel = OneIxgbe().Build();
  kernel.SetUnreadable("/proc/net/softnet_stat", EACCES);
  const Sample sample = SampleOf(kernel);
  EXPECT_THAT(sample.unread, Contains(testing::Pair("softnet", testing::HasSubstr("Permission"))));
  for (const char* const source : {"softirq", "cpu", "ip", "udp", "tcp", "group"}) {
    EXPECT_THAT(sample.unread, Contains(Key(source)));
  }
  EXPECT_THAT(sample.unread, Contains(Key("vector/eth0 TxRx-0")));
  EXPECT_TRUE(sample.values.empty());
}

TEST(SourcesTest, JunkGivesNothingAndHarmsNothing) {
  const std::string junk =
      "zz (: \x01,,\n\n:\tcpu intr\ncpu\nUdp: A\nUdp:\n9 eth0\n\t\t0\n cpu4 -1";
  TreeBuilder builder = OneIxgbe();
  for (const char* const file :
       {"/proc/net/softnet_stat", "/proc/softirqs", "/proc/stat", "/proc/net/snmp",
        "/proc/net/netstat", "/proc/net/snmp6", "/proc/net/igmp", "/proc/2/task/2/children",
        "/proc/15/stat", "/proc/uptime", "/sys/kernel/irq/41/per_cpu_count"}) {
    builder.File(file, junk);
  }
  EXPECT_TRUE(SampleOf(builder.Build()).values.empty());
}

}  // namespace
}  // namespace netkeel
