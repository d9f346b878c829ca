// SPDX-License-Identifier: Apache-2.0
#include "writers/link_files.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LinkFilesTest : public ::testing::Test {
 protected:
  std::vector<std::string> Found(const std::string& tunable = "rings",
                                 const std::string& key = "rx") const {
    return LinesOf(LinkFileWriters(tree_.Build(), {SoughtOf(port_, tunable, key)}));
  }
  bool Matches(const std::string& criteria) {
    tree_.File("/etc/systemd/network/10-x.link",
               "[Match]\n" + criteria + "\n[Link]\nRxBufferSize=1\n");
    return !Found().empty();
  }

  Device port_ = Port("eth0", "ixgbe");
  TreeBuilder tree_;
};

TEST_F(LinkFilesTest, ARingIsNamedWithFileAndLine) {
  tree_.File("/etc/systemd/network/10-x.link",
             "[Match]\nDriver=ixgbe\n[Link]\nRxBufferSize=max\nCombinedChannels=4\n");
  EXPECT_THAT(Found(), ElementsAre("rx: /etc/systemd/network/10-x.link:4 sets it to max when the "
                                   "device appears"));
  EXPECT_THAT(Found("channels", "combined"),
              ElementsAre("combined: /etc/systemd/network/10-x.link:5 sets it to 4 when the device "
                          "appears"));
  EXPECT_THAT(Found("rings", "tx"), IsEmpty());
}

TEST_F(LinkFilesTest, SizesOfTheLinkAreNamed) {
  tree_.File("/etc/systemd/network/10-x.link",
             "[Match]\nDriver=ixgbe\n[Link]\nMTUBytes=9K\nTransmitQueueLength=500\n"
             "GenericSegmentOffloadMaxBytes=65535\n");
  EXPECT_THAT(Found("link", "mtu"), ElementsAre("mtu: /etc/systemd/network/10-x.link:4 sets it to "
                                                "9K when the device appears"));
  EXPECT_EQ(Found("link", "txqueuelen").size(), 1U);
  EXPECT_EQ(Found("link", "gso_max_size").size(), 1U);
  EXPECT_THAT(Found("link", "gro_max_size"), IsEmpty());
}

TEST_F(LinkFilesTest, AnAffinityPolicyIsNamedForEveryVectorWithItsFilters) {
  tree_.File("/etc/systemd/network/10-x.link",
             "[Match]\nDriver=ixgbe\n[Link]\nIRQAffinityPolicy=single\n");
  EXPECT_THAT(Found("irq", "TxRx-3/affinity"),
              ElementsAre("TxRx-3/affinity: /etc/systemd/network/10-x.link:4 puts every vector on "
                          "CPU 0 when the device appears"));
  EXPECT_THAT(Found("irq", "TxRx-3/irq"), IsEmpty());
  tree_.File("/etc/systemd/network/10-x.link",
             "[Match]\nDriver=ixgbe\n[Link]\nIRQAffinity=0-3\nIRQAffinityPolicy=spread\n"
             "IRQAffinityNUMA=local\n");
  EXPECT_THAT(
      Found("irq", "other/affinity"),
      ElementsAre("other/affinity: /etc/systemd/network/10-x.link:5 spreads the vectors over "
                  "the CPUs of IRQAffinity=0-3 and IRQAffinityNUMA=local when the device "
                  "appears"));
}

TEST_F(LinkFilesTest, TimesAreReadInMicrosecondsAndBooleansAsSwitches) {
  tree_.File("/etc/systemd/network/10-x.link",
             "[Match]\nDriver=ixgbe\n[Link]\nRxCoalesceSec=20us\nTxCoalesceSec=1ms\n"
             "RxCoalesceIrqSec=1min 2s\nUseAdaptiveRxCoalesce=no\nGenericReceiveOffload=yes\n");
  const auto value = [this](const std::string& tunable, const std::string& key) {
    const auto found = LinkFileWriters(tree_.Build(), {SoughtOf(port_, tunable, key)});
    return found.size() == 1 ? found.front().value : std::optional<std::string>("none");
  };
  EXPECT_EQ(value("coalesce", "rx-usecs"), "20");
  EXPECT_EQ(value("coalesce", "tx-usecs"), "1000");
  EXPECT_EQ(value("coalesce", "rx-usecs-irq"), std::nullopt);
  EXPECT_EQ(value("coalesce", "adaptive-rx"), "off");
  EXPECT_EQ(value("features", "rx-gro"), "on");
  EXPECT_EQ(value("features", "rx-lro"), "none");
}

TEST_F(LinkFilesTest, WithoutAPolicyTheFiltersDoNothing) {
  tree_.File("/etc/systemd/network/10-x.link",
             "[Match]\nDriver=ixgbe\n[Link]\nIRQAffinity=0-3\nIRQAffinityPolicy=spread\n"
             "IRQAffinityPolicy=\n");
  EXPECT_THAT(Found("irq", "TxRx-3/affinity"), IsEmpty());
}

TEST_F(LinkFilesTest, PacketSteeringIsNamedForEveryReceiveQueue) {
  tree_.File("/etc/systemd/network/10-x.link",
             "[Match]\nDriver=ixgbe\n[Link]\nReceivePacketSteeringCPUMask=0 1,3\n");
  EXPECT_THAT(
      Found("queues", "rx-0/rps_cpus"),
      ElementsAre("rx-0/rps_cpus: /etc/systemd/network/10-x.link:4 sets it to 0 1,3 when the "
                  "device appears"));
  EXPECT_THAT(Found("queues", "rx-0/rps_flow_cnt"), IsEmpty());
  const auto writers = LinkFileWriters(tree_.Build(), {SoughtOf(port_, "queues", "rx-0/rps_cpus")});
  EXPECT_EQ(writers.at(0).value, "0-1,3");
}

TEST_F(LinkFilesTest, OnlyTheFirstFileThatMatchesCounts) {
  tree_.File("/usr/lib/systemd/network/99-default.link",
             "[Match]\nOriginalName=*\n[Link]\nRxBufferSize=9\n");
  EXPECT_EQ(Found().size(), 1U);
  tree_.File("/etc/systemd/network/10-x.link", "[Match]\nOriginalName=*\n[Link]\nMTUBytes=9000\n");
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(LinkFilesTest, CriteriaAreHeldAgainstTheDevice) {
  for (const char* const met :
       {"OriginalName=eth*", "Driver=igb ixgbe", "MACAddress=00:1B:21:AA:BB:CC",
        "Path=pci-0000:03:*", "Type=ether", "OriginalName=!lo"}) {
    EXPECT_TRUE(Matches(met)) << met;
  }
  for (const char* const missed :
       {"OriginalName=ens*", "Driver=igb", "MACAddress=00:1b:21:00:00:00", "Driver=!ixgbe",
        "Driver=ixgbe\nProperty=X=1", ""}) {
    EXPECT_FALSE(Matches(missed)) << missed;
  }
}

}  // namespace
}  // namespace netkeel
