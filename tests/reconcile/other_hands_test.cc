// SPDX-License-Identifier: Apache-2.0
#include "reconcile/other_hands.h"

#include <gmock/gmock.h>

#include "reconcile/fixture.h"

namespace netkeel {
namespace {

using std::string_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kBudget =
    "host: {sysctl: {net.core.netdev_budget: 600, net.core.netdev_budget_usecs: {at-least: 1}}}\n";
constexpr const char* kPins =
    "interfaces:\n"
    "  - match: {name: eth0}\n"
    "    irq: {affinity: one-to-one, cpus: 2-5}\n";

class OtherHandsTest : public ReconcileTest {
 protected:
  static TreeBuilder Budget(const std::string& value, const std::string& line) {
    return TreeBuilder()
        .Sysctl("net.core.netdev_budget", value)
        .File("/etc/sysctl.d/99-x.conf", "# mine\n\n" + line + '\n');
  }

  /// One card whose vectors irqbalance is free to move.
  static RecordedKernel WithIrqbalance(const std::string& arguments) {
    return OneIxgbe()
        .File("/run/irqbalance/irqbalance812.sock", "")
        .Process(812, "irqbalance")
        .File("/proc/812/cmdline", "/usr/sbin/irqbalance\0"s + arguments)
        .Build();
  }
};

TEST_F(OtherHandsTest, ADriftSaysWhichFileSetWhatIsThere) {
  const auto kernel = Budget("300", "net.core.netdev_budget = 300").Build();
  const Report report = Check(kernel, ProfileOf(kBudget));
  EXPECT_EQ(At(report, "host/sysctl/net.core.netdev_budget").reason,
            "/etc/sysctl.d/99-x.conf:3 sets it to 300 at boot");
  EXPECT_THAT(report.warnings, IsEmpty());
}

TEST_F(OtherHandsTest, AFileThatSetsSomethingElseIsNotBehindADrift) {
  const auto kernel = Budget("300", "net.core.netdev_budget = 450").Build();
  const Report report = Check(kernel, ProfileOf(kBudget));
  EXPECT_EQ(At(report, "host/sysctl/net.core.netdev_budget").reason, "");
}

TEST_F(OtherHandsTest, WhatAFileWillUndoAtBootIsAWarningAndStillAsWanted) {
  auto kernel = Budget("600", "net.core.netdev_budget = 300").Build();
  const Profile profile = ProfileOf(kBudget);
  const Report report = Check(kernel, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(
      report.warnings,
      ElementsAre("host/sysctl/net.core.netdev_budget: /etc/sysctl.d/99-x.conf:3 sets it to "
                  "300 at boot; netkeel.service, which would run after that, is not "
                  "enabled"));
  kernel.AddLink("/etc/systemd/system/multi-user.target.wants/netkeel.service",
                 "/usr/lib/systemd/system/netkeel.service");
  EXPECT_THAT(Check(kernel, profile).warnings.front(), EndsWith("enabled, runs after that"));
}

TEST_F(OtherHandsTest, AValueThatIsAsWantedEitherWayIsNoWarning) {
  const Profile least = ProfileOf("host: {sysctl: {net.core.dev_weight: {at-least: 60}}}\n");
  const auto kernel = TreeBuilder()
                          .Sysctl("net.core.dev_weight", "64")
                          .File("/etc/sysctl.d/1.conf", "net.core.dev_weight=128\n")
                          .Build();
  EXPECT_THAT(Check(kernel, least).warnings, IsEmpty());
  const Profile most = ProfileOf("host: {sysctl: {net.core.dev_weight: {at-most: 100}}}\n");
  EXPECT_EQ(Check(kernel, most).warnings.size(), 1U);
}

TEST_F(OtherHandsTest, APinnedVectorThatIrqbalanceMayMoveIsAConflict) {
  auto kernel = WithIrqbalance("");
  const Report applied = Apply(kernel, ProfileOf(kPins));
  EXPECT_EQ(applied.exit_code, ExitCode::kDrift);
  EXPECT_FALSE(applied.changes.empty());
  const Report report = Check(kernel, ProfileOf(kPins));
  const Finding vector = At(report, "eth0/irq/TxRx-0/affinity");
  EXPECT_EQ(vector.status, Status::kConflict);
  EXPECT_EQ(vector.wanted, vector.actual);
  EXPECT_EQ(vector.reason, "irqbalance (pid 812) does not ban it");
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
}

TEST_F(OtherHandsTest, AVectorThatWasMovedIsADriftThatNamesIrqbalance) {
  const auto kernel = WithIrqbalance("");
  const Finding vector = At(Check(kernel, ProfileOf(kPins)), "eth0/irq/TxRx-0/affinity");
  EXPECT_EQ(vector.status, Status::kDrift);
  EXPECT_THAT(vector.reason, HasSubstr("irqbalance (pid 812) does not ban it"));
}

TEST_F(OtherHandsTest, WithItsModuleBannedThePinsAreAsWanted) {
  auto kernel = WithIrqbalance("--banmod=ixgbe\0"s);
  kernel.AddLink("/sys/bus/pci/devices/0000:01:00.0/driver", "/sys/bus/pci/drivers/ixgbe");
  const Report applied = Apply(kernel, ProfileOf(kPins));
  EXPECT_EQ(applied.exit_code, ExitCode::kAsWanted)
      << At(applied, "eth0/irq/TxRx-0/affinity").reason;
}

}  // namespace
}  // namespace netkeel
