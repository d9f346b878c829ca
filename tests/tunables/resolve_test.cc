// SPDX-License-Identifier: Apache-2.0
#include "tunables/resolve.h"

#include <gtest/gtest.h>

namespace netkeel {
namespace {

Device Eth0() {
  Device device;
  device.name = "eth0";
  device.driver = "ixgbe";
  device.numa_node = 1;
  return device;
}

CpuFacts EightCpus() {
  CpuFacts facts;
  facts.possible = facts.present = facts.online = CpuSet::Range(0, 7);
  facts.isolated = CpuSet::Range(2, 5);
  facts.nodes = {{0, CpuSet::Range(0, 3)}, {1, CpuSet::Range(4, 7)}};
  return facts;
}

Setting Want(const std::string& tunable, const std::string& key, Literal literal) {
  Setting setting;
  setting.tunable = tunable;
  setting.key = key;
  setting.literal = std::move(literal);
  setting.text = "as written";
  setting.source = {"p.yaml", 9};
  return setting;
}

Setting WantCpus(const std::string& key, const std::string& text) {
  return Want("irq", key, *CpuExpression::Parse(text));
}

Setting WantPlacement(Placement::Kind kind) { return Want("irq", "affinity", Placement{kind, {}}); }

Desired ResolveOn(const std::vector<Setting>& settings, const Observation& observed) {
  return Resolve(MakeCatalog(), {Target{Eth0(), settings}}, observed, EightCpus());
}

Observation Rings() {
  Observation observed;
  observed.values[{"eth0", "rings", "rx"}] = uint64_t{512};
  observed.values[{"eth0", "rings", "rx-max"}] = uint64_t{4096};
  return observed;
}

/// Queue vectors rx-0.., tx-0.. as igb has them unpaired, and one for everything else.
Observation UnpairedVectors(unsigned queues) {
  Observation observed;
  const auto add = [&](const std::string& label) {
    observed.values[{"eth0", "irq", label + "/irq"}] = uint64_t{50} + observed.values.size();
    observed.values[{"eth0", "irq", label + "/affinity"}] = CpuSet{0};
  };
  for (uint64_t queue = 0; queue < queues; ++queue) {
    for (const std::string kind : {"rx-", "tx-"}) {
      add(kind + std::to_string(queue));
      observed.values[{"eth0", "irq", kind + std::to_string(queue) + "/queue"}] = queue;
    }
  }
  add("other");
  return observed;
}

Value WishAt(const Desired& desired, const std::string& tunable, const std::string& key) {
  const auto wish = desired.wishes.find({"eth0", tunable, key});
  return wish == desired.wishes.end() ? Value{std::string("no wish")} : wish->second.value;
}

TEST(ResolveTest, MaxIsWhatTheDeviceReports) {
  const Desired desired = ResolveOn({Want("rings", "rx", DeviceMaximum{})}, Rings());
  EXPECT_EQ(WishAt(desired, "rings", "rx"), Value{uint64_t{4096}});
  EXPECT_EQ(desired.wishes.begin()->second.wanted, "max (4096)");
}

TEST(ResolveTest, AtLeastKeepsWhatIsMoreAndRaisesWhatIsLess) {
  Setting more = Want("rings", "rx", uint64_t{256});
  more.bound = Bound::kAtLeast;
  EXPECT_EQ(WishAt(ResolveOn({more}, Rings()), "rings", "rx"), Value{uint64_t{512}});
  more.literal = uint64_t{1024};
  EXPECT_EQ(WishAt(ResolveOn({more}, Rings()), "rings", "rx"), Value{uint64_t{1024}});
}

TEST(ResolveTest, AtMostKeepsWhatIsLessAndLowersWhatIsMore) {
  Setting less = Want("rings", "rx", uint64_t{1024});
  less.bound = Bound::kAtMost;
  EXPECT_EQ(WishAt(ResolveOn({less}, Rings()), "rings", "rx"), Value{uint64_t{512}});
  less.literal = uint64_t{256};
  EXPECT_EQ(WishAt(ResolveOn({less}, Rings()), "rings", "rx"), Value{uint64_t{256}});
}

TEST(ResolveTest, MoreThanTheMaximumIsAnErrorThatSaysBothAndWhatToDo) {
  const Desired desired = ResolveOn({Want("rings", "rx", uint64_t{16384})}, Rings());
  EXPECT_TRUE(desired.wishes.empty());
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
  EXPECT_EQ(desired.findings[0].reason,
            "rx 16384 exceeds rx-max 4096; write `max`, a smaller value, or `on-exceed: clamp`");
  EXPECT_EQ(ToText(desired.findings[0].source), "p.yaml:9");
}

TEST(ResolveTest, LessThanTheDevicesMinimumIsAnErrorThatSaysBoth) {
  Observation observed;
  observed.values[{"eth0", "link", "mtu"}] = uint64_t{1500};
  observed.values[{"eth0", "link", "mtu-min"}] = uint64_t{68};
  observed.values[{"eth0", "link", "mtu-max"}] = uint64_t{9710};
  const Desired desired = ResolveOn({Want("link", "mtu", uint64_t{67})}, observed);
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
  EXPECT_EQ(desired.findings[0].reason, "mtu 67 is below mtu-min 68; write no smaller value");
  EXPECT_TRUE(desired.wishes.empty());
  EXPECT_EQ(WishAt(ResolveOn({Want("link", "mtu", uint64_t{68})}, observed), "link", "mtu"),
            Value{uint64_t{68}});
}

/// Three transmit queues, two receive queues.
Observation TransmitQueues() {
  Observation observed;
  observed.values[{"eth0", "queues", "xps_rxqs/count"}] = uint64_t{2};
  for (const char* const queue : {"tx-0", "tx-1", "tx-2"}) {
    observed.values[{"eth0", "queues", std::string(queue) + "/xps_rxqs"}] = CpuSet{};
  }
  return observed;
}

TEST(ResolveTest, OneToOneGivesEachTransmitQueueTheReceiveQueueOfItsNumber) {
  const Desired desired =
      ResolveOn({Want("queues", "xps_rxqs", std::string("one-to-one"))}, TransmitQueues());
  EXPECT_EQ(WishAt(desired, "queues", "tx-0/xps_rxqs"), Value{CpuSet{0}});
  EXPECT_EQ(WishAt(desired, "queues", "tx-1/xps_rxqs"), Value{CpuSet{1}});
  EXPECT_EQ(WishAt(desired, "queues", "tx-2/xps_rxqs"), Value{CpuSet{}});
}

TEST(ResolveTest, ReceiveQueuesAreForEveryTransmitQueueAndHaveToBeThere) {
  const auto all = ResolveOn({Want("queues", "xps_rxqs", std::string("0-1"))}, TransmitQueues());
  EXPECT_EQ(WishAt(all, "queues", "tx-2/xps_rxqs"), (Value{CpuSet{0, 1}}));
  const auto off = ResolveOn({Want("queues", "xps_rxqs", std::string("none"))}, TransmitQueues());
  EXPECT_EQ(WishAt(off, "queues", "tx-2/xps_rxqs"), Value{CpuSet{}});
  const auto more = ResolveOn({Want("queues", "xps_rxqs", std::string("2"))}, TransmitQueues());
  ASSERT_EQ(more.findings.size(), 3U);
  EXPECT_EQ(more.findings[0].reason, "receive queue 2 is beyond the device's last, 1");
}

TEST(ResolveTest, OneKeyStandsForEveryQueue) {
  Observation observed;
  for (const char* const queue : {"rx-0", "rx-1", "rx-10"}) {
    observed.values[{"eth0", "queues", std::string(queue) + "/rps_cpus"}] = CpuSet{};
    observed.values[{"eth0", "queues", std::string(queue) + "/rps_flow_cnt"}] = uint64_t{0};
  }
  const Desired desired =
      ResolveOn({Want("queues", "rps_cpus", *CpuExpression::Parse("0-1"))}, observed);
  EXPECT_EQ(desired.wishes.size(), 3U);
  EXPECT_EQ(WishAt(desired, "queues", "rx-10/rps_cpus"), (Value{CpuSet{0, 1}}));
}

TEST(ResolveTest, QueuesMeansCombinedWhereTheDeviceHasThem) {
  Observation observed;
  observed.values[{"eth0", "channels", "combined"}] = uint64_t{8};
  observed.values[{"eth0", "channels", "combined-max"}] = uint64_t{8};
  const Desired desired = ResolveOn({Want("channels", "queues", uint64_t{4})}, observed);
  ASSERT_EQ(desired.wishes.size(), 1U);
  EXPECT_EQ(WishAt(desired, "channels", "combined"), Value{uint64_t{4}});
}

TEST(ResolveTest, QueuesMeansRxAndTxWhereThereAreNoCombinedOnes) {
  Observation observed;
  for (const std::string key : {"rx", "tx"}) {
    observed.values[{"eth0", "channels", key}] = uint64_t{8};
    observed.values[{"eth0", "channels", key + "-max"}] = uint64_t{8};
  }
  const Desired desired = ResolveOn({Want("channels", "queues", uint64_t{4})}, observed);
  EXPECT_EQ(WishAt(desired, "channels", "rx"), Value{uint64_t{4}});
  EXPECT_EQ(WishAt(desired, "channels", "tx"), Value{uint64_t{4}});
}

Observation Combined(uint64_t maximum) {
  Observation observed;
  observed.values[{"eth0", "channels", "combined"}] = uint64_t{1};
  observed.values[{"eth0", "channels", "combined-max"}] = maximum;
  return observed;
}

Setting WantAsManyAs(const std::string& key, const std::string& cpus) {
  Setting setting = Want("channels", key, CpuCount{*CpuExpression::Parse(cpus)});
  setting.text = cpus;
  setting.on_exceed = OnExceed::kClamp;
  return setting;
}

TEST(ResolveTest, AsManyQueuesAsTheSetHasCpusAreSaidWithTheirNumber) {
  const Desired desired = ResolveOn({WantAsManyAs("combined", "isolated and local")}, Combined(8));
  EXPECT_EQ(WishAt(desired, "channels", "combined"), Value{uint64_t{2}});
  EXPECT_EQ(desired.wishes.begin()->second.wanted, "isolated and local (2)");
  EXPECT_EQ(desired.wishes.begin()->second.clamped, "");
}

TEST(ResolveTest, AsManyQueuesAsTheSetHasCpusEndAtTheDevicesMaximum) {
  Setting many = WantAsManyAs("queues", "online");
  const Desired desired = ResolveOn({many}, Combined(4));
  EXPECT_EQ(WishAt(desired, "channels", "combined"), Value{uint64_t{4}});
  EXPECT_EQ(desired.wishes.begin()->second.wanted, "online (8)");
  EXPECT_EQ(desired.wishes.begin()->second.clamped, "combined 8 exceeds combined-max 4");
  many.on_exceed = OnExceed::kError;
  EXPECT_TRUE(ResolveOn({many}, Combined(4)).wishes.empty());
}

TEST(ResolveTest, QueuesOnCpusThatAreOfflineAreNotCounted) {
  CpuFacts facts = EightCpus();
  facts.online = CpuSet::Range(0, 2);
  const Desired desired = Resolve(
      MakeCatalog(), {Target{Eth0(), {WantAsManyAs("combined", "isolated")}}}, Combined(8), facts);
  EXPECT_EQ(WishAt(desired, "channels", "combined"), Value{uint64_t{1}});
}

TEST(ResolveTest, AsManyQueuesAsAnEmptySetHasIsAnErrorThatSaysWhatToWrite) {
  CpuFacts facts = EightCpus();
  facts.isolated = CpuSet{};
  const Desired desired =
      Resolve(MakeCatalog(), {Target{Eth0(), {WantAsManyAs("combined", "isolated and local")}}},
              Combined(8), facts);
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
  EXPECT_EQ(
      desired.findings[0].reason,
      "'isolated and local' is no CPU on this host (isolated: none; local: 4-7); isolate CPUs "
      "at boot (isolcpus=), or name others here, such as `online and local`");
}

TEST(ResolveTest, TheLaterOfQueuesAndCombinedWins) {
  const Setting queues = Want("channels", "queues", uint64_t{4});
  const Setting combined = Want("channels", "combined", uint64_t{2});
  EXPECT_EQ(WishAt(ResolveOn({queues, combined}, Combined(8)), "channels", "combined"),
            Value{uint64_t{2}});
  EXPECT_EQ(WishAt(ResolveOn({combined, queues}, Combined(8)), "channels", "combined"),
            Value{uint64_t{4}});
  // What was overruled is not judged either.
  const Setting too_many = Want("channels", "queues", uint64_t{400});
  EXPECT_TRUE(ResolveOn({too_many, combined}, Combined(8)).findings.empty());
}

TEST(ResolveTest, ANegativeNumberOfTheKernelIsANumber) {
  Observation observed;
  observed.values[{"eth0", "rings", "rx"}] = std::string("-5");
  Setting bound = Want("rings", "rx", uint64_t{300});
  bound.bound = Bound::kAtLeast;
  EXPECT_EQ(WishAt(ResolveOn({bound}, observed), "rings", "rx"), Value{uint64_t{300}});
  bound.bound = Bound::kAtMost;
  EXPECT_EQ(WishAt(ResolveOn({bound}, observed), "rings", "rx"), Value{std::string("-5")});
  observed.values[{"eth0", "rings", "rx"}] = std::string("-5 7");
  EXPECT_EQ(ResolveOn({bound}, observed).findings.size(), 1U);
}

TEST(ResolveTest, ACountOfCpusIsMetByAnySetOfThatSize) {
  Observation observed;
  observed.values[{kHostDevice, "cpu", "isolated"}] = CpuSet::Range(2, 5);
  Device host;
  host.name = kHostDevice;
  Setting count = Want("cpu", "isolated", uint64_t{4});
  const auto wish = [&](Bound bound, uint64_t number) {
    count.bound = bound;
    count.literal = number;
    const Desired desired = Resolve(MakeCatalog(), {Target{host, {count}}}, observed, EightCpus());
    return desired.wishes.at({kHostDevice, "cpu", "isolated"}).value;
  };
  EXPECT_EQ(wish(Bound::kAtLeast, 4), (Value{CpuSet::Range(2, 5)}));
  EXPECT_EQ(wish(Bound::kAtLeast, 5), Value{uint64_t{5}});
  EXPECT_EQ(wish(Bound::kAtMost, 4), (Value{CpuSet::Range(2, 5)}));
  EXPECT_EQ(wish(Bound::kAtMost, 0), Value{uint64_t{0}});
}

TEST(ResolveIrqTest, OneToOneGoesByQueueAndWraps) {
  const Desired desired = ResolveOn(
      {WantPlacement(Placement::Kind::kOneToOne), WantCpus("cpus", "2-4")}, UnpairedVectors(4));
  EXPECT_EQ(WishAt(desired, "irq", "rx-1/affinity"), Value{CpuSet{3}});
  EXPECT_EQ(WishAt(desired, "irq", "tx-1/affinity"), Value{CpuSet{3}});
  EXPECT_EQ(WishAt(desired, "irq", "rx-3/affinity"), Value{CpuSet{2}});
  EXPECT_FALSE(desired.wishes.contains({"eth0", "irq", "other/affinity"}));
}

TEST(ResolveIrqTest, PoolGivesEveryQueueAllCpus) {
  const Desired desired =
      ResolveOn({WantPlacement(Placement::Kind::kPool), WantCpus("cpus", "isolated and local")},
                UnpairedVectors(2));
  EXPECT_EQ(WishAt(desired, "irq", "rx-0/affinity"), (Value{CpuSet{4, 5}}));
  EXPECT_EQ(WishAt(desired, "irq", "tx-1/affinity"), (Value{CpuSet{4, 5}}));
}

TEST(ResolveIrqTest, OtherIsForVectorsWithoutAQueue) {
  const Desired desired = ResolveOn({WantCpus("other", "housekeeping")}, UnpairedVectors(2));
  ASSERT_EQ(desired.wishes.size(), 1U);
  EXPECT_EQ(WishAt(desired, "irq", "other/affinity"), (Value{CpuSet{0, 1, 6, 7}}));
}

TEST(ResolveIrqTest, AMapPlacesTheQueuesItNamesAndReportsOnesThatAreNotThere) {
  Placement placement{Placement::Kind::kMap, {}};
  placement.map.emplace(1, *CpuExpression::Parse("6"));
  placement.map.emplace(9, *CpuExpression::Parse("7"));
  const Desired desired = ResolveOn({Want("irq", "affinity", placement)}, UnpairedVectors(2));
  EXPECT_EQ(WishAt(desired, "irq", "rx-1/affinity"), Value{CpuSet{6}});
  EXPECT_FALSE(desired.wishes.contains({"eth0", "irq", "rx-0/affinity"}));
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kAbsent);
}

TEST(ResolveIrqTest, AWishForVectorsThatWereNotFoundIsAnError) {
  Observation none;
  none.problems[{"eth0", "irq", ""}] = {ErrorCode::kNotFound, "no vector", 0};
  const Desired desired =
      ResolveOn({WantPlacement(Placement::Kind::kPool), WantCpus("cpus", "online")}, none);
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
}

TEST(ResolveIrqTest, OnlyVectorsThatServeNoQueueAreNoAnswerToAffinity) {
  Observation down = UnpairedVectors(0);
  down.problems[{"eth0", "irq", ""}] = {ErrorCode::kPending, "the interface is down", 0};
  const Desired desired = ResolveOn(
      {WantPlacement(Placement::Kind::kPool), WantCpus("cpus", "4-5"), WantCpus("other", "0")},
      down);
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kPending);
  EXPECT_EQ(desired.findings[0].address.key, "affinity");
  EXPECT_EQ(WishAt(desired, "irq", "other/affinity"), Value{CpuSet{0}});
}

