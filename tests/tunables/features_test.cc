// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "kernel/feature_facts.h"
#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/feature_words.h"
#include "tunables/tunable_probe.h"
#include "tunables/wishes.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kOn = "on";
const std::string kOff = "off";
const std::string kTso = "tx-tcp-segmentation";

TunableProbe Features(RecordedKernel& kernel) {
  TunableProbe probe(MakeFeatures(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

/// The features that a card has, by the fields of the topic.
RecordedKernel With(const std::string& driver, const std::vector<std::string>& on) {
  EthtoolFields fields;
  for (const std::string& word : on) fields[word] = kOn;
  return TreeBuilder().Nic("eth0", driver).Ethtool(EthtoolTopic::kFeatures, fields).Build();
}

TEST(FeaturesTest, WhatIsWantedIsAskedForAndWhatIsIsTheTruth) {
  RecordedKernel kernel = LoadTestTree("veth");
  TunableProbe features = Features(kernel);
  EXPECT_EQ(features.Text("rx-gro"), "off");
  ASSERT_THAT(features.Set({{"rx-gro", kOn}, {"tx-checksum-ip-generic", kOff}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 features wanted/rx-gro=on "
                                           "wanted/tx-checksum-ip-generic=off"));
  features.Look();
  EXPECT_EQ(features.Text("rx-gro"), "on");
  EXPECT_EQ(features.Text(kTso), "off");
  EXPECT_EQ(features.Text(kTso + "/wanted"), "off [requested on]");
}

TEST(FeaturesTest, ARollbackAsksForWhatWasAskedForBefore) {
  RecordedKernel kernel = LoadTestTree("veth");
  TunableProbe features = Features(kernel);
  ASSERT_THAT(features.Set({{"tx-checksum-ip-generic", kOff}, {kTso, kOff}}), IsOk());
  EXPECT_EQ(features.Look().Text(kTso + "/wanted"), "off");
  const std::string asked = "off [requested on]";
  ASSERT_THAT(features.Set({{kTso + "/wanted", asked}, {kTso, kOff}}), IsOk());
  EXPECT_EQ(features.Look().Text(kTso + "/wanted"), asked);
  ASSERT_THAT(features.Set({{"tx-checksum-ip-generic", kOn}}), IsOk());
  EXPECT_EQ(features.Look().Text(kTso), "on");
}

TEST(FeaturesTest, WhatIsFixedIsUnsupportedUnlessItIsSo) {
  const RecordedKernel kernel = LoadTestTree("veth");
  const Wishes wishes = WishesOn(kernel, "features", {{"rx-lro", kOn}, {"rx-hashing", kOff}});
  EXPECT_EQ(wishes.Finding("rx-lro"),
            "unsupported: is fixed here: the driver does not let it be changed");
  EXPECT_EQ(wishes.desired.findings.front().actual, "off");
  EXPECT_EQ(wishes.Finding("rx-hashing"), "ok: ");
  EXPECT_FALSE(FindDescriptor("features")->open.is_writable("rx-lro/fixed"));
}

TEST(FeaturesTest, WhatTheProfileItselfTakesAwayIsToldWithTheReason) {
  const RecordedKernel kernel = LoadTestTree("veth");
  const Wishes wishes =
      WishesOn(kernel, "features", {{"tx-checksum-ip-generic", kOff}, {kTso, kOn}});
  EXPECT_EQ(wishes.Finding(kTso), "unsupported: needs tx-checksum-ip-generic or tx-checksum-ipv4");
  EXPECT_EQ(wishes.Text("tx-checksum-ip-generic"), "off");
}

TEST(FeaturesTest, WhatFallsAlongIsSaid) {
  const RecordedKernel kernel = LoadTestTree("veth");
  const Wishes wishes = WishesOn(kernel, "features",
                                 {{"tx-checksum-ip-generic", kOff}, {"tx-udp-segmentation", kOff}});
  EXPECT_EQ(wishes.desired.wishes.at(wishes.At("tx-checksum-ip-generic")).note,
            "takes with it: tx-tcp-ecn-segmentation, tx-tcp-mangleid-segmentation, "
            "tx-tcp-segmentation, tx-tcp6-segmentation");
}

TEST(FeaturesTest, WhatWasAskedForInVainIsNotAskedForAgain) {
  const RecordedKernel kernel =
      With("veth", {"hw/rx-lro", "hw/rx-gro", "wanted/rx-lro", "active/rx-gro", "wanted/rx-gro"});
  const Wishes wishes = WishesOn(kernel, "features", {{"rx-lro", kOn}});
  EXPECT_THAT(wishes.Finding("rx-lro"), HasSubstr("unsupported: was asked for before"));
  // Something else that is asked for may bring it back.
  const Wishes both = WishesOn(kernel, "features", {{"rx-lro", kOn}, {"rx-gro", kOff}});
  EXPECT_EQ(both.Text("rx-lro"), "on");
}

TEST(FeaturesTest, AWordOfEthtoolMeansTheNamesOfItsGroup) {
  const RecordedKernel kernel = LoadTestTree("veth");
  const Wishes wishes = WishesOn(kernel, "features", {{"tso", kOff}, {"gro", kOn}, {"tx", kOn}});
  EXPECT_EQ(wishes.Text("tx-tcp-mangleid-segmentation"), "off");
  EXPECT_EQ(wishes.desired.wishes.at(wishes.At(kTso)).wanted, "off (tso)");
  EXPECT_EQ(wishes.Text("rx-gro"), "on");
  EXPECT_EQ(wishes.Text("tx-checksum-sctp"), "on");
  EXPECT_THAT(wishes.desired.findings, IsEmpty()) << "a checksum that the device does not have";
  EXPECT_EQ(wishes.Text("tso"), "");
}

TEST(FeaturesTest, OfAGroupAndANameInItTheLaterWins) {
  const RecordedKernel kernel = LoadTestTree("veth");
  const Wishes name = WishesOn(kernel, "features", {{"tso", kOff}, {kTso, kOn}});
  EXPECT_EQ(name.Text(kTso) + name.Text("tx-tcp6-segmentation"), "onoff");
  const Wishes group = WishesOn(kernel, "features", {{kTso, kOn}, {"tso", kOff}});
  EXPECT_EQ(group.Text(kTso), "off");
}

TEST(FeaturesTest, AGroupOfWhichNothingIsThereIsUnsupported) {
  const RecordedKernel kernel = LoadTestTree("veth");
  const Wishes wishes = WishesOn(kernel, "features", {{"lro", kOn}});
  EXPECT_THAT(wishes.Finding("rx-lro"), HasSubstr("is fixed here"));
  EXPECT_EQ(wishes.desired.findings.front().wanted, "on (lro)");
}

TEST(FeaturesTest, ANameThatTheKernelHasNotIsToldWithTheNearest) {
  const RecordedKernel kernel = LoadTestTree("veth");
  EXPECT_EQ(WishesOn(kernel, "features", {{"rx-gor", kOn}}).Finding("rx-gor"),
            "unsupported: this kernel has no such feature; did you mean 'rx-gro'?");
  EXPECT_EQ(WishesOn(kernel, "features", {{"wanted", kOn}}).Finding("wanted"),
            "unsupported: this kernel has no such feature");
}

TEST(FeaturesTest, WhatResetsTheLinkIsTheDrivers) {
  const auto resets = [](const std::string& tree, const std::string& key) {
    RecordedKernel kernel = LoadTestTree(tree);
    return Features(kernel).Steps({{key, kOn}}).front().disruptive;
  };
  EXPECT_TRUE(resets("ixgbe-4q", "rx-lro"));
  EXPECT_TRUE(resets("ixgbe-4q", "rx-ntuple-filter"));
  EXPECT_FALSE(resets("ixgbe-4q", "rx-hashing"));
  EXPECT_FALSE(resets("ixgbe-4q", "rx-gro"));
  EXPECT_TRUE(resets("igb-paired", "rx-all"));
  EXPECT_FALSE(resets("veth", "rx-gro"));
  EXPECT_TRUE(FeatureResets("novelty", "rx-hashing"));
  EXPECT_FALSE(FeatureResets("novelty", "rx-gro"));
}

TEST(FeaturesTest, OnlyWhatMayBeChangedIsCompared) {
  const RecordedKernel kernel = LoadTestTree("veth");
  const auto features = MakeFeatures();
  const State seen = features->Observe(kernel, Interface(kernel, "eth0"), {}).values;
  const auto place = [&](const std::string& key) {
    return features->PlaceOf({"eth0", "features", key}, seen).has_value();
  };
  EXPECT_TRUE(place("rx-gro"));
  EXPECT_FALSE(place("rx-lro/fixed"));
  EXPECT_FALSE(place("rx-gro/wanted"));
}

TEST(FeaturesTest, TheRulesOfTheDriversHold) {
  EXPECT_EQ(WhyFeatureFalls("ixgbe", "rx-lro", {"rx-lro"}), "needs rx-checksum");
  EXPECT_EQ(WhyFeatureFalls("veth", "rx-lro", {"rx-lro"}), "");
  EXPECT_EQ(WhyFeatureFalls("ice", "rx-lro", {"rx-lro", "rx-fcs"}), "cannot be on beside rx-fcs");
  EXPECT_EQ(FixFeatures("igb", {"tx-vlan-hw-insert"}), FeatureSet{});
}

TEST(RecordedFeaturesTest, OnlyANameThatIsUnknownIsRefused) {
  RecordedKernel kernel = LoadTestTree("veth");
  const Device eth0 = Interface(kernel, "eth0");
  const auto set = kernel.EthtoolSet(eth0, EthtoolTopic::kFeatures, {{"wanted/tso", kOff}});
  ASSERT_THAT(set, HasErrno(EOPNOTSUPP));
  EXPECT_THAT(set.error().message, HasSubstr("bit name not found"));
  const auto before = kernel.Files();
  EXPECT_THAT(kernel.EthtoolSet(eth0, EthtoolTopic::kFeatures, {{"wanted/rx-lro", kOn}}), IsOk());
  EXPECT_EQ(kernel.Files(), before) << "fixed: asked for, and nothing comes of it";
}

TEST(FeatureWordsTest, OthersMeanAKeyByItsNameItsWordOrItsPhrase) {
  const Address gro = {"eth0", "features", "rx-gro"};
  for (const char* const word : {"rx-gro", "gro", "generic-receive-offload"}) {
    EXPECT_TRUE(SetsKey(word, gro)) << word;
  }
  EXPECT_FALSE(SetsKey("gso", gro));
  EXPECT_FALSE(SetsKey("gro", {"eth0", "private-flags", "rx-gro"}));
}

TunableProbe PrivateFlags(RecordedKernel& kernel) {
  TunableProbe probe(MakePrivateFlags(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(PrivateFlagsTest, AChangeIsOneRequestAndResetsTheLink) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe flags = PrivateFlags(kernel);
  EXPECT_TRUE(flags.Steps({{"legacy-rx", kOn}}).front().disruptive);
  ASSERT_THAT(flags.Set({{"legacy-rx", kOn}, {"vf-ipsec", kOn}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 private-flags legacy-rx=on vf-ipsec=on"));
  EXPECT_EQ(flags.Look().Text("legacy-rx"), "on");
}

TEST(PrivateFlagsTest, AFlagThatTheDriverHasNotIsUnsupportedAndTheOthersAreNamed) {
  const RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  EXPECT_EQ(WishesOn(kernel, "private-flags", {{"legacy rx", kOn}}).Finding("legacy rx"),
            "unsupported: the driver has no such flag; it has: legacy-rx, mdd-disable-vf, "
            "vf-ipsec");
  RecordedKernel none = LoadTestTree("veth");
  EXPECT_EQ(PrivateFlags(none).Problem("").code, ErrorCode::kUnsupported);
}

TEST(PrivateFlagsTest, NamesMayHaveBlanksAndNoSlash) {
  const Descriptor* const descriptor = FindDescriptor("private-flags");
  EXPECT_EQ(descriptor->open.wrong_with("flow director"), "");
  EXPECT_EQ(descriptor->open.wrong_with("rx_cqe_moder"), "");
  EXPECT_NE(descriptor->open.wrong_with("a/b"), "");
  EXPECT_NE(descriptor->open.wrong_with(""), "");
  EXPECT_NE(descriptor->open.wrong_with(std::string(32, 'a')), "");
}

TEST(PrivateFlagsTest, WhatEthtoolPrintsOfAGroupIsAnsweredWithItsWord) {
  const Descriptor* const descriptor = FindDescriptor("features");
  EXPECT_THAT(descriptor->open.wrong_with("generic-receive-offload"), HasSubstr("write `gro`"));
  EXPECT_EQ(descriptor->open.wrong_with("rx-udp_tunnel-port-offload"), "");
  EXPECT_THAT(descriptor->open.wrong_with("RX"), HasSubstr("no feature's name"));
}

}  // namespace
}  // namespace netkeel
