// SPDX-License-Identifier: Apache-2.0
#include "tunables/sysctl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

uint64_t N(uint64_t number) { return number; }
Value Text(const char* text) { return std::string(text); }

TunableProbe Sysctl(RecordedKernel& kernel, const std::set<std::string>& keys = {}) {
  TunableProbe probe(MakeSysctl(), kernel, HostDevice());
  probe.Look(keys);
  return probe;
}

TEST(SysctlPathTest, ASlashStandsForADot) {
  EXPECT_THAT(SysctlPath("net.core.dev_weight"), IsOkAnd("/proc/sys/net/core/dev_weight"));
  EXPECT_THAT(SysctlPath("net.ipv4.conf.eth0/100.rp_filter"),
              IsOkAnd("/proc/sys/net/ipv4/conf/eth0.100/rp_filter"));
}

TEST(SysctlPathTest, NoKeyLeavesTheNetworkFolder) {
  for (const char* const key : {"net.//.kernel.sysrq", "kernel.sysrq", "net.", "net..core", "net",
                                "net./.core", "net.core.", ""}) {
    EXPECT_THAT(SysctlPath(key), HasCode(ErrorCode::kBadInput)) << key;
  }
}

TEST(SysctlTest, ANumberIsANumberAndAVectorItsWords) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const TunableProbe sysctl = Sysctl(kernel);
  EXPECT_EQ(sysctl.seen().values.at(sysctl.At("net.core.netdev_budget")), Value{N(300)});
  EXPECT_EQ(sysctl.Text("net.ipv4.udp_mem"), "381405 508543 762810");
  EXPECT_EQ(sysctl.seen().values.at(sysctl.At("net.core.flow_limit_cpu_bitmap")), Value{CpuSet{}});
}

TEST(SysctlTest, WhatTakesMorePrivilegeThanNetkeelKeepsSaysSo) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.SetUnreadable("/proc/sys/net/core/bpf_jit_harden", EPERM);
  const TunableProbe sysctl = Sysctl(kernel, {"net.core.bpf_jit_harden"});
  EXPECT_THAT(sysctl.seen().problems.at(sysctl.At("net.core.bpf_jit_harden")).message,
              HasSubstr("CAP_SYS_ADMIN, which netkeel gives up"));
}

TEST(SysctlTest, PortsAreComparedByMeaningAsLinuxPrintsRanges) {
  const std::string key = "net.ipv4.ip_local_reserved_ports";
  RecordedKernel kernel = TreeBuilder().Sysctl(key, "8080,9090-9091").Build();
  const TunableProbe sysctl = Sysctl(kernel, {key});
  EXPECT_EQ(sysctl.StatusOf(key, Text("9090,9091,8080")), Status::kOk);
  EXPECT_EQ(sysctl.StatusOf(key, Text("9090,9091")), Status::kDrift);
  EXPECT_EQ(sysctl.StatusOf(key, Text("no ports")), Status::kDrift);
  RecordedKernel none = TreeBuilder().Sysctl(key, "").Build();
  EXPECT_EQ(Sysctl(none, {key}).StatusOf(key, Text("")), Status::kOk);
  EXPECT_EQ(Sysctl(none, {key}).StatusOf(key, N(9090)), Status::kDrift);
}

TEST(SysctlTest, AllowedNamesAreASetWhateverTheirOrder) {
  const std::string key = "net.ipv4.tcp_allowed_congestion_control";
  RecordedKernel kernel = TreeBuilder().Sysctl(key, "reno cubic").Build();
  EXPECT_EQ(Sysctl(kernel, {key}).StatusOf(key, Text("cubic reno")), Status::kOk);
  EXPECT_EQ(Sysctl(kernel, {key}).StatusOf(key, Text("cubic")), Status::kDrift);
}

TEST(SysctlTest, HalfAVectorIsAnErrorBeforeAnythingIsWritten) {
  const std::string key = "net.ipv4.tcp_rmem";
  RecordedKernel kernel = TreeBuilder().Sysctl(key, "4096\t131072\t6291456").Build();
  const Verdict verdict = Sysctl(kernel, {key}).Judge(key, Text("4096 87380"));
  EXPECT_EQ(verdict.status, Status::kError);
  EXPECT_THAT(verdict.reason, HasSubstr("has 3 numbers (4096 131072 6291456)"));
  EXPECT_EQ(Sysctl(kernel, {key}).StatusOf(key, N(4096)), Status::kError);
  EXPECT_EQ(Sysctl(kernel, {key}).StatusOf(key, Text("4096 131072 1")), Status::kDrift);
}

