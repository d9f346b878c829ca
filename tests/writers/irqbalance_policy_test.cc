// SPDX-License-Identifier: Apache-2.0
//
// The script is run by the shell that irqbalance would run it with; live tests do so with a whole
// /proc and /sys.
#include "writers/irqbalance_policy.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"

namespace netkeel {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Device Pci(const std::string& name, const std::string& pci) {
  Device device;
  device.name = name;
  device.pci = pci;
  return device;
}

PolicyVerdict Judge(const std::string& script, const Device& device) {
  const auto kernel = TreeBuilder().File("/etc/netkeel/policy", script).Build();
  return JudgePolicy(kernel, "/etc/netkeel/policy", device);
}

TEST(IrqbalancePolicyTest, ItsOwnScriptIsReadBackDeviceByDevice) {
  const Device first = Pci("eth0", "0000:03:00.0");
  const Device second = Pci("eth1", "0000:03:00.1");
  const Device xen = Pci("vif1", "");
  const std::string script = PolicyScript({first, xen}, PolicyForm::kFile);
  EXPECT_EQ(Judge(script, first), PolicyVerdict::kBans);
  EXPECT_EQ(Judge(script, xen), PolicyVerdict::kBans);
  EXPECT_EQ(Judge(script, second), PolicyVerdict::kDoesNot);
}

TEST(IrqbalancePolicyTest, AnotherScriptMayDecideAnything) {
  EXPECT_EQ(Judge("#!/bin/sh\necho ban=true\n", Pci("eth0", "0000:03:00.0")),
            PolicyVerdict::kUnknown);
}

TEST(IrqbalancePolicyTest, OneThatIsNotThereOrNotGivenBansNothing) {
  const auto kernel = TreeBuilder().Build();
  const Device device = Pci("eth0", "0000:03:00.0");
  EXPECT_EQ(JudgePolicy(kernel, "", device), PolicyVerdict::kDoesNot);
  EXPECT_EQ(JudgePolicy(kernel, "/etc/none", device), PolicyVerdict::kDoesNot);
}

TEST(IrqbalancePolicyTest, InAFolderOurScriptIsFoundAmongOthers) {
  const Device device = Pci("eth0", "0000:03:00.0");
  const auto kernel =
      TreeBuilder()
          .File("/etc/policy.d/10-other", "exit 1\n")
          .File("/etc/policy.d/netkeel", PolicyScript({device}, PolicyForm::kInFolder))
          .Build();
  EXPECT_EQ(JudgePolicy(kernel, "/etc/policy.d", device), PolicyVerdict::kBans);
  EXPECT_EQ(JudgePolicy(kernel, "/etc/policy.d", Pci("eth1", "0000:03:00.1")),
            PolicyVerdict::kUnknown);
}

TEST(IrqbalancePolicyTest, TwoPortsOfOneFunctionAreOneLine) {
  const std::string script =
      PolicyScript({Pci("p0", "0000:03:00.0"), Pci("p1", "0000:03:00.0")}, PolicyForm::kFile);
  EXPECT_EQ(script.find("0000:03:00.0"), script.rfind("0000:03:00.0"));
}

TEST(IrqbalancePolicyTest, ANameCannotEndThePattern) {
  const std::string script = PolicyScript({Pci("a'x$(", "")}, PolicyForm::kFile);
  EXPECT_THAT(script, HasSubstr("    a?x?? | a?x?\?-*) echo"));
  EXPECT_THAT(script, Not(HasSubstr("$(")));
}

}  // namespace
}  // namespace netkeel
