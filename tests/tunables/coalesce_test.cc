// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"
#include "tunables/wishes.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Value kOn = std::string("on");
const Value kOff = std::string("off");

uint64_t N(uint64_t number) { return number; }

TunableProbe Coalesce(RecordedKernel& kernel) {
  TunableProbe probe(MakeCoalesce(), kernel, Interface(kernel, "eth0"));
  probe.Look({"rx-usecs", "rx-frames"});
  return probe;
}

/// A card with these settings.
RecordedKernel With(const std::string& driver, EthtoolFields fields) {
  return TreeBuilder()
      .Nic("eth0", driver)
      .Ethtool(EthtoolTopic::kCoalesce, std::move(fields))
      .Build();
}

const EthtoolFields kBareVirtio = {{"adaptive-rx", "off"},
                                   {"rx-frames", 1UL},
                                   {"rx-usecs", 0UL},
                                   {"tx-frames", 1UL},
                                   {"tx-usecs", 0UL}};

TEST(CoalesceTest, WhatTheDriverLeavesOutIsUnsupportedAndZeroIsAValue) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const TunableProbe coalesce = Coalesce(kernel);
  EXPECT_EQ(coalesce.Text("tx-usecs"), "0");
  EXPECT_FALSE(coalesce.Has("rx-frames"));
  EXPECT_EQ(coalesce.Problem("rx-frames").message,
            "the device has no such coalesce; it has: rx-usecs, tx-usecs");
}

TEST(CoalesceTest, AdaptiveGoesOffBeforeTheNumbersAndOnBehindThem) {
  RecordedKernel kernel = LoadTestTree("ice");
  TunableProbe coalesce = Coalesce(kernel);
  ASSERT_THAT(coalesce.Set({{"adaptive-rx", kOff}, {"rx-usecs", N(20)}, {"tx-usecs", N(30)}}),
              IsOk());
  coalesce.Look();
  ASSERT_THAT(coalesce.Set({{"adaptive-rx", kOn}, {"rx-usecs", N(50)}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 coalesce adaptive-rx=off",
                                           "ethtool eth0 coalesce rx-usecs=20 tx-usecs=30",
                                           "ethtool eth0 coalesce rx-usecs=50",
                                           "ethtool eth0 coalesce adaptive-rx=on"));
}

TEST(CoalesceTest, ACqeModeComesBeforeTheNumbersItWouldPutBack) {
  RecordedKernel kernel =
      With("mlx5_core", {{"cqe-mode-rx", "off"}, {"rx-usecs", 8UL}, {"rx-frames", 128UL}});
  const auto steps = Coalesce(kernel).Steps({{"rx-usecs", N(16)}, {"cqe-mode-rx", kOn}});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].changes.front().address.key, "cqe-mode-rx");
  EXPECT_EQ(steps[0].object, "ETHTOOL_MSG_COALESCE_SET");
}

TEST(CoalesceTest, OnlyIxgbeIsResetAndOnlyAcrossTenMicroseconds) {
  struct Case {
    std::string driver;
    uint64_t before;
    uint64_t after;
    bool resets;
  };
  for (const auto& [driver, before, after, resets] : std::vector<Case>{{"ixgbe", 1, 8, true},
                                                                       {"ixgbe", 9, 10, true},
                                                                       {"ixgbe", 0, 1, true},
                                                                       {"ixgbe", 1, 100, false},
                                                                       {"ixgbe", 2, 6, false},
                                                                       {"igb", 3, 0, false}}) {
    RecordedKernel kernel = With(driver, {{"rx-usecs", before}, {"tx-usecs", 0UL}});
    const Step step = Coalesce(kernel).Steps({{"rx-usecs", N(after)}}).front();
    EXPECT_EQ(step.disruptive, resets) << driver << ' ' << before << ' ' << after;
    EXPECT_EQ(step.effect, resets ? "resets the link" : "");
  }
}