TEST(SysctlTest, VectorsAreComparedWordByWordAsNumbers) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const TunableProbe sysctl = Sysctl(kernel);
  EXPECT_EQ(sysctl.StatusOf("net.ipv4.udp_mem", Text(" 381405\t508543   762810 ")), Status::kOk);
  EXPECT_EQ(sysctl.StatusOf("net.ipv4.udp_mem", Text("381405 508543 1")), Status::kDrift);
  EXPECT_EQ(sysctl.StatusOf("net.core.netdev_budget", Text("300")), Status::kOk);
  EXPECT_EQ(sysctl.StatusOf("net.core.default_qdisc", Text("fq")), Status::kDrift);
}

TEST(SysctlTest, ANegativeNumberThatLinuxTookIsDrift) {
  RecordedKernel kernel = TreeBuilder().Sysctl("net.core.netdev_budget", "-5").Build();
  const TunableProbe sysctl = Sysctl(kernel);
  EXPECT_EQ(sysctl.Text("net.core.netdev_budget"), "-5");
  EXPECT_EQ(sysctl.StatusOf("net.core.netdev_budget", N(300)), Status::kDrift);
}

TEST(SysctlTest, AVectorIsWrittenWholeInOneWrite) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe sysctl = Sysctl(kernel);
  ASSERT_THAT(sysctl.Set({{"net.ipv4.udp_mem", Text("1 2 3")}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write /proc/sys/net/ipv4/udp_mem 1 2 3"));
  EXPECT_EQ(sysctl.Look().StatusOf("net.ipv4.udp_mem", Text("1 2 3")), Status::kOk);
}

TEST(SysctlTest, TheFlowTableIsMadeBeforeItsCpusAreSwitchedOn) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto steps = Sysctl(kernel).Steps(
      {{"net.core.flow_limit_cpu_bitmap", CpuSet{1}}, {"net.core.flow_limit_table_len", N(8192)}});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].object, "/proc/sys/net/core/flow_limit_table_len");
  EXPECT_EQ(steps[1].object, "/proc/sys/net/core/flow_limit_cpu_bitmap");
}

TEST(SysctlTest, TheFlowTablesRoundingIsClamped) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe sysctl = Sysctl(kernel);
  ASSERT_THAT(sysctl.Set({{"net.core.rps_sock_flow_entries", N(1000)}}), IsOk());
  const Verdict verdict = sysctl.Look().Judge("net.core.rps_sock_flow_entries", N(1000));
  EXPECT_EQ(verdict.status, Status::kClamped);
  EXPECT_THAT(verdict.reason, HasSubstr("power of two"));
}

TEST(SysctlTest, TheDefaultMaskLosesIsolatedCpus) {
  RecordedKernel kernel =
      TreeBuilder().Cpus(8).Isolated("4-7").Sysctl("net.core.rps_default_mask", "00").Build();
  TunableProbe sysctl = Sysctl(kernel, {"net.core.rps_default_mask"});
  const CpuSet wanted{3, 4};
  ASSERT_THAT(sysctl.Set({{"net.core.rps_default_mask", wanted}}), IsOk());
  sysctl.Look({"net.core.rps_default_mask"});
  EXPECT_EQ(sysctl.StatusOf("net.core.rps_default_mask", wanted), Status::kClamped);
  EXPECT_FALSE(sysctl.tunable().IsWritable("net.core.rps_default_mask/allowed"));
}

TEST(SysctlTest, AMaskHasTheKernelsWidth) {
  RecordedKernel kernel =
      TreeBuilder().Cpus(96).Sysctl("net.core.flow_limit_cpu_bitmap", "0").Build();
  TunableProbe sysctl = Sysctl(kernel, {"net.core.flow_limit_cpu_bitmap"});
  ASSERT_THAT(sysctl.Set({{"net.core.flow_limit_cpu_bitmap", CpuSet{0}}}), IsOk());
  EXPECT_THAT(kernel.writes().front(), testing::EndsWith(" 00000000,00000000,00000001"));
}

TEST(SysctlTest, ReadsOnlyTheKeysAskedForAndUnknownOnesToo) {
  RecordedKernel kernel = TreeBuilder().Sysctl("net.ipv4.tcp_congestion_control", "bbr").Build();
  const TunableProbe sysctl = Sysctl(kernel, {"net.ipv4.tcp_congestion_control"});
  EXPECT_EQ(sysctl.seen().values.size(), 1U);
  EXPECT_EQ(sysctl.Text("net.ipv4.tcp_congestion_control"), "bbr");
}

struct Absence {
  const char* tree;
  const char* key;
  const char* hint;
};

class AbsenceTest : public testing::TestWithParam<Absence> {};

TEST_P(AbsenceTest, SaysWhatWouldBringTheKey) {
  RecordedKernel kernel = LoadTestTree(GetParam().tree);
  const Error problem = Sysctl(kernel, {GetParam().key}).Problem(GetParam().key);
  EXPECT_EQ(problem.code, ErrorCode::kNotFound);
  EXPECT_THAT(problem.message, HasSubstr(GetParam().hint)) << GetParam().key;
}

