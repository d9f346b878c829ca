// SPDX-License-Identifier: Apache-2.0
#include "reconcile/hand_down.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "reconcile/fixture.h"
#include "reconcile/undo.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HandDownTest : public ReconcileTest {
 protected:
  static RecordedKernel Load(const std::string& tree) {
    auto kernel = RecordedKernel::Load("trees/" + tree);
    if (!kernel) ADD_FAILURE() << kernel.error().message;
    return kernel ? std::move(*kernel) : RecordedKernel();
  }

  /// Blocks of interfaces, each "name: SECTION, SECTION", on a line of its own from the third.
  static Profile Blocks(const std::vector<std::string>& blocks) {
    std::string text = "interfaces:\n";
    for (const std::string& block : blocks) {
      const size_t colon = block.find(": ");
      text +=
          "  - {match: {name: " + block.substr(0, colon) + "}, " + block.substr(colon + 2) + "}\n";
    }
    return ProfileOf(text);
  }

  static std::vector<std::string> Addresses(const Report& report) {
    std::vector<std::string> addresses;
    for (const Finding& finding : report.findings) addresses.push_back(ToText(finding.address));
    return addresses;
  }

  /// The interfaces that were written to, each once, in order.
  static std::vector<std::string> Written(const RecordedKernel& kernel) {
    std::vector<std::string> names;
    for (const std::string& write : kernel.writes()) {
      const std::string name = write.substr(8, write.find(' ', 8) - 8);
      if (names.empty() || names.back() != name) names.push_back(name);
    }
    return names;
  }

  RecordedKernel kernel_ = Load("bond-stack");
};

TEST_F(HandDownTest, WhatABondHasNotItselfIsWantedOfItsPorts) {
  const Report report = Check(kernel_, Blocks({"bond0: rings: {rx: 512}"}));
  EXPECT_THAT(Addresses(report), ElementsAre("eth0/rings/rx", "eth1/rings/rx"));
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kDrift);
  EXPECT_EQ(At(report, "eth1/rings/rx").reason, "port of bond0");
}

TEST_F(HandDownTest, WhatABondHasItselfStaysItsOwn) {
  const Report report =
      Check(kernel_, Blocks({"bond0: link: {mtu: 9000}, sysctl: {ipv4.conf.rp_filter: 0}"}));
  EXPECT_THAT(Addresses(report),
              ElementsAre("bond0/interface-sysctl/ipv4.conf.rp_filter", "bond0/link/mtu"));
}

TEST_F(HandDownTest, QueuesAndNapisAreThePortsThoughABondHasTheFiles) {
  const Report report = Check(kernel_, Blocks({"bond0: napi: {gro_flush_timeout: 20000}"}));
  EXPECT_THAT(Addresses(report),
              ElementsAre("eth0/napi/gro_flush_timeout", "eth1/napi/gro_flush_timeout"));
}

TEST_F(HandDownTest, WhatCannotBeSaysWhosePortItIs) {
  const Report report = Check(kernel_, Blocks({"br0: coalesce: {rx-usecs: 5}"}));
  const Finding finding = At(report, "eth0/coalesce/rx-usecs");
  EXPECT_EQ(finding.status, Status::kUnsupported);
  EXPECT_THAT(finding.reason, HasSubstr("; port of br0"));
  EXPECT_EQ(report.findings.size(), 2U);
}

TEST_F(HandDownTest, ABlockForThePortItselfGoesFirstWhereverItStands) {
  for (const bool first : {true, false}) {
    std::vector<std::string> blocks{"eth0: rings: {rx: 1024}", "bond0: rings: {rx: 512, tx: 512}"};
    if (!first) std::swap(blocks[0], blocks[1]);
    const Report report = Check(kernel_, Blocks(blocks));
    EXPECT_EQ(At(report, "eth0/rings/rx").wanted, "1024");
    EXPECT_EQ(At(report, "eth0/rings/rx").reason, "");
    EXPECT_EQ(At(report, "eth0/rings/tx").reason, "port of bond0");
    EXPECT_EQ(At(report, "eth1/rings/rx").wanted, "512");
  }
}

