// SPDX-License-Identifier: Apache-2.0
#include "writers/tuned.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TreeBuilder WithTuned(const std::string& active) {
  return TreeBuilder()
      .File("/run/tuned/tuned.pid", "700")
      .Process(700, "tuned")
      .File("/etc/tuned/active_profile", active + "\n");
}

std::vector<std::string> Found(const TreeBuilder& tree, const Sought& sought) {
  return LinesOf(TunedWriters(tree.Build(), {sought}));
}

const Sought kBudget = SoughtSysctl("net.core.netdev_budget");

TEST(TunedTest, ASysctlOfTheActiveProfileIsNamedWithItsLine) {
  auto tree = WithTuned("fast").File("/usr/lib/tuned/fast/tuned.conf",
                                     "[main]\n[sysctl]\nnet.core.netdev_budget=\"450\"\n");
  EXPECT_THAT(Found(tree, kBudget),
              ElementsAre("net.core.netdev_budget: tuned (pid 700) sets it to 450 when it starts, "
                          "/usr/lib/tuned/fast/tuned.conf:3"));
}

TEST(TunedTest, AFeatureIsKnownByEthtoolsWordForIt) {
  const Device port = Port("eth0", "ixgbe");
  auto tree = WithTuned("fast").File(
      "/usr/lib/tuned/fast/tuned.conf",
      "[net]\nfeatures=rx on gro off\ncoalesce=adaptive-rx off rx-usecs 10\n");
  EXPECT_THAT(Found(tree, SoughtOf(port, "features", "rx-gro")),
              ElementsAre("rx-gro: tuned (pid 700) sets it to off when it starts, "
                          "/usr/lib/tuned/fast/tuned.conf:2"));
  EXPECT_EQ(Found(tree, SoughtOf(port, "coalesce", "rx-usecs")).size(), 1U);
  EXPECT_THAT(Found(tree, SoughtOf(port, "features", "rx-lro")), IsEmpty());
}

TEST(TunedTest, AProfileSetsNothingWhereTunedDoesNotRun) {
  auto tree = TreeBuilder()
                  .File("/etc/tuned/active_profile", "fast\n")
                  .File("/usr/lib/tuned/fast/tuned.conf", "[sysctl]\nnet.core.netdev_budget=450\n");
  EXPECT_THAT(Found(tree, kBudget), IsEmpty());
  tree.File("/run/tuned/tuned.pid", "700").File("/proc/700/comm", "bash\n");
  EXPECT_THAT(Found(tree, kBudget), IsEmpty());
}

TEST(TunedTest, AChildOverridesWhatItIncludesAndTheOperatorsFileTheDistributions) {
  auto tree = WithTuned("child")
                  .File("/usr/lib/tuned/child/tuned.conf", "[main]\ninclude=parent\n")
                  .File("/usr/lib/tuned/parent/tuned.conf", "[sysctl]\nnet.core.netdev_budget=1\n");
  EXPECT_THAT(Found(tree, kBudget),
              ElementsAre("net.core.netdev_budget: tuned (pid 700) sets it to 1 when it starts, "
                          "/usr/lib/tuned/parent/tuned.conf:2"));
  tree.File("/etc/tuned/child/tuned.conf",
            "[main]\ninclude=parent\n[sysctl]\nnet.core.netdev_budget=2\n");
  EXPECT_THAT(Found(tree, kBudget),
              ElementsAre("net.core.netdev_budget: tuned (pid 700) sets it to 2 when it starts, "
                          "/etc/tuned/child/tuned.conf:4"));
}

TEST(TunedTest, ProfilesThatIncludeEachOtherEnd) {
  auto tree =
      WithTuned("a")
          .File("/etc/tuned/a/tuned.conf", "[main]\ninclude=b\n")
          .File("/etc/tuned/b/tuned.conf", "[main]\ninclude=a\n[sysctl]\nnet.core.dev_weight=1\n");
  EXPECT_EQ(Found(tree, SoughtSysctl("net.core.dev_weight")).size(), 1U);
}

TEST(TunedTest, RingsAreThoseOfTheDevicesThatTheSectionNames) {
  const Device port = Port("eth0", "ixgbe");
  const Sought rx = SoughtOf(port, "rings", "rx");
  auto tree = WithTuned("fast").File(
      "/etc/tuned/fast/tuned.conf", "[net_a]\ntype=net\ndevices=eth*,!eth1\nring=rx 2048 tx 512\n");
  EXPECT_THAT(Found(tree, rx), ElementsAre("rx: tuned (pid 700) sets it to 2048 when it starts, "
                                           "/etc/tuned/fast/tuned.conf:4"));
  EXPECT_THAT(Found(tree, SoughtOf(Port("eth1", "ixgbe"), "channels", "rx")), IsEmpty());
  const Device other = Port("eth1", "ixgbe");
  EXPECT_THAT(Found(tree, SoughtOf(other, "rings", "rx")), IsEmpty());
}