TEST(ResolveIrqTest, OfAnInterfaceThatIsDownAnOptionalWishIsNoDrift) {
  Observation down = UnpairedVectors(0);
  down.problems[{"eth0", "irq", ""}] = {ErrorCode::kPending, "the interface is down", 0};
  Setting wish = WantPlacement(Placement::Kind::kPool);
  EXPECT_FALSE(IsCompliant(ResolveOn({wish, WantCpus("cpus", "4-5")}, down).findings.at(0)));
  wish.may_be_down = true;
  EXPECT_TRUE(IsCompliant(ResolveOn({wish, WantCpus("cpus", "4-5")}, down).findings.at(0)));
}

TEST(ResolveIrqTest, CpusThatAreAllOfflineAreAnError) {
  CpuFacts facts = EightCpus();
  facts.online = CpuSet::Range(0, 3);
  const Desired desired =
      Resolve(MakeCatalog(),
              {Target{Eth0(), {WantPlacement(Placement::Kind::kPool), WantCpus("cpus", "4-7")}}},
              UnpairedVectors(1), facts);
  EXPECT_TRUE(desired.wishes.empty());
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_NE(desired.findings[0].reason.find("no CPU that is online"), std::string::npos);
}

TEST(ResolveIrqTest, LocalWithoutANodeIsAnErrorAndNeverCpuZero) {
  Device device = Eth0();
  device.numa_node = -1;
  const Desired desired =
      Resolve(MakeCatalog(),
              {Target{device, {WantPlacement(Placement::Kind::kPool), WantCpus("cpus", "local")}}},
              UnpairedVectors(1), EightCpus());
  EXPECT_TRUE(desired.wishes.empty());
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
}

TEST(ResolveIrqTest, CpusWithoutAffinityPlacesNothingAndSaysSo) {
  const Desired desired = ResolveOn({WantCpus("cpus", "2-3")}, UnpairedVectors(1));
  EXPECT_TRUE(desired.wishes.empty());
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
}

}  // namespace
}  // namespace netkeel
