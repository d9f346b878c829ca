// SPDX-License-Identifier: Apache-2.0
#include "reconcile/look.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>

#include "reconcile/fixture.h"
#include "support/forwarding_kernel.h"

namespace netkeel {
namespace {

/// An interface goes away, for good or under another name, once its rings have been asked for.
class LeavingKernel final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;

  Result<std::string> ReadFile(const std::string& path) const override {
    if (IsOfIt(path)) return Fail(ErrnoError(path, ENOENT));
    return ForwardingKernel::ReadFile(path);
  }
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override {
    if (IsOfIt(path)) return Fail(ErrnoError(path, ENOENT));
    auto names = ForwardingKernel::ListDirectory(path);
    if (names && has_left_) std::erase(*names, "eth1");
    return names;
  }
  Result<std::string> ResolveLink(const std::string& path) const override {
    if (IsOfIt(path)) return Fail(ErrnoError(path, ENOENT));
    return ForwardingKernel::ResolveLink(path);
  }
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override {
    if (device.name == "eth1" && topic == EthtoolTopic::kRings) has_left_ = true;
    if (device.name == "eth1" && has_left_) return Fail(EthtoolError("eth1", topic, ENODEV));
    return ForwardingKernel::EthtoolGet(device, topic);
  }

 private:
  bool IsOfIt(const std::string& path) const {
    return has_left_ && path.find("/eth1") != path.npos;
  }

  mutable bool has_left_ = false;
};

class LookTest : public ReconcileTest {};

TEST_F(LookTest, AnInterfaceIsFoundByAnAlternativeName) {
  RecordedKernel kernel = OneIxgbe().Nic("eth1", "ixgbe").Queues(4).Build();
  kernel.SetEthtool("eth1", EthtoolTopic::kInfo,
                    {{"driver", std::string("ixgbe")}, {"altnames", std::string("enp4s0 feed-a")}});
  for (const char* const name : {"feed-a", "'enp4*'", "[nobody, feed-a]"}) {
    const Report report =
        Check(kernel, ProfileOf("interfaces:\n  - match: {name: " + std::string(name) +
                                "}\n    rings: {rx: 512}\n"));
    EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kOk) << name;
    EXPECT_EQ(report.findings.size(), 1U) << name;
  }
}

TEST_F(LookTest, AnInterfaceThatLeavesWhileItIsLookedAtIsSimplyNotThere) {
  RecordedKernel recorded = OneIxgbe().Nic("eth1", "ixgbe").Queues(4).Build();
  const LeavingKernel kernel(recorded);
  const Report report = Check(kernel, ProfileOf("interfaces:\n"
                                                "  - match: {driver: ixgbe}\n"
                                                "    rings: {rx: 512}\n"
                                                "    irq: {affinity: one-to-one, cpus: 0-3}\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kOk);
  for (const Finding& finding : report.findings) EXPECT_EQ(finding.address.device, "eth0");
}

TEST_F(LookTest, WhatAPartitionIsolatesIsIsolatedForEveryReaderButSteering) {
  RecordedKernel kernel = TreeBuilder()
                              .Cpus(8)
                              .Nic("eth0", "ixgbe")
                              .Queues(2)
                              .File("/sys/fs/cgroup/rt/cpuset.cpus.partition", "isolated\n")
                              .File("/sys/fs/cgroup/rt/cpuset.cpus.effective", "2-3\n")
                              .Build();
  const Report report = Apply(kernel, ProfileOf("host:\n"
                                                "  cpu: {isolated: 2-3}\n"
                                                "interfaces:\n"
                                                "  - match: {driver: ixgbe}\n"
                                                "    queues: {rps_cpus: isolated}\n"
                                                "    irq: {affinity: one-to-one, cpus: isolated,\n"
                                                "          other: housekeeping}\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(At(report, "host/cpu/isolated").status, Status::kOk);
  EXPECT_EQ(At(report, "eth0/irq/TxRx-1/affinity").actual, "3");
  EXPECT_EQ(At(report, "eth0/irq/other/affinity").actual, "0-1,4-7");
  EXPECT_EQ(At(report, "eth0/queues/rx-0/rps_cpus").actual, "2-3");
}

TEST_F(LookTest, AConditionThatNothingHereAnswersIsAnErrorAndNoGuess) {
  const std::string asks = "host:\n  when: {virtual: false}\n  sysctl: {net.core.dev_weight: 64}\n";
  TreeBuilder tree = OneIxgbe().Sysctl("net.core.dev_weight", "32");
  tree.File("/proc/sys/kernel/osrelease", "6.12.38\n");
  const Report unknown = Check(tree.Build(), ProfileOf(asks));
  EXPECT_EQ(unknown.exit_code, ExitCode::kError);
  EXPECT_THAT(unknown.messages, testing::Contains(testing::HasSubstr("capture it anew")));
  const Report known = Check(tree.File("/proc/cpuinfo", "\n").Build(), ProfileOf(asks));
  EXPECT_EQ(At(known, "host/sysctl/net.core.dev_weight").status, Status::kDrift);
}

}  // namespace
}  // namespace netkeel
