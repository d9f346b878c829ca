// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.h"

#include <gmock/gmock.h>

#include "run_request.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TreeBuilder Host() {
  TreeBuilder builder;
  builder.Cpus(8).Nic("eth0", "ixgbe").Queues(4).Pci("0000:03:00.0");
  return builder;
}

/// "address: a -> b" lines.
std::vector<std::string> Between(const Kernel& a, const Kernel& b) {
  std::vector<std::string> lines;
  for (const Difference& each : Compare(ViewHost(a).value(), ViewHost(b).value())) {
    lines.push_back(ToText(each.address) + ": " + each.a + " -> " + each.b);
  }
  return lines;
}

TEST(DifferencesTest, AHostIsLikeItself) {
  EXPECT_THAT(Between(Host().Build(), Host().Build()), IsEmpty());
}

TEST(DifferencesTest, SettingsOfHostAndDeviceAreCompared) {
  EXPECT_THAT(Between(Host().Build(),
                      Host().Rings(1024, 4096).Sysctl("net.core.dev_weight", "128").Build()),
              testing::ElementsAre("host/sysctl/net.core.dev_weight: 64 -> 128",
                                   "eth0/rings/rx: 512 -> 1024", "eth0/rings/tx: 512 -> 1024"));
}

TEST(DifferencesTest, NumbersOfInterruptsAreNoDifference) {
  TreeBuilder later;
  later.Cpus(8).Nic("aux0", "igb").Queues(2).Pci("0000:01:00.0");
  later.Nic("eth0", "ixgbe").Queues(4).Pci("0000:03:00.0");
  EXPECT_THAT(Between(Host().Build(), later.Build()),
              testing::ElementsAre("aux0/device:  -> there"));
}

TEST(DifferencesTest, ARenamedCardIsFoundByItsPciAddress) {
  TreeBuilder renamed;
  renamed.Cpus(8).Nic("enp3s0", "ixgbe").Queues(4).Pci("0000:03:00.0");
  EXPECT_THAT(Between(Host().Build(), renamed.Build()),
              testing::ElementsAre("eth0/device/name: eth0 -> enp3s0"));
}

TEST(DifferencesTest, VectorsAreComparedByTheirQueue) {
  RecordedKernel moved = Host().Build();
  const auto view = ViewHost(moved).value();
  ASSERT_TRUE(view.values.contains({"eth0", "irq", "queue-3/affinity"}));
  for (const auto& [address, text] : view.values) {
    EXPECT_FALSE(address.key.ends_with("/irq")) << ToText(address);
  }
}

TEST(DifferencesTest, TwoCapturesAreComparedByTheVerb) {
  Request request;
  request.verb = Verb::kDiff;
  request.arguments = {"trees/ixgbe-4q", "trees/igc"};
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kDrift) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("ixgbe-4q"));
  EXPECT_THAT(outcome.out, testing::EndsWith(" differences\n"));
  request.arguments = {"trees/igc", "trees/igc"};
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kAsWanted);
  request.arguments = {"trees/igc", "trees/none"};
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kError);
}

}  // namespace
}  // namespace netkeel