TEST(CoalesceTest, WhereIxgbeMayMergeFramesSixMicrosecondsResetItToo) {
  RecordedKernel kernel = With("ixgbe", {{"rx-usecs", 6UL}, {"tx-usecs", 0UL}});
  TunableProbe coalesce = Coalesce(kernel);
  const std::vector<Change> changes = {{coalesce.At("rx-usecs"), Value{N(6)}, Value{N(7)}}};
  const auto disruptive = [&](const Value& lro) {
    const State observed = {{{"eth0", "coalesce", "rx-usecs/rx-lro"}, lro}};
    return coalesce.tunable()
        .MakeSteps(Interface(kernel, "eth0"), changes, observed)
        .front()
        .disruptive;
  };
  EXPECT_TRUE(disruptive(kOn));
  EXPECT_FALSE(disruptive(kOff));
}

TEST(CoalesceTest, WhatDecidesOfAResetAndOfSendingIsSeenWithIt) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe coalesce = Coalesce(kernel);
  EXPECT_EQ(coalesce.Text("rx-usecs/rx-lro") + ' ' + coalesce.Text("tx-usecs/shared"),
            "off rx-usecs");
  EXPECT_FALSE(coalesce.tunable().IsWritable("tx-usecs/shared"));
  EXPECT_FALSE(coalesce.tunable().PlaceOf(coalesce.At("tx-usecs/shared"), {}).has_value());
  RecordedKernel apart = LoadTestTree("igb-unpaired");
  EXPECT_FALSE(Coalesce(apart).Has("tx-usecs/shared"));
}

TEST(CoalesceTest, WhereQueuesShareVectorsSendingHasNoTimeOfItsOwn) {
  const RecordedKernel shared = LoadTestTree("igb-paired");
  const Wishes wishes = WishesOn(shared, "coalesce", {{"rx-usecs", N(50)}, {"tx-usecs", N(50)}});
  EXPECT_EQ(wishes.Text("rx-usecs"), "50");
  EXPECT_EQ(wishes.Text("tx-usecs"), "");
  EXPECT_EQ(wishes.Finding("tx-usecs"),
            "unsupported: queues share their vectors here (TxRx): rx-usecs holds for both "
            "directions");
  const RecordedKernel apart = LoadTestTree("igb-unpaired");
  EXPECT_EQ(WishesOn(apart, "coalesce", {{"tx-usecs", N(50)}}).Text("tx-usecs"), "50");
}

TEST(CoalesceTest, ATimeThatTheDriverRefusesIsFoundBeforeAnyWrite) {
  const RecordedKernel igb = LoadTestTree("igb-paired");
  for (const uint64_t refused : {2UL, 4UL, 9UL, 10001UL}) {
    EXPECT_EQ(WishesOn(igb, "coalesce", {{"rx-usecs", refused}}).Finding("rx-usecs"),
              "error (confined): igb takes 0, 1, 3 (dynamic) and 10 to 10000")
        << refused;
  }
  const RecordedKernel ixgbe = LoadTestTree("ixgbe-4q");
  EXPECT_EQ(WishesOn(ixgbe, "coalesce", {{"rx-usecs", N(1023)}}).Finding("rx-usecs"),
            "error (confined): ixgbe takes 0, 1 (dynamic) and 2 to 1022");
  EXPECT_EQ(WishesOn(ixgbe, "coalesce", {{"rx-usecs", N(1022)}}).Text("rx-usecs"), "1022");
}

TEST(CoalesceTest, WhatMeansDynamicIsSaid) {
  const RecordedKernel ixgbe = LoadTestTree("ixgbe-4q");
  const Wishes wishes = WishesOn(ixgbe, "coalesce", {{"rx-usecs", N(1)}});
  EXPECT_EQ(wishes.desired.wishes.at(wishes.At("rx-usecs")).note,
            "ixgbe takes 1 as dynamic, by the traffic");
  const Wishes fixed = WishesOn(ixgbe, "coalesce", {{"rx-usecs", N(3)}});
  EXPECT_EQ(fixed.desired.wishes.at(fixed.At("rx-usecs")).note, "");
}

TEST(CoalesceTest, AVirtualMachinesNicWithoutCoalescingSaysSo) {
  const RecordedKernel kernel = With("virtio_net", kBareVirtio);
  const Wishes wishes = WishesOn(kernel, "coalesce", {{"rx-usecs", N(8)}, {"rx-frames", N(1)}});
  EXPECT_EQ(wishes.Finding("rx-usecs"),
            "unsupported: the host gives this NIC no coalescing (VIRTIO_NET_F_NOTF_COAL)");
  EXPECT_EQ(wishes.Text("rx-frames"), "1");
}

