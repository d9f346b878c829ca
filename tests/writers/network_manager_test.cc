// SPDX-License-Identifier: Apache-2.0
#include "writers/network_manager.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kFolder = "/etc/NetworkManager/system-connections/";

std::vector<std::string> Found(const std::string& head, const std::string& tunable = "rings") {
  const Device port = Port("eth0", "ixgbe");
  const auto kernel = TreeBuilder()
                          .File(kFolder + std::string("feed.nmconnection"),
                                head + "\n[ethtool]\nring-rx=2048\nchannels-rx=1\n")
                          .Build();
  return LinesOf(NetworkManagerWriters(kernel, {SoughtOf(port, tunable, "rx")}));
}

TEST(NetworkManagerTest, AnEthtoolOptionOfTheInterfacesProfileIsNamed) {
  EXPECT_THAT(Found("[connection]\ninterface-name=eth0"),
              ElementsAre("rx: /etc/NetworkManager/system-connections/feed.nmconnection:4 sets it "
                          "to 2048 when the connection comes up"));
}

TEST(NetworkManagerTest, AProfileOfAnotherInterfaceOrAddressIsNot) {
  EXPECT_THAT(Found("[connection]\ninterface-name=eth1"), IsEmpty());
  EXPECT_THAT(Found("[ethernet]\nmac-address=00:00:00:00:00:01"), IsEmpty());
  EXPECT_EQ(Found("[ethernet]\nmac-address=00:1B:21:AA:BB:CC").size(), 1U);
}

TEST(NetworkManagerTest, PropertiesOfTheLinkAreFoundInTheirSections) {
  const Device port = Port("eth0", "ixgbe");
  const auto found = [&](const std::string& key, const std::string& text) {
    const auto kernel = TreeBuilder().File(kFolder + std::string("a.nmconnection"), text).Build();
    return LinesOf(NetworkManagerWriters(kernel, {SoughtOf(port, "link", key)}));
  };
  const std::string at = "/etc/NetworkManager/system-connections/a.nmconnection:2 sets it to ";
  EXPECT_THAT(found("mtu", "[802-3-ethernet]\nmtu=9000\n"),
              ElementsAre("mtu: " + at + "9000 when the connection comes up"));
  EXPECT_THAT(found("txqueuelen", "[link]\ntx-queue-length=5000\n"),
              ElementsAre("txqueuelen: " + at + "5000 when the connection comes up"));
  EXPECT_EQ(found("gro_max_size", "[link]\ngro-max-size=131072\n").size(), 1U);
  EXPECT_EQ(found("gso_max_size", "[link]\ngso-max-size=131072\n").size(), 1U);
  EXPECT_THAT(found("txqueuelen", "[ethernet]\ntx-queue-length=5000\n"), IsEmpty());
  EXPECT_THAT(found("mtu", "[ethernet]\nmtu=0\n"), IsEmpty());
  EXPECT_THAT(found("txqueuelen", "[link]\ntx-queue-length=-1\n"), IsEmpty());
}

TEST(NetworkManagerTest, EachKindHasItsOwnPrefix) {
  EXPECT_EQ(Found("", "channels").size(), 1U);
  EXPECT_THAT(Found("", "queues"), IsEmpty());
}

TEST(NetworkManagerTest, AFeatureIsSetByItsGroupAndTrueIsOn) {
  const Device port = Port("eth0", "ixgbe");
  const auto kernel = TreeBuilder()
                          .File(kFolder + std::string("feed.nmconnection"),
                                "[ethtool]\nfeature-gro=true\ncoalesce-rx-usecs=8\n")
                          .Build();
  const auto found = NetworkManagerWriters(
      kernel, {SoughtOf(port, "features", "rx-gro"), SoughtOf(port, "features", "rx-lro"),
               SoughtOf(port, "coalesce", "rx-usecs")});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].value, "on");
  EXPECT_EQ(found[1].value, "8");
}

}  // namespace
}  // namespace netkeel
