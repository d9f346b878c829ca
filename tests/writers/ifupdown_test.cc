// SPDX-License-Identifier: Apache-2.0
#include "writers/ifupdown.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Found(const TreeBuilder& tree, const std::string& key = "rx") {
  const Device port = Port("eth0", "ixgbe");
  return LinesOf(IfupdownWriters(tree.Build(), {SoughtOf(port, "rings", key)}));
}

TEST(IfupdownTest, AnOptionOfTheEthtoolHooksIsNamed) {
  const auto tree = TreeBuilder().File("/etc/network/interfaces",
                                       "auto eth0\niface eth0 inet dhcp\n"
                                       "  # hardware-dma-ring-rx 1\n  hardware-dma-ring-rx 4096\n"
                                       "iface eth1 inet dhcp\n  hardware-dma-ring-rx 512\n");
  EXPECT_THAT(Found(tree),
              ElementsAre("rx: /etc/network/interfaces:4 sets it to 4096 on every ifup"));
  EXPECT_THAT(Found(tree, "tx"), IsEmpty());
}

TEST(IfupdownTest, ATableAndTheFieldsOfAHashAreUnderstood) {
  const auto tree = TreeBuilder().File("/etc/network/interfaces",
                                       "iface eth0 inet manual\n"
                                       "  up ethtool -X $IFACE weight 6 2 || true\n"
                                       "  up ethtool -N eth0 rx-flow-hash udp4 sdfn;exit 0\n");
  const Device port = Port("eth0", "ixgbe");
  const auto found = [&](const char* section, const char* key) {
    return LinesOf(IfupdownWriters(tree.Build(), {SoughtOf(port, section, key)}));
  };
  EXPECT_THAT(
      found("rss", "indirection"),
      ElementsAre("indirection: /etc/network/interfaces:2 sets it to weight 6 2 on every ifup"));
  EXPECT_THAT(found("flow-hash", "udp4"),
              ElementsAre("udp4: /etc/network/interfaces:3 sets it to sdfn on every ifup"));
  EXPECT_THAT(found("flow-hash", "tcp4"), IsEmpty());
}

TEST(IfupdownTest, ACommandThatCallsEthtoolIsUnderstood) {
  const auto tree =
      TreeBuilder()
          .File("/etc/network/interfaces", "source interfaces.d/*\n")
          .File("/etc/network/interfaces.d/feed",
                "iface eth0 inet manual\n  post-up /sbin/ethtool -G $IFACE rx 4096 tx 512 || true\n"
                "  post-up ethtool -G eth1 rx 1\n  post-up ethtool -i eth0\n  up ethtool\n");
  EXPECT_THAT(Found(tree),
              ElementsAre("rx: /etc/network/interfaces.d/feed:2 sets it to 4096 on every ifup"));
  EXPECT_THAT(Found(tree, "tx"),
              ElementsAre("tx: /etc/network/interfaces.d/feed:2 sets it to 512 on every ifup"));
}

TEST(IfupdownTest, AFeatureIsKnownByItsNameAndByEthtoolsWords) {
  const Device port = Port("eth0", "ixgbe");
  const auto tree = TreeBuilder().File("/etc/network/interfaces",
                                       "iface eth0 inet dhcp\n  offload-gro off\n"
                                       "  up ethtool --offload eth0 rx-gro on tso off\n");
  EXPECT_THAT(LinesOf(IfupdownWriters(tree.Build(), {SoughtOf(port, "features", "rx-gro")})),
              ElementsAre("rx-gro: /etc/network/interfaces:2 sets it to off on every ifup",
                          "rx-gro: /etc/network/interfaces:3 sets it to on on every ifup"));
}

TEST(IfupdownTest, TheMtuOfAStanzaAndCallsOfIpLinkAreUnderstood) {
  const auto tree = TreeBuilder().File(
      "/etc/network/interfaces",
      "iface eth0 inet dhcp\n  mtu 9000\n  post-up ip link set dev $IFACE mtu 1400 txqueuelen 500\n"
      "  up /sbin/ip link set eth1 mtu 1300\n  up ip link show eth0 mtu 1\n");
  const Device port = Port("eth0", "ixgbe");
  const auto found = [&](const std::string& key) {
    return LinesOf(IfupdownWriters(tree.Build(), {SoughtOf(port, "link", key)}));
  };
  EXPECT_THAT(found("mtu"),
              ElementsAre("mtu: /etc/network/interfaces:2 sets it to 9000 on every ifup",
                          "mtu: /etc/network/interfaces:3 sets it to 1400 on every ifup"));
  EXPECT_THAT(found("txqueuelen"),
              ElementsAre("txqueuelen: /etc/network/interfaces:3 sets it to 500 on every ifup"));
  EXPECT_THAT(found("gso_max_size"), IsEmpty());
}

TEST(IfupdownTest, AFileThatSourcesItselfEnds) {
  const auto tree = TreeBuilder().File("/etc/network/interfaces",
                                       "source /etc/network/interfaces\niface eth0 inet dhcp\n"
                                       " hardware-dma-ring-rx 1\n");
  EXPECT_FALSE(Found(tree).empty());
}

}  // namespace
}  // namespace netkeel