TEST(CoalesceTest, TunKeepsSixtyFourFramesAtTheMost) {
  RecordedKernel kernel = With("tun", {{"rx-frames", 0UL}});
  TunableProbe coalesce = Coalesce(kernel);
  ASSERT_THAT(coalesce.Set({{"rx-frames", N(100)}}), IsOk());
  coalesce.Look();
  EXPECT_EQ(coalesce.Text("rx-frames"), "64");
  EXPECT_EQ(coalesce.StatusOf("rx-frames", N(100)), Status::kClamped);
  EXPECT_EQ(coalesce.Judge("rx-frames", N(100)).reason, "tun keeps 64 at the most");
  EXPECT_EQ(coalesce.StatusOf("rx-frames", N(63)), Status::kDrift);
}

/// What a recorded kernel answers to a request, as the driver would.
int Refusal(RecordedKernel kernel, const EthtoolFields& fields) {
  const auto set = kernel.EthtoolSet(Interface(kernel, "eth0"), EthtoolTopic::kCoalesce, fields);
  return set ? 0 : set.error().sys_errno;
}

TEST(RecordedCoalesceTest, WhatTheDriverHasNotGotRefusesTheWholeRequest) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto set = kernel.EthtoolSet(Interface(kernel, "eth0"), EthtoolTopic::kCoalesce,
                                     {{"rx-usecs", 5UL}, {"rx-frames", 0UL}});
  ASSERT_THAT(set, HasErrno(EINVAL));
  EXPECT_THAT(set.error().message, HasSubstr("cannot modify an unsupported parameter"));
  EXPECT_EQ(Coalesce(kernel).Text("rx-usecs"), "1");
}

TEST(CoalesceTest, WhatAnAdaptiveModeMovesHasNoPlaceInAProfile) {
  const auto tunable = MakeCoalesce();
  State observed = {{{"eth0", "coalesce", "adaptive-rx"}, std::string("on")}};
  EXPECT_FALSE(tunable->PlaceOf({"eth0", "coalesce", "rx-usecs"}, observed));
  EXPECT_TRUE(tunable->PlaceOf({"eth0", "coalesce", "tx-usecs"}, observed));
  EXPECT_TRUE(tunable->PlaceOf({"eth0", "coalesce", "adaptive-rx"}, observed));
  observed.begin()->second = std::string("off");
  EXPECT_TRUE(tunable->PlaceOf({"eth0", "coalesce", "rx-usecs"}, observed));
}

TEST(RecordedCoalesceTest, IntelRefusesWhatItsRulesSay) {
  const RecordedKernel igb = LoadTestTree("igb-paired");
  EXPECT_EQ(Refusal(igb, {{"rx-usecs", 2UL}}), EINVAL);
  EXPECT_EQ(Refusal(igb, {{"rx-usecs", 9UL}}), EINVAL);
  EXPECT_EQ(Refusal(igb, {{"rx-usecs", 10UL}}), 0);
  EXPECT_EQ(Refusal(igb, {{"rx-usecs", 10UL}, {"tx-usecs", 10UL}}), EINVAL);
  EXPECT_EQ(Refusal(LoadTestTree("igb-unpaired"), {{"tx-usecs", 10UL}}), 0);
  EXPECT_EQ(Refusal(LoadTestTree("ixgbe-4q"), {{"rx-usecs", 1023UL}}), EINVAL);
}

TEST(RecordedCoalesceTest, VirtioWithoutCoalescingRefusesAllButWhatIsSo) {
  const RecordedKernel kernel = With("virtio_net", kBareVirtio);
  EXPECT_EQ(Refusal(kernel, {{"rx-usecs", 1UL}}), EOPNOTSUPP);
  EXPECT_EQ(Refusal(kernel, {{"rx-frames", 2UL}}), EINVAL);
  EXPECT_EQ(Refusal(kernel, {{"tx-frames", 0UL}}), EBUSY);
  EXPECT_EQ(Refusal(kernel, {{"tx-frames", 1UL}}), 0);
}

}  // namespace
}  // namespace netkeel