INSTANTIATE_TEST_SUITE_P(
    Keys, AbsenceTest,
    testing::Values(Absence{"veth", "net.core.netdev_budget", "initial network namespace"},
                    Absence{"veth", "net.core.busy_poll", "initial network namespace"},
                    Absence{"ixgbe-4q", "net.core.rps_default_mask", "Linux 6.3"},
                    Absence{"ixgbe-4q", "net.core.no_such_thing", "no such key"},
                    Absence{"ixgbe-4q", "net.netfilter.nf_conntrack_max", "modprobe nf_conntrack"},
                    Absence{"ixgbe-4q", "net.bridge.bridge-nf-call-iptables", "br_netfilter"},
                    Absence{"ixgbe-4q", "net.ipv6.conf.all.forwarding", "IPv6 is not loaded"},
                    Absence{"ixgbe-4q", "net.ipv4.neigh.default.gc_thresh1", "no such key"},
                    Absence{"veth", "net.ipv4.neigh.default.gc_thresh1", "set it on the host"},
                    Absence{"veth", "net.ipv4.tcp_mem", "set it on the host"},
                    Absence{"ixgbe-4q", "net.ipv6.flowlabel_consistency", "IPv6"},
                    Absence{"ixgbe-4q", "net.ipv4.conf.eth9.rp_filter", "no interface eth9"},
                    Absence{"ixgbe-4q", "net.ipv4.conf.eth0/9.rp_filter", "no interface eth0.9"},
                    Absence{"ixgbe-4q", "net.ipv4.conf.eth0.9.rp_filter",
                            "no interface eth0.9 (yet); its dots are written as slashes: "
                            "net.ipv4.conf.eth0/9.rp_filter"},
                    Absence{"ixgbe-4q", "net.ipv4.conf.all.no_such", "no such key"}));

struct OtherSpelling {
  const char* path;
  const char* key;
  const char* meant;
};

class OtherSpellingTest : public testing::TestWithParam<OtherSpelling> {};

TEST_P(OtherSpellingTest, AKeyThatExistsWithADotInANameIsSuggested) {
  RecordedKernel kernel = TreeBuilder().File(GetParam().path, "1\n").Build();
  const Error problem = Sysctl(kernel, {GetParam().key}).Problem(GetParam().key);
  EXPECT_EQ(problem.message,
            std::string("a dot inside a name is written as a slash; write ") + GetParam().meant);
  EXPECT_EQ(Sysctl(kernel, {GetParam().meant}).Text(GetParam().meant), "1");
}

INSTANTIATE_TEST_SUITE_P(Keys, OtherSpellingTest,
                         testing::Values(OtherSpelling{"/proc/sys/net/ipv4/conf/eth0.100/rp_filter",
                                                       "net.ipv4.conf.eth0.100.rp_filter",
                                                       "net.ipv4.conf.eth0/100.rp_filter"},
                                         OtherSpelling{"/proc/sys/net/ipv6/neigh/a.b.c/x",
                                                       "net.ipv6.neigh.a.b.c.x",
                                                       "net.ipv6.neigh.a/b/c.x"}));

// What the host survives; the two are only limits of what a program may ask for.
TEST(SysctlRowsTest, NoNumberGoesUpToWhatTheKernelTakes) {
  for (const Descriptor& tunable : Descriptors()) {
    for (const KeyDescriptor& row : tunable.keys) {
      const bool is_limit = row.name == "net.core.rmem_max" || row.name == "net.core.wmem_max";
      if (row.type != KeyType::kUnsigned || row.device_maximum || is_limit) continue;
      EXPECT_LE(row.max, uint64_t{1} << 28) << row.name;
    }
  }
}

TEST(SysctlTest, ReadOnlyInANamespaceIsAMatterOfTheHost) {
  RecordedKernel kernel = LoadTestTree("veth");
  const auto set = Sysctl(kernel).Set({{"net.core.rmem_max", N(8388608)}});
  ASSERT_THAT(set, HasCode(ErrorCode::kPermission));
  EXPECT_THAT(set.error().message, HasSubstr("set it on the host"));
}

TEST(SysctlTest, AReadOnlyFileSystemIsAMatterOfPermission) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.SetImmovable("/proc/sys", EROFS);
  const auto set = Sysctl(kernel).Set({{"net.core.dev_weight", N(32)}});
  ASSERT_THAT(set, HasCode(ErrorCode::kPermission));
  EXPECT_THAT(set.error().message, HasSubstr("writable /proc/sys"));
}

TEST(SysctlTest, TooShortABudgetIsExplained) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto set = Sysctl(kernel).Set({{"net.core.netdev_budget_usecs", N(1000)}});
  ASSERT_THAT(set, HasErrno(EINVAL));
  EXPECT_THAT(set.error().message, HasSubstr("two jiffies"));
}

}  // namespace
}  // namespace netkeel
