// SPDX-License-Identifier: Apache-2.0
//
// Sysctls of the host that change others, that others outweigh, or that a refused write changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/rps_default_mask.h"
#include "tunables/sysctl_value.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kForward = "net.ipv4.ip_forward";
constexpr const char* kForwardAll = "net.ipv4.conf.all.forwarding";
constexpr const char* kRedirects = "net.ipv4.conf.all.accept_redirects";

uint64_t N(uint64_t number) { return number; }

TunableProbe Sysctl(RecordedKernel& kernel, const std::set<std::string>& keys) {
  TunableProbe probe(MakeSysctl(), kernel, HostDevice());
  probe.Look(keys);
  return probe;
}

Setting Wants(const std::string& key, Literal literal, const std::string& text) {
  Setting setting;
  setting.tunable = "sysctl";
  setting.key = key;
  setting.literal = std::move(literal);
  setting.text = text;
  setting.source = {"p.yaml", 7};
  return setting;
}

Desired Resolved(RecordedKernel& kernel, const std::vector<Setting>& settings) {
  std::set<std::string> keys;
  for (const Setting& setting : settings) keys.insert(setting.key);
  const Target target{HostDevice(), settings};
  const Observation seen = MakeSysctl()->Observe(kernel, target.device, keys);
  Desired desired;
  MakeSysctl()->Resolve({target, seen, CpuFacts{}}, desired);
  return desired;
}

TEST(SysctlCoupledTest, WhatResetsOthersIsWrittenBeforeThem) {
  RecordedKernel kernel = LoadTestTree("veth");
  TunableProbe sysctl =
      Sysctl(kernel, {kForward, kRedirects, "net.ipv4.conf.default.accept_redirects",
                      "net.ipv4.conf.eth0.accept_redirects", "net.ipv4.igmp_qrv"});
  kernel.AddFile("/proc/sys/net/ipv4/conf/all/accept_redirects", "0\n");
  ASSERT_THAT(sysctl.Set({{"net.ipv4.conf.eth0.accept_redirects", N(0)},
                          {"net.ipv4.conf.default.accept_redirects", N(0)},
                          {kRedirects, N(1)},
                          {"net.ipv4.igmp_qrv", N(3)},
                          {kForward, N(1)}}),
              IsOk());
  EXPECT_THAT(kernel.writes(),
              ElementsAre("write /proc/sys/net/ipv4/ip_forward 1",
                          "write /proc/sys/net/ipv4/conf/all/accept_redirects 1",
                          "write /proc/sys/net/ipv4/igmp_qrv 3",
                          "write /proc/sys/net/ipv4/conf/default/accept_redirects 0",
                          "write /proc/sys/net/ipv4/conf/eth0/accept_redirects 0"));
  EXPECT_EQ(sysctl.Look({kRedirects}).Text(kRedirects), "1");
}

TEST(SysctlCoupledTest, WhatAChangeAndOneBackWouldNotBringBackIsSeenAlong) {
  RecordedKernel kernel = LoadTestTree("veth");
  EXPECT_EQ(Sysctl(kernel, {kForward}).seen().values.size(), 1U);
  kernel.AddFile("/proc/sys/net/ipv4/conf/eth0/forwarding", "1\n");
  kernel.AddFile("/proc/sys/net/ipv4/conf/all/accept_redirects", "0\n");
  const TunableProbe sysctl = Sysctl(kernel, {kForward});
  EXPECT_EQ(sysctl.seen().values.size(), 3U);
  EXPECT_EQ(sysctl.Text("net.ipv4.conf.eth0.forwarding"), "1");
  EXPECT_EQ(sysctl.Text(kRedirects), "0");
  EXPECT_TRUE(sysctl.tunable().SetsToo(kForward, "net.ipv4.conf.eth0.forwarding"));
  EXPECT_FALSE(sysctl.tunable().SetsToo(kForward, "net.ipv6.conf.eth0.forwarding"));
  EXPECT_FALSE(sysctl.tunable().SetsToo("net.ipv4.igmp_qrv", kRedirects));
}