TEST(TunedTest, OptionsOfTheLinkHaveTheirValueAlone) {
  const Device port = Port("eth0", "ixgbe");
  auto tree = WithTuned("fast").File("/etc/tuned/fast/tuned.conf",
                                     "[net]\ntxqueuelen=5000\nmtu=9000\n[sysfs]\n"
                                     "/sys/class/net/*/gro_flush_timeout=200000\n");
  EXPECT_THAT(Found(tree, SoughtOf(port, "link", "txqueuelen")),
              ElementsAre("txqueuelen: tuned (pid 700) sets it to 5000 when it starts, "
                          "/etc/tuned/fast/tuned.conf:2"));
  EXPECT_EQ(Found(tree, SoughtOf(port, "link", "mtu")).size(), 1U);
  EXPECT_THAT(Found(tree, SoughtOf(port, "link", "gso_max_size")), IsEmpty());
  EXPECT_EQ(Found(tree, SoughtOf(port, "napi", "gro_flush_timeout")).size(), 1U);
  EXPECT_THAT(Found(tree, SoughtOf(port, "napi", "threaded")), IsEmpty());
}

TEST(TunedTest, IsolatedCoresTouchEveryVectorUnlessSwitchedOff) {
  const Device port = Port("eth0", "ixgbe");
  const Sought vector = SoughtOf(port, "irq", "TxRx-0/affinity");
  auto tree = WithTuned("part").File("/etc/tuned/part/tuned.conf",
                                     "[scheduler]\nisolated_cores=${isolated_cores}\n");
  EXPECT_THAT(Found(tree, vector),
              ElementsAre("TxRx-0/affinity: tuned (pid 700) takes its isolated_cores out of every "
                          "mask, /etc/tuned/part/tuned.conf:2"));
  tree.File("/etc/tuned/part/tuned.conf",
            "[scheduler]\nisolated_cores=${isolated_cores}\nirq_process=false\n");
  EXPECT_THAT(Found(tree, vector), IsEmpty());
}

TEST(TunedTest, FilesOfTheCpusAreThoseOfThreePlugins) {
  auto tree =
      WithTuned("part").File("/etc/tuned/part/tuned.conf",
                             "[scheduler]\nisolated_cores=2-3\n[cpu]\ngovernor=performance\n"
                             "[sysfs]\n/sys/devices/virtual/workqueue/cpumask = ${mask}\n");
  EXPECT_THAT(Found(tree, {{kHostDevice, "irq-default", "default_smp_affinity"}}),
              ElementsAre("default_smp_affinity: tuned (pid 700) takes its isolated_cores out of "
                          "every mask, /etc/tuned/part/tuned.conf:2"));
  EXPECT_THAT(Found(tree, {{kHostDevice, "cpufreq", "policy0/scaling_governor"}}),
              ElementsAre("policy0/scaling_governor: tuned (pid 700) sets it to performance when "
                          "it starts, /etc/tuned/part/tuned.conf:4"));
  EXPECT_THAT(Found(tree, {{kHostDevice, "workqueue", "cpumask"}}),
              ElementsAre("cpumask: tuned (pid 700) sets it, /etc/tuned/part/tuned.conf:6"));
  tree.File("/etc/tuned/part/tuned.conf",
            "[scheduler]\nisolated_cores=2-3\ndefault_irq_smp_affinity=ignore\n");
  EXPECT_THAT(Found(tree, {{kHostDevice, "irq-default", "default_smp_affinity"}}), IsEmpty());
}

TEST(TunedTest, ThreadsAndDevicesAreThoseOfTwoPlugins) {
  const Device port = Port("eth0", "igb");
  auto tree = WithTuned("part").File("/etc/tuned/part/tuned.conf",
                                     "[scheduler]\nisolated_cores=2-3\n[sysfs]\n"
                                     "/sys/class/net/*/device/power/control=auto\n");
  EXPECT_THAT(Found(tree, SoughtOf(port, "napi-threads", "rx-0/affinity")),
              ElementsAre("rx-0/affinity: tuned (pid 700) takes its isolated_cores out of every "
                          "mask, /etc/tuned/part/tuned.conf:2"));
  EXPECT_THAT(Found(tree, SoughtOf(port, "napi-threads", "rx-0/policy")), IsEmpty());
  EXPECT_THAT(Found(tree, SoughtOf(port, "power", "control")),
              ElementsAre("control: tuned (pid 700) sets it, /etc/tuned/part/tuned.conf:4"));
}

TEST(TunedTest, AValueThatTunedWorksOutItselfIsNotGuessed) {
  auto tree = WithTuned("fast").File("/etc/tuned/fast/tuned.conf",
                                     "[sysctl]\nnet.core.netdev_budget=${b}\n");
  const auto writers = TunedWriters(tree.Build(), {kBudget});
  ASSERT_EQ(writers.size(), 1U);
  EXPECT_FALSE(writers[0].value.has_value());
}

}  // namespace
}  // namespace netkeel
