// SPDX-License-Identifier: Apache-2.0
#include "profile/match.h"

#include <gtest/gtest.h>

namespace netkeel {
namespace {

Device Nic(const std::string& name, const std::string& pci, const std::string& mac) {
  Device device;
  device.name = name;
  device.driver = "ixgbe";
  device.bus = "pci";
  device.pci = pci;
  device.permanent_mac = mac;
  device.numa_node = 0;
  return device;
}

const std::vector<Device>& TwoPorts() {
  static const std::vector<Device> ports{Nic("eth0", "0000:03:00.0", "02:00:00:00:00:01"),
                                         Nic("eth1", "0000:03:00.1", "02:00:00:00:00:02")};
  return ports;
}

Profile WithBlock(const Match& match, bool optional = false) {
  Setting rings;
  rings.tunable = "rings";
  rings.key = "rx";
  rings.literal = uint64_t{1024};
  Profile profile;
  profile.interfaces.push_back(Block{match, optional, {rings}, {"p.yaml", 4}, "the block"});
  return profile;
}

std::vector<std::string> NamesMatched(const Match& match, const std::vector<Device>& devices) {
  std::vector<std::string> names;
  for (const Target& target : MatchInterfaces(WithBlock(match), devices).targets) {
    names.push_back(target.device.name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(MatchTest, EveryCriterionMustHoldAndAnyPatternOfItMay) {
  EXPECT_EQ(NamesMatched({.driver = {"ixgbe"}}, TwoPorts()), (Names{"eth0", "eth1"}));
  EXPECT_EQ(NamesMatched({.name = {"eth1", "eth9"}, .driver = {"ix*"}}, TwoPorts()),
            (Names{"eth1"}));
  EXPECT_EQ(NamesMatched({.name = {"eth*"}, .driver = {"ice"}}, TwoPorts()), (Names{}));
  EXPECT_EQ(NamesMatched({.numa_node = {1, 0}}, TwoPorts()), (Names{"eth0", "eth1"}));
  EXPECT_EQ(NamesMatched({.numa_node = {1}}, TwoPorts()), (Names{}));
}

TEST(MatchTest, AnAlternativeNameIsAName) {
  std::vector<Device> ports = TwoPorts();
  ports[1].altnames = {"enp3s0f1", "feed-a"};
  EXPECT_EQ(NamesMatched({.name = {"feed-a"}}, ports), (Names{"eth1"}));
  EXPECT_EQ(NamesMatched({.name = {"enp3s0*"}}, ports), (Names{"eth1"}));
  EXPECT_EQ(NamesMatched({.name = {"feed-*", "eth0"}}, ports), (Names{"eth0", "eth1"}));
  EXPECT_EQ(NamesMatched({.name = {"feed"}}, ports), (Names{}));
}

TEST(MatchTest, UpTellsThePortsThatAreInUse) {
  std::vector<Device> ports = TwoPorts();
  ports[1].up = true;
  EXPECT_EQ(NamesMatched({.up = true}, ports), (Names{"eth1"}));
  EXPECT_EQ(NamesMatched({.up = false}, ports), (Names{"eth0"}));
  EXPECT_EQ(NamesMatched({.driver = {"ixgbe"}}, ports), (Names{"eth0", "eth1"}));
}

TEST(MatchTest, AnOptionalBlockMayBeOfPortsThatAreDown) {
  for (const bool optional : {false, true}) {
    const Matched matched = MatchInterfaces(WithBlock({.driver = {"ixgbe"}}, optional), TwoPorts());
    EXPECT_EQ(matched.targets.at(0).settings.at(0).may_be_down, optional);
  }
}

TEST(MatchTest, ANameIsNotAPrefix) {
  EXPECT_EQ(NamesMatched({.name = {"eth"}}, TwoPorts()), (Names{}));
}

TEST(MatchTest, PciWithoutADomainMeansDomainZero) {
  EXPECT_EQ(NamesMatched({.pci = {"03:00.1"}}, TwoPorts()), (Names{"eth1"}));
  const std::vector<Device> cloud{Nic("eth0", "5d1a:00:02.0", "")};
  EXPECT_EQ(NamesMatched({.pci = {"00:02.0"}}, cloud), (Names{}));
  EXPECT_EQ(NamesMatched({.pci = {"5d1a:00:02.0"}}, cloud), (Names{"eth0"}));
  EXPECT_EQ(NamesMatched({.pci = {"*:00:02.*"}}, cloud), (Names{"eth0"}));
}

TEST(MatchTest, AMacAddressOfTwoPortsIsAnErrorThatNamesThem) {
  const std::string mac = "02:00:00:00:00:01";
  const std::vector<Device> twins{Nic("eth0", "0000:03:00.0", mac),
                                  Nic("bond0.7", "0000:04:00.0", mac)};
  const Matched matched = MatchInterfaces(WithBlock({.mac = {mac}}), twins);
  EXPECT_TRUE(matched.targets.empty());
  ASSERT_EQ(matched.findings.size(), 1U);
  EXPECT_EQ(matched.findings[0].status, Status::kError);
  EXPECT_NE(matched.findings[0].reason.find("eth0, bond0.7"), std::string::npos);
}

TEST(MatchTest, AGlobOverMacAddressesMayMatchMany) {
  EXPECT_EQ(NamesMatched({.mac = {"02:00:00:*"}}, TwoPorts()), (Names{"eth0", "eth1"}));
}

TEST(MatchTest, ABlockThatMatchesNothingIsAbsentWithItsPlace) {
  const Matched matched = MatchInterfaces(WithBlock({.driver = {"ice"}}), TwoPorts());
  ASSERT_EQ(matched.findings.size(), 1U);
  EXPECT_EQ(matched.findings[0].status, Status::kAbsent);
  EXPECT_FALSE(IsCompliant(matched.findings[0]));
  EXPECT_EQ(ToText(matched.findings[0].source), "p.yaml:4");
}

TEST(MatchTest, WhatIsWrittenLaterStandsLater) {
  Profile profile = WithBlock({.driver = {"ixgbe"}});
  profile.interfaces.push_back(profile.interfaces[0]);
  profile.interfaces[0].settings.push_back(profile.interfaces[0].settings[0]);
  profile.interfaces[0].settings[1].key = "tx";
  const Matched matched = MatchInterfaces(profile, {TwoPorts()[0]});
  ASSERT_EQ(matched.targets[0].settings.size(), 2U);
  EXPECT_EQ(matched.targets[0].settings[0].key, "tx");
  EXPECT_EQ(matched.targets[0].settings[1].key, "rx");
}

TEST(MatchTest, AnOptionalBlockMayMatchNothing) {
  const Matched matched = MatchInterfaces(WithBlock({.driver = {"ice"}}, true), TwoPorts());
  ASSERT_EQ(matched.findings.size(), 1U);
  EXPECT_TRUE(IsCompliant(matched.findings[0]));
}

TEST(MatchTest, AMacThatACaptureDoesNotHoldIsNotTakenForAnotherCard) {
  std::vector<Device> ports = TwoPorts();
  for (Device& port : ports) port.permanent_mac = kLeftOutMac;
  Match match;
  match.mac = {"02:00:00:00:00:01"};
  const Matched matched = MatchInterfaces(WithBlock(match), ports);
  ASSERT_EQ(matched.findings.size(), 1U);
  EXPECT_EQ(matched.findings[0].status, Status::kError);
  EXPECT_NE(matched.findings[0].reason.find("captures hold no addresses"), std::string::npos);
}

TEST(MatchTest, AMacOfAnotherDriversCardIsSimplyAbsentFromACapture) {
  std::vector<Device> ports = TwoPorts();
  for (Device& port : ports) port.permanent_mac = kLeftOutMac;
  Match match;
  match.mac = {"02:00:00:00:00:01"};
  match.driver = {"mlx5_core"};
  EXPECT_EQ(MatchInterfaces(WithBlock(match), ports).findings[0].status, Status::kAbsent);
}

}  // namespace
}  // namespace netkeel
