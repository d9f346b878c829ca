// SPDX-License-Identifier: Apache-2.0
//
// Interfaces whose names mean something else to netkeel: Linux allows them all.
#include <gmock/gmock.h>

#include "fixture.h"
#include "history/record.h"
#include "host/inventory.h"
#include "reconcile/undo.h"
#include "reconcile/waive.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kProfile =
    "host: {sysctl: {net.core.dev_weight: 128}}\n"
    "interfaces:\n"
    "  - match: {name: host}\n"
    "    rings: {rx: 1024}\n";

class HostNameTest : public ReconcileTest {
 protected:
  static RecordedKernel Host() {
    return TreeBuilder().Cpus(4).Nic("host", "ixgbe").Queues(2).Nic("interfaces", "igb").Build();
  }
};

TEST_F(HostNameTest, AnInterfaceCalledHostIsToldFromTheHost) {
  RecordedKernel kernel = Host();
  const Report report = Apply(kernel, ProfileOf(kProfile));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(At(report, "host/sysctl/net.core.dev_weight").actual, "128");
  EXPECT_EQ(At(report, "host/rings/rx").actual, "1024");
  ASSERT_EQ(report.devices.size(), 1U);
  EXPECT_EQ(report.devices[0].driver, "ixgbe");
}

TEST_F(HostNameTest, ARollbackPutsBackBoth) {
  RecordedKernel kernel = Host();
  const auto before = kernel.Files();
  ASSERT_EQ(Apply(kernel, ProfileOf(kProfile)).exit_code, ExitCode::kAsWanted);
  ASSERT_NE(kernel.Files(), before);
  const Report undone = Undo(kernel, catalog_, Disruptive(), StateFolder(), std::nullopt);
  EXPECT_EQ(undone.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(kernel.Files(), before);
}

TEST_F(HostNameTest, OfTheInterfaceAloneNothingOfTheHostIsLookedAt) {
  RecordedKernel kernel = Host();
  Options only = Disruptive();
  only.interfaces = {"host"};
  const Report report = Apply(kernel, ProfileOf(kProfile), only);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(report.changes.size(), 1U);
}

TEST_F(HostNameTest, AWaiverOfTheOneIsNoneOfTheOther) {
  RecordedKernel kernel = Host();
  Report report = Check(kernel, ProfileOf(kProfile));
  using std::chrono::year;
  const std::chrono::sys_days day = year(2030) / 1 / 1;
  Waive({Waiver{{"host/rings/*"}, {}, "reason", "owner", day, {}}}, day, report);
  EXPECT_EQ(At(report, "host/rings/rx").status, Status::kWaived);
  EXPECT_EQ(At(report, "host/sysctl/net.core.dev_weight").status, Status::kDrift);
}

TEST_F(HostNameTest, ABlockThatMatchesNothingIsNoSettingOfAnInterfaceCalledInterfaces) {
  RecordedKernel kernel = Host();
  const Report report = Check(kernel, ProfileOf("interfaces:\n"
                                                "  - match: {name: nosuch}\n"
                                                "    rings: {rx: 1024}\n"
                                                "  - match: {name: interfaces}\n"
                                                "    rings: {rx: 1024}\n"));
  EXPECT_EQ(At(report, "interfaces/match/name nosuch").status, Status::kAbsent);
  EXPECT_EQ(At(report, "interfaces/rings/rx").status, Status::kDrift);
  ASSERT_EQ(report.devices.size(), 1U);
  EXPECT_EQ(report.devices[0].driver, "igb");
}

TEST_F(HostNameTest, AnInterfaceWithTheNameOfBondingsFileIsOne) {
  const RecordedKernel kernel = TreeBuilder().Cpus(4).Nic("bonding_masters", "ixgbe").Build();
  EXPECT_THAT(InterfaceNames(kernel).value(), testing::ElementsAre("bonding_masters"));
}

TEST(HostNameRecordTest, ARecordHasBothAsTheyAreCalledAndReadsThemBack) {
  Record record;
  record.id = 1;
  Device host;
  host.name = kHostDevice;
  Device interface;
  interface.name = "host";
  interface.ifindex = 3;
  record.before.devices = {host, interface};
  record.before.values[{kHostDevice, "sysctl", "net.core.dev_weight"}] = uint64_t{64};
  record.before.values[{"host", "rings", "rx"}] = uint64_t{512};
  const std::string text = ToJson(record);
  EXPECT_THAT(text, Not(HasSubstr(kHostDevice)));
  const auto read = RecordFromJson(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->before.values, record.before.values);
  EXPECT_EQ(read->before.devices[0].name, kHostDevice);
  EXPECT_EQ(read->before.devices[1].name, "host");
}

TEST(HostNameRecordTest, ARecordOfAnEarlierVersionIsOfTheHost) {
  const auto read = RecordFromJson(
      R"({"id": 3, "verb": "apply", "ending": "unfinished", "profile": "p", "boot_id": "b",
          "devices": [{"name": "host", "ifindex": 0, "driver": "", "pci": "", "mac": "",
                       "carrier": false}],
          "values": [{"device": "host", "tunable": "sysctl", "key": "net.core.dev_weight",
                      "value": {"unsigned": 64}}]})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->before.devices[0].name, kHostDevice);
  EXPECT_TRUE(read->before.values.contains({kHostDevice, "sysctl", "net.core.dev_weight"}));
}

}  // namespace
}  // namespace netkeel
