// SPDX-License-Identifier: Apache-2.0
#include "writers/remedy.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"
#include "writers/irqbalance_policy.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kUnit = "/usr/lib/systemd/system/irqbalance.service";
constexpr const char* kService =
    "[Service]\nEnvironmentFile=-/etc/default/irqbalance\n"
    "ExecStart=/usr/sbin/irqbalance --foreground $IRQBALANCE_ARGS\n";

class RemedyTest : public ::testing::Test {
 protected:
  void RunWith(std::string arguments) {
    arguments.insert(0, std::string("irqbalance\0", 11));
    tree_.File("/run/irqbalance/irqbalance812.sock", "")
        .Process(812, "irqbalance")
        .File("/proc/812/cmdline", arguments);
  }
  Remedy Only() const {
    const auto remedies = IrqbalanceRemedy(tree_.Build(), {port_});
    EXPECT_EQ(remedies.size(), 1U);
    return remedies.empty() ? Remedy{} : remedies[0];
  }

  Device port_ = Port("eth0", "ixgbe");
  TreeBuilder tree_;
};

TEST_F(RemedyTest, WithoutIrqbalanceOrPinsThereIsNothingToDo) {
  EXPECT_THAT(IrqbalanceRemedy(tree_.Build(), {port_}), IsEmpty());
  tree_.File(kUnit, kService);
  EXPECT_THAT(IrqbalanceRemedy(tree_.Build(), {}), IsEmpty());
}

TEST_F(RemedyTest, TheUnitsOwnCommandGetsThePolicyBehindTheOperatorsArguments) {
  tree_.File(kUnit, kService);
  const Remedy remedy = Only();
  ASSERT_EQ(remedy.files.size(), 2U);
  EXPECT_EQ(remedy.files[0].path, kPolicyFile);
  EXPECT_TRUE(remedy.files[0].executable);
  EXPECT_EQ(remedy.files[1].path, kIrqbalanceDropIn);
  EXPECT_THAT(remedy.files[1].content,
              EndsWith("[Service]\nExecStart=\nExecStart=/usr/sbin/irqbalance --foreground "
                       "$IRQBALANCE_ARGS --policyscript=/etc/netkeel/irqbalance-policy\n"));
  EXPECT_THAT(remedy.commands,
              ElementsAre("systemctl daemon-reload", "systemctl restart irqbalance.service"));
}

TEST_F(RemedyTest, AnotherDropInsCommandIsKeptAndOurOwnNotRepeated) {
  tree_.File(kUnit, kService)
      .File("/etc/systemd/system/irqbalance.service.d/local.conf",
            "[Service]\nExecStart=\nExecStart=/opt/irqbalance -t 5\n")
      .File(kIrqbalanceDropIn, "[Service]\nExecStart=\nExecStart=/old --policyscript=x\n");
  EXPECT_THAT(
      Only().files[1].content,
      EndsWith("ExecStart=/opt/irqbalance -t 5 --policyscript=" + std::string(kPolicyFile) + "\n"));
}

TEST_F(RemedyTest, AFolderOfPoliciesGetsOneMore) {
  tree_.File(kUnit, kService).File("/etc/policy.d/10-mine", "#!/bin/sh\n");
  RunWith("--policyscript=/etc/policy.d");
  const Remedy remedy = Only();
  ASSERT_EQ(remedy.files.size(), 1U);
  EXPECT_EQ(remedy.files[0].path, "/etc/policy.d/netkeel");
  EXPECT_THAT(remedy.files[0].content, EndsWith("exit 1\n"));
}

TEST_F(RemedyTest, AnOperatorsOwnPolicyScriptIsNotReplaced) {
  tree_.File(kUnit, kService).File("/etc/mine", "#!/bin/sh\n");
  RunWith("--policyscript=/etc/mine");
  const Remedy remedy = Only();
  ASSERT_EQ(remedy.files.size(), 1U);
  EXPECT_THAT(remedy.advice.back(), HasSubstr("/etc/netkeel/irqbalance-policy \"$1\" \"$2\""));
}

TEST_F(RemedyTest, WithoutAUnitTheArgumentIsSaid) {
  RunWith("");
  const Remedy remedy = Only();
  EXPECT_THAT(remedy.commands, IsEmpty());
  EXPECT_THAT(remedy.advice.back(), HasSubstr("IRQBALANCE_ARGS in /etc/default/irqbalance"));
}

TEST_F(RemedyTest, TunedGetsAChildOfTheActiveProfileWithOurValues) {
  tree_.File("/run/tuned/tuned.pid", "700")
      .Process(700, "tuned")
      .File("/etc/tuned/active_profile", "fast\n");
  const Address budget{kHostDevice, "sysctl", "net.core.netdev_budget"};
  const Address ring{"eth0", "rings", "rx"};
  const Address mtu{"eth0", "link", "mtu"};
  const State wanted = {{budget, uint64_t{600}}, {ring, uint64_t{4096}}, {mtu, uint64_t{9000}}};
  const std::vector<Writer> writers = {{"tuned", "tuned", "sets it to 300", budget, "300"},
                                       {"tuned", "tuned", "sets it to 512", ring, "512"},
                                       {"tuned", "tuned", "sets it to 1500", mtu, "1500"}};
  const auto remedies = TunedRemedy(tree_.Build(), writers, wanted);
  ASSERT_EQ(remedies.size(), 1U);
  EXPECT_THAT(remedies[0].files[0].content,
              EndsWith("include=fast\n\n[sysctl]\nnet.core.netdev_budget=600\n\n[net]\nmtu=9000\n"
                       "ring=rx 4096\n"));
  const std::vector<Writer> same = {{"tuned", "tuned", "sets it to 600", budget, "600"}};
  EXPECT_THAT(TunedRemedy(tree_.Build(), same, wanted), IsEmpty());
}

TEST_F(RemedyTest, ALineOfAFileIsQuotedWithWhatIsWanted) {
  const Address budget{kHostDevice, "sysctl", "net.core.netdev_budget"};
  const std::vector<Writer> writers = {
      {"sysctl.d", "/etc/sysctl.d/9.conf:3", "sets it to 300 at boot", budget, "300"}};
  const auto remedies = OtherRemedies(writers, {{budget, uint64_t{600}}});
  ASSERT_EQ(remedies.size(), 1U);
  EXPECT_EQ(remedies[0].advice[0],
            "host/sysctl/net.core.netdev_budget: /etc/sysctl.d/9.conf:3 sets it to 300 at boot; "
            "netkeel wants 600");
  EXPECT_THAT(OtherRemedies(writers, {{budget, uint64_t{300}}}), IsEmpty());
}

TEST_F(RemedyTest, ALineThatPlacesAllVectorsIsSaidOnceWithItsOwnWayOut) {
  std::vector<Writer> writers;
  State wanted;
  for (const char* const key : {"TxRx-0/affinity", "TxRx-1/affinity"}) {
    const Address address{"eth0", "irq", key};
    wanted[address] = CpuSet{2};
    Writer writer{".link", "/etc/systemd/network/9.link:4", "spreads the vectors", address};
    writer.remedy = "take it out";
    writers.push_back(writer);
  }
  const auto remedies = OtherRemedies(writers, wanted);
  ASSERT_EQ(remedies.size(), 1U);
  EXPECT_EQ(remedies[0].advice[0],
            "eth0/irq/TxRx-0/affinity and its like: /etc/systemd/network/9.link:4 spreads the "
            "vectors; netkeel wants 2");
  EXPECT_EQ(remedies[0].advice[1], "take it out");
}

}  // namespace
}  // namespace netkeel