TEST_F(HandDownTest, TwoThatWantTwoThingsOfOnePortAreAnErrorAndNothingIsWritten) {
  const Profile profile = Blocks({"mv0: rings: {rx: 512}", "bond0.100: rings: {rx: 1024}"});
  const Report report = Apply(kernel_, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_EQ(At(report, "eth0/rings/rx").reason,
            "is to be 512 through mv0 (p.yaml:3) and 1024 through bond0.100 (p.yaml:4); make them "
            "equal, or match the port itself");
  EXPECT_THAT(kernel_.writes(), IsEmpty());
}

TEST_F(HandDownTest, TheSameThroughTwoIsNoError) {
  const Report report =
      Check(kernel_, Blocks({"'[mb][vo]*0': rings: {rx: 512}", "br0: rings: {rx: 512}"}));
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/rings/rx").reason, "port of br0");
}

TEST_F(HandDownTest, AnInterfaceAskedForBringsItsPortsAndItsUppersBlocks) {
  const Profile profile = Blocks({"br0: rings: {rx: 512}", "bond0: link: {mtu: 9000}"});
  Options options;
  options.interfaces = {"eth1"};
  EXPECT_THAT(Addresses(Check(kernel_, profile, options)), ElementsAre("eth1/rings/rx"));
  options.interfaces = {"bond0"};
  EXPECT_THAT(Addresses(Check(kernel_, profile, options)),
              ElementsAre("bond0/link/mtu", "eth0/rings/rx", "eth1/rings/rx"));
  options.interfaces = {"vnet0"};
  EXPECT_THAT(Addresses(Check(kernel_, profile, options)), IsEmpty());
}

TEST_F(HandDownTest, TheStandbyPortIsResetFirst) {
  Apply(kernel_, Blocks({"bond0: rings: {rx: 512}"}));
  EXPECT_THAT(Written(kernel_), ElementsAre("eth1", "eth0"));
}

TEST_F(HandDownTest, ARollbackBeginsWithThePortThatStandsByByThen) {
  Apply(kernel_, Blocks({"bond0: rings: {rx: 512}"}));
  kernel_.AddFile("/sys/class/net/eth0/bonding_slave/state", "backup\n");
  kernel_.AddFile("/sys/class/net/eth1/bonding_slave/state", "active\n");
  const Report report = Undo(kernel_, catalog_, Disruptive(), StateFolder(), std::nullopt);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(Written(kernel_), ElementsAre("eth1", "eth0", "eth1"));
  EXPECT_EQ(At(Check(kernel_, Blocks({"bond0: rings: {rx: 256}"})), "eth0/rings/rx").status,
            Status::kOk);
}

TEST_F(HandDownTest, WithoutLeaveNoPortIsReset) {
  const Report report = Apply(kernel_, Blocks({"bond0: rings: {rx: 512}"}), {});
  EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kHeld);
  EXPECT_THAT(At(report, "eth1/rings/rx").reason, HasSubstr("; port of bond0"));
  EXPECT_THAT(kernel_.writes(), IsEmpty());
}

TEST_F(HandDownTest, ABondWithoutPortsWaitsForThem) {
  kernel_.Remove("/sys/class/net/bond0/lower_eth0");
  kernel_.Remove("/sys/class/net/bond0/lower_eth1");
  const Report report = Check(kernel_, Blocks({"bond0: rings: {rx: 512}, link: {mtu: 1500}"}));
  EXPECT_EQ(At(report, "bond0/rings/rx").status, Status::kAbsent);
  EXPECT_EQ(At(report, "bond0/rings/rx").reason,
            "bond0 has no interface beneath it yet, whose this is");
  EXPECT_EQ(At(report, "bond0/link/mtu").status, Status::kOk);
}

TEST_F(HandDownTest, APortThatIsHvNetvscHandsOnWhatItDoesNotSupport) {
  RecordedKernel azure = Load("hv-netvsc");
  azure.AddLink("/sys/class/net/bond0/lower_eth0", "/sys/devices/vmbus/net/eth0");
  azure.AddFile("/sys/class/net/bond0/ifindex", "9\n");
  azure.AddFile("/sys/class/net/bond0/flags", "0x1003\n");
  azure.AddFile("/sys/class/net/bond0/carrier", "1\n");
  const Report report =
      Check(azure, Blocks({"bond0: rings: {rx: 512}, irq: {affinity: pool, cpus: online}"}));
  EXPECT_EQ(At(report, "eth0/rings/rx").reason, "port of bond0");
  EXPECT_EQ(At(report, "enP39424s1/irq/comp0/affinity").reason, "port of eth0");
  EXPECT_EQ(report.findings.size(), 5U);
}

}  // namespace
}  // namespace netkeel