TEST(SysctlCoupledTest, OneFileUnderTwoNamesWithTwoValuesIsAnErrorOfBoth) {
  RecordedKernel kernel = LoadTestTree("veth");
  const Desired desired =
      Resolved(kernel, {Wants(kForward, N(1), "1"), Wants(kForwardAll, N(0), "0")});
  EXPECT_TRUE(desired.wishes.empty());
  ASSERT_EQ(desired.findings.size(), 2U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
  EXPECT_EQ(desired.findings[0].reason,
            "it is net.ipv4.conf.all.forwarding under another name, and p.yaml:7 wants 0 there; "
            "make them equal, or leave one out");
  EXPECT_EQ(
      Resolved(kernel, {Wants(kForward, N(1), "1"), Wants(kForwardAll, N(1), "1")}).wishes.size(),
      2U);
}

TEST(SysctlNumbersTest, AreReadAsLinuxReadsThem) {
  const Value number = N(7);
  EXPECT_THAT(AsLinuxReads(std::string("0x2000"), number), IsOkAnd(Value{N(8192)}));
  EXPECT_THAT(AsLinuxReads(std::string("010"), number), IsOkAnd(Value{N(8)}));
  EXPECT_THAT(AsLinuxReads(std::string("-010"), number), IsOkAnd(Value{std::string("-8")}));
  EXPECT_THAT(AsLinuxReads(std::string("0"), number), IsOkAnd(Value{N(0)}));
  EXPECT_THAT(AsLinuxReads(std::string(" 010  0x10\t3"), std::string("1 2 3")),
              IsOkAnd(Value{std::string("8 16 3")}));
  EXPECT_THAT(AsLinuxReads(std::string("010"), std::string("fq_codel")),
              IsOkAnd(Value{std::string("010")}));
  const auto none = AsLinuxReads(std::string("08"), number);
  ASSERT_THAT(none, HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(none.error().message, HasSubstr("write it in decimal"));
}

TEST(SysctlNumbersTest, AWishSaysWhatItComesTo) {
  RecordedKernel kernel = TreeBuilder().Sysctl("net.ipv4.tcp_x", "8192").Build();
  const auto wishes =
      Resolved(kernel, {Wants("net.ipv4.tcp_x", std::string("0x2000"), "0x2000")}).wishes;
  ASSERT_EQ(wishes.size(), 1U);
  EXPECT_EQ(wishes.begin()->second.wanted, "0x2000 (8192)");
  const Desired wrong = Resolved(kernel, {Wants("net.ipv4.tcp_x", std::string("09"), "09")});
  ASSERT_EQ(wrong.findings.size(), 1U);
  EXPECT_EQ(wrong.findings.front().status, Status::kError);
}

TEST(SysctlInForceTest, AKeyOfTheHostThatIsAnInterfacesIsJudgedAlike) {
  RecordedKernel kernel = LoadTestTree("veth");
  kernel.AddFile("/proc/sys/net/ipv4/conf/all/rp_filter", "1\n");
  const std::string key = "net.ipv4.conf.eth0.rp_filter";
  EXPECT_EQ(Sysctl(kernel, {key}).StatusOf(key, N(0)), Status::kConflict);
  EXPECT_FALSE(MakeSysctl()->IsWritable(key + "/effective"));
}

TEST(SysctlInForceTest, AKeyOfTheHostThatIsKeptInJiffiesIsRounded) {
  const std::string key = "net.ipv4.neigh.default.retrans_time_ms";
  RecordedKernel kernel = TreeBuilder().Sysctl(key, "252").Build();
  const Verdict verdict = Sysctl(kernel, {key}).Judge(key, N(250));
  EXPECT_EQ(verdict.status, Status::kClamped);
  EXPECT_EQ(verdict.reason, "Linux keeps it in jiffies");
}

/// With an rps_default_mask of CPU 1.
RecordedKernel WithMask(unsigned cpus) {
  return TreeBuilder().Cpus(cpus).Isolated("2-3").Sysctl(kDefaultMask, "2").Build();
}

TEST(RpsDefaultMaskTest, WhatLinuxWouldRefuseIsNotWritten) {
  for (const CpuSet& cpus : {CpuSet{2, 3}, CpuSet{17}}) {
    RecordedKernel kernel = WithMask(4);
    EXPECT_THAT(Sysctl(kernel, {kDefaultMask}).Set({{kDefaultMask, cpus}}),
                HasCode(ErrorCode::kInvalid));
    EXPECT_TRUE(kernel.writes().empty());
  }
}

TEST(RpsDefaultMaskTest, ARefusedWriteIsUndone) {
  RecordedKernel kernel = WithMask(4);
  const auto refused = [&]() -> Result<std::string> {
    const auto written = kernel.WriteFile({kDefaultMaskFile, 0, ""}, "00000000,00000001");
    return Fail(written.error());
  };
  const auto written = WriteDefaultMask(kernel, CpuSet{0}, refused);
  ASSERT_THAT(written, HasErrno(EOVERFLOW));
  EXPECT_THAT(written.error().message, HasSubstr("2 is back"));
  EXPECT_EQ(CpuSet::ParseMask(kernel.ReadFile(kDefaultMaskFile).value()), CpuSet{1});
}

TEST(RpsDefaultMaskTest, WhatCannotBePutBackIsSaid) {
  RecordedKernel kernel = WithMask(4);
  const auto refused = [&]() -> Result<std::string> {
    kernel.AddFile(kDefaultMaskFile, "0\n");
    kernel.SetImmovable(kDefaultMaskFile, EROFS);
    return Fail(ErrnoError(kDefaultMaskFile, EROFS));
  };
  const auto written = WriteDefaultMask(kernel, CpuSet{0}, refused);
  ASSERT_THAT(written, HasErrno(EROFS));
  EXPECT_THAT(written.error().message, HasSubstr("2 could not be put back"));
}

}  // namespace
}  // namespace netkeel
