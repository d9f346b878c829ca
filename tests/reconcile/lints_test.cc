// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>
#include <span>

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Setting Sysctl(const std::string& key, uint64_t value) {
  Setting setting;
  setting.tunable = "sysctl";
  setting.key = key;
  setting.literal = value;
  setting.source = {"p.yaml", 3};
  return setting;
}

Profile WithHost(std::vector<Setting> settings) {
  Profile profile;
  profile.host = std::move(settings);
  return profile;
}

TEST(LintTest, ABudgetRaisedWithoutItsTimeLimitIsNamedWithItsLine) {
  const auto lines = Lint(WithHost({Sysctl("net.core.netdev_budget", 600)}));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("p.yaml:3: net.core.netdev_budget"), std::string::npos);
}

TEST(LintTest, ABudgetRaisedTogetherWithItsTimeLimitIsFine) {
  EXPECT_TRUE(Lint(WithHost({Sysctl("net.core.netdev_budget", 600),
                             Sysctl("net.core.netdev_budget_usecs", 8000)}))
                  .empty());
}

/// The rules that say something, in order.
std::vector<std::string> RulesIn(const std::vector<std::string>& lines) {
  std::vector<std::string> rules;
  for (const std::string& line : lines) {
    const size_t at = line.rfind(" [");
    rules.push_back(line.substr(at + 2, line.size() - at - 3));
  }
  return rules;
}

/// A profile with these host settings and one block of interface settings.
Profile WithBlock(std::vector<Setting> host, std::vector<Setting> settings) {
  Profile profile = WithHost(std::move(host));
  Block block;
  block.settings = std::move(settings);
  profile.interfaces.push_back(std::move(block));
  return profile;
}

Setting OfQueues(const std::string& key, uint64_t value) {
  Setting setting = Sysctl(key, value);
  setting.tunable = "queues";
  return setting;
}

Setting Vector(const std::string& key, const std::string& text) {
  Setting setting = Sysctl(key, 0);
  setting.literal = text;
  setting.text = text;
  return setting;
}

/// A profile that a rule speaks of, and the same mended.
struct BothWays {
  const char* rule;
  Profile wrong;
  Profile right;
};

void ExpectBothWays(std::span<const BothWays> cases) {
  for (const BothWays& each : cases) {
    EXPECT_THAT(RulesIn(Lint(each.wrong)), ElementsAre(each.rule)) << each.rule;
    EXPECT_THAT(Lint(each.right), IsEmpty()) << each.rule;
  }
}

TEST(LintTest, EveryRuleOfProfilesSpeaksWhereItShouldAndOnlyThere) {
  const Setting rps = OfQueues("rps_cpus", 1);
  const Setting flows = OfQueues("rps_flow_cnt", 1024);
  const auto conf = [](const std::string& place, uint64_t value) {
    return Sysctl("net.ipv4.conf." + place + ".rp_filter", value);
  };
  const BothWays cases[] = {
      {"weight-without-rps", WithHost({Sysctl("net.core.dev_weight", 128)}),
       WithBlock({Sysctl("net.core.dev_weight", 128)}, {rps})},
      {"flow-limit-without-rps", WithHost({Sysctl("net.core.flow_limit_cpu_bitmap", 1)}),
       WithBlock({Sysctl("net.core.flow_limit_cpu_bitmap", 1)}, {rps})},
      {"default-above-maximum",
       WithHost({Sysctl("net.core.rmem_default", 9), Sysctl("net.core.rmem_max", 8)}),
       WithHost({Sysctl("net.core.rmem_default", 8), Sysctl("net.core.rmem_max", 8)})},
      {"busy-poll-alone", WithHost({Sysctl("net.core.busy_poll", 50)}),
       WithHost({Sysctl("net.core.busy_poll", 50), Sysctl("net.core.busy_read", 50)})},
      {"half-of-rfs", WithHost({Sysctl("net.core.rps_sock_flow_entries", 32768)}),
       WithBlock({Sysctl("net.core.rps_sock_flow_entries", 32768)}, {flows})},
      {"half-of-rfs", WithBlock({}, {flows}), WithBlock({}, {OfQueues("rps_flow_cnt", 0)})},
      {"default-mask-alone", WithHost({Sysctl("net.core.rps_default_mask", 1)}),
       WithBlock({Sysctl("net.core.rps_default_mask", 1)}, {rps})},
      {"default-of-conf-alone", WithHost({conf("default", 2)}),
       WithHost({conf("default", 2), conf("eth0", 2)})},
      {"all-cannot-lower", WithHost({conf("all", 0)}),
       WithHost({conf("all", 0), conf("default", 0)})},
      {"strict-reverse-path", WithHost({conf("all", 1)}), WithHost({conf("all", 2)})},
      {"vector-out-of-order", WithHost({Vector("net.ipv4.tcp_rmem", "4096 131072 100")}),
       WithHost({Vector("net.ipv4.tcp_rmem", "4096 131072 131072")})},
  };
  ExpectBothWays(cases);
}

TEST(LintTest, WhatAllIsOredWithIsNotSwitchedOffByItAlone) {
  for (const std::string key :
       {"rp_filter", "arp_ignore", "arp_announce", "send_redirects", "secure_redirects",
        "log_martians", "proxy_arp", "accept_local", "shared_media"}) {
    const Setting all = Sysctl("net.ipv4.conf.all." + key, 0);
    const BothWays cases[] = {
        {"all-cannot-lower", WithHost({all}),
         WithHost({all, Sysctl("net.ipv4.conf.default." + key, 0)})},
        {"all-cannot-lower", WithHost({all}), WithBlock({all}, {Sysctl("ipv4.conf." + key, 0)})},
    };
    ExpectBothWays(cases);
  }
  // Both must, so that `all` alone is enough.
  EXPECT_THAT(Lint(WithHost({Sysctl("net.ipv4.conf.all.accept_source_route", 0)})), IsEmpty());
}

Setting Of(const std::string& tunable, const std::string& key, const Literal& literal) {
  Setting setting = Sysctl(key, 0);
  setting.tunable = tunable;
  setting.literal = literal;
  const auto* const text = std::get_if<std::string>(&literal);
  const auto* const number = std::get_if<uint64_t>(&literal);
  if (text != nullptr) setting.text = *text;
  if (number != nullptr) setting.text = std::to_string(*number);
  return setting;
}

Setting Word(const std::string& tunable, const std::string& key, const std::string& word) {
  return Of(tunable, key, word);
}

Setting Count(const std::string& tunable, const std::string& key, uint64_t count) {
  return Of(tunable, key, count);
}

TEST(LintTest, EveryRuleOfBlocksSpeaksWhereItShouldAndOnlyThere) {
  const Setting fragments = Sysctl("net.ipv4.ipfrag_high_thresh", 1 << 20);
  const Setting ports = Word("flow-hash", "udp4", "sdfn");
  const Setting ipv6 = Count("interface-sysctl", "ipv6.conf.accept_ra", 0);
  const BothWays cases[] = {
      {"port-hash-with-fragments", WithBlock({fragments}, {ports}),
       WithBlock({fragments}, {Word("flow-hash", "udp4", "sd")})},
      {"ipv6-below-its-mtu", WithBlock({}, {Count("link", "mtu", 1279), ipv6}),
       WithBlock({}, {Count("link", "mtu", 1280), ipv6})},
  };
  ExpectBothWays(cases);
}

TEST(LintTest, ValuesThatSayNothingNeitherSilenceARuleNorAreSpokenOf) {
  const auto cpus = [](const std::string& key, const char* text) {
    return Of("queues", key, *CpuExpression::Parse(text));
  };
  const Setting backlog = Sysctl("net.core.netdev_max_backlog", 5000);
  const Setting poll = Sysctl("net.core.busy_poll", 50);
  const Setting table = Sysctl("net.core.rps_sock_flow_entries", 32768);
  const Setting flows = OfQueues("rps_flow_cnt", 1024);
  const auto bitmap = cpus("net.core.flow_limit_cpu_bitmap", "0");
  const BothWays cases[] = {
      {"backlog-without-rps", WithBlock({backlog}, {cpus("rps_cpus", "none")}),
       WithBlock({backlog}, {cpus("rps_cpus", "0")})},
      {"backlog-without-rps", WithHost({backlog, cpus("net.core.rps_default_mask", "none")}),
       WithBlock({backlog}, {cpus("rps_cpus", "online")})},
      {"busy-poll-alone", WithHost({poll, Sysctl("net.core.busy_read", 0)}),
       WithHost({poll, Sysctl("net.core.busy_read", 1)})},
      {"half-of-rfs", WithBlock({table}, {OfQueues("rps_flow_cnt", 0)}),
       WithBlock({table}, {flows})},
      {"half-of-rfs", WithBlock({Sysctl("net.core.rps_sock_flow_entries", 0)}, {flows}),
       WithBlock({table}, {flows})},
      {"flow-limit-without-rps", WithHost({bitmap}),
       WithHost({cpus("net.core.flow_limit_cpu_bitmap", "none")})},
      {"default-mask-alone", WithHost({cpus("net.core.rps_default_mask", "0")}),
       WithHost({cpus("net.core.rps_default_mask", "none")})},
  };
  ExpectBothWays(cases);
}

TEST(LintTest, FeaturesAndTablesThatCannotBeAreNamed) {
  const Setting lro = Word("features", "lro", "on");
  const Setting tso = Word("features", "tso", "on");
  const Setting queues = Count("channels", "combined", 4);
  const auto table = [](const std::string& text) { return Word("rss", "indirection", text); };
  const BothWays cases[] = {
      {"feature-falls", WithBlock({}, {tso, Word("features", "sg", "off")}),
       WithBlock({}, {tso, Word("features", "rxvlan", "off")})},
      {"feature-falls", WithBlock({}, {lro, Word("features", "rx-fcs", "on")}),
       WithBlock({}, {lro, Word("features", "rx-fcs", "off")})},
      {"table-beyond-queues", WithBlock({}, {queues, table("equal 5")}),
       WithBlock({}, {queues, table("equal 4")})},
      {"table-beyond-queues", WithBlock({}, {queues, table("weight 1 0 0 0 1")}),
       WithBlock({}, {queues, table("weight 1 1 1 1 0")})},
      {"table-beyond-queues", WithBlock({}, {queues, table("0 4")}),
       WithBlock({}, {queues, table("default")})},
  };
  ExpectBothWays(cases);
}

TEST(LintTest, PortsAreHashedInPeaceWhereNothingProvidesForFragments) {
  EXPECT_THAT(Lint(WithBlock({}, {Word("flow-hash", "udp4", "sdfn")})), IsEmpty());
}

TEST(LintTest, ABudgetAtItsDefaultIsFine) {
  EXPECT_TRUE(Lint(WithHost({Sysctl("net.core.netdev_budget", 300)})).empty());
}

TEST(LintTest, ABacklogRaisedWithoutRpsIsNamed) {
  EXPECT_EQ(Lint(WithHost({Sysctl("net.core.netdev_max_backlog", 5000)})).size(), 1U);
}

TEST(LintTest, ABacklogRaisedWithRpsIsFine) {
  Profile profile = WithHost({Sysctl("net.core.netdev_max_backlog", 5000)});
  Setting rps;
  rps.tunable = "queues";
  rps.key = "rps_cpus";
  Block block;
  block.settings = {rps};
  profile.interfaces.push_back(block);
  EXPECT_TRUE(Lint(profile).empty());
}

/// A look at eth0, an ixgbe with as many vectors as it is told.
class LintLookTest : public ::testing::Test {
 protected:
  LintLookTest() {
    device_.name = "eth0";
    device_.driver = "ixgbe";
    device_.model = "0x10fb";
  }

  void Want(const Address& address, const Value& value) {
    Wish wish;
    wish.value = value;
    wish.source = {"p.yaml", 7};
    look_.desired.wishes[address] = wish;
  }
  void Queue(uint64_t queue, const CpuSet& cpus) {
    const std::string label = "TxRx-" + std::to_string(queue);
    look_.observed.values[{"eth0", "irq", label + "/queue"}] = queue;
    look_.observed.values[{"eth0", "irq", label + "/irq"}] = 50 + queue;
    Want({"eth0", "irq", label + "/affinity"}, cpus);
  }
  void Channels(uint64_t number) { Want({"eth0", "channels", "combined"}, number); }
  std::vector<std::string> Lines() {
    look_.devices["eth0"] = device_;
    return Lint(look_);
  }

  Device device_;
  Look look_;
};

TEST_F(LintLookTest, TheRssOfAn82599Reaches16Queues) {
  Channels(24);
  EXPECT_THAT(Lines(), ElementsAre(StartsWith("p.yaml:7: eth0: 24 queues, but the RSS")));
  Channels(16);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, TheRssOfAnX550OrOfAnUnknownCardIsNotJudged) {
  Channels(24);
  for (const char* const model : {"0x1563", ""}) {
    device_.model = model;
    EXPECT_THAT(Lines(), IsEmpty()) << model;
  }
  device_.model = "0x10fb";
  device_.driver = "ice";
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, MoreQueuesThanCpusIsSaidOnceWithThoseCpus) {
  for (const unsigned queue : {0U, 1U, 2U, 3U}) Queue(queue, CpuSet{2 + queue % 2});
  EXPECT_THAT(Lines(), ElementsAre(StartsWith("p.yaml:7: eth0: 4 queues on the 2 CPUs 2-3: ")));
}

TEST_F(LintLookTest, APoolOfFewerCpusThanQueuesIsTheSame) {
  for (const unsigned queue : {0U, 1U, 2U}) Queue(queue, CpuSet{4, 5});
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("3 queues on the 2 CPUs 4-5")));
}

TEST_F(LintLookTest, QueuesThatAreAboutToGoDoNotCount) {
  for (const unsigned queue : {0U, 1U, 2U, 3U}) Queue(queue, CpuSet{2 + queue % 2});
  Channels(2);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, QueuesThatAreYetToComeMayHaveCpusOfTheirOwn) {
  for (const unsigned queue : {0U, 1U}) Queue(queue, CpuSet{2 + queue});
  Channels(4);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, ACpuThatServesSeveralQueuesIsNamed) {
  Queue(0, CpuSet{2});
  Queue(1, CpuSet{2});
  Queue(2, CpuSet{3, 4});
  EXPECT_THAT(Lines(), ElementsAre(StartsWith("p.yaml:7: eth0: CPU 2 serves queues 0, 1: ")));
}

TEST_F(LintLookTest, ACpuForEachQueueIsFine) {
  for (const unsigned queue : {0U, 1U, 2U}) Queue(queue, CpuSet{queue});
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, FlowsOfAllQueuesHaveToFitIntoTheTable) {
  Want({kHostDevice, "sysctl", "net.core.rps_sock_flow_entries"}, uint64_t{32768});
  for (const char* const queue : {"rx-0", "rx-1"}) {
    Want({"eth0", "queues", std::string(queue) + "/rps_flow_cnt"}, uint64_t{16384});
  }
  EXPECT_THAT(Lines(), IsEmpty());
  Want({"eth0", "queues", "rx-2/rps_flow_cnt"}, uint64_t{16384});
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("rps_flow_cnt of 3 queues is 49152 in all")));
}

TEST_F(LintLookTest, MoreQueuesThanTheHostHasCpusIsNamed) {
  look_.facts.online = CpuSet::Range(0, 3);
  Channels(4);
  EXPECT_THAT(Lines(), IsEmpty());
  Channels(8);
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("8 queues, and 4 CPUs are online")));
}

TEST_F(LintLookTest, PauseWithManyQueuesStopsThePortAndWithOneItMay) {
  Want({"eth0", "pause", "tx"}, std::string("on"));
  Queue(0, CpuSet{0});
  EXPECT_THAT(Lines(), IsEmpty());
  Queue(1, CpuSet{1});
  EXPECT_THAT(RulesIn(Lines()), ElementsAre("pause-of-many-queues"));
  Want({"eth0", "pause", "tx"}, std::string("off"));
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, OneSetForEveryQueueIsNoSpread) {
  Queue(0, CpuSet{2, 3});
  Queue(1, CpuSet{2, 3});
  EXPECT_THAT(RulesIn(Lines()), ElementsAre("pool-is-no-spread"));
}

TEST_F(LintLookTest, InterruptsOnAnotherNodeThanTheCardsAreNamed) {
  look_.facts.nodes = {{0, CpuSet::Range(0, 3)}, {1, CpuSet::Range(4, 7)}};
  device_.numa_node = 0;
  Queue(0, CpuSet{3});
  Queue(1, CpuSet{4});
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("interrupts on CPUs 4, and the card is on NUMA node "
                                             "0 (CPUs 0-3)")));
  device_.numa_node = -1;
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, InterruptsOnTheApplicationsCpusAreNamed) {
  Queue(0, CpuSet{2});
  look_.app = CpuSet{3};
  EXPECT_THAT(Lines(), IsEmpty());
  look_.app = CpuSet{2, 3};
  EXPECT_THAT(RulesIn(Lines()), ElementsAre("on-the-applications-cpus"));
}

TEST_F(LintLookTest, ANumberBesideAnAdaptiveModeIsNamedWhateverBlockItIsOf) {
  Want({"eth0", "coalesce", "rx-usecs"}, uint64_t{50});
  Want({"eth1", "coalesce", "adaptive-rx"}, std::string("on"));
  Want({"eth0", "coalesce", "adaptive-rx"}, std::string("off"));
  EXPECT_THAT(Lines(), IsEmpty());
  Want({"eth0", "coalesce", "adaptive-rx"}, std::string("on"));
  EXPECT_THAT(RulesIn(Lines()), ElementsAre("adaptive-with-usecs"));
}

TEST_F(LintLookTest, DeferredInterruptsNeedTheTimerOfTheSameInterface) {
  Want({"eth0", "napi", "napi_defer_hard_irqs"}, uint64_t{10});
  Want({"eth1", "napi", "gro_flush_timeout"}, uint64_t{20000});
  Want({"eth0", "napi-set", "rx-0/gro-flush-timeout"}, uint64_t{0});
  EXPECT_THAT(RulesIn(Lines()), ElementsAre("defer-without-timeout"));
  Want({"eth0", "napi-set", "rx-0/gro-flush-timeout"}, uint64_t{20000});
  EXPECT_THAT(Lines(), IsEmpty());
  Want({"eth0", "napi-set", "rx-0/gro-flush-timeout"}, uint64_t{0});
  Want({"eth0", "napi-set", "rx-0/defer-hard-irqs"}, uint64_t{10});
  EXPECT_EQ(Lines().size(), 2U);
  Want({"eth0", "napi", "gro_flush_timeout"}, uint64_t{20000});
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, LroIsNamedWhereTheHostOrTheInterfaceForwards) {
  for (const Address& forwards : {Address{kHostDevice, "sysctl", "net.ipv4.ip_forward"},
                                  Address{"eth0", "interface-sysctl", "ipv4.conf.forwarding"}}) {
    look_.desired.wishes.clear();
    Want({"eth0", "features", "rx-lro"}, std::string("on"));
    Want(forwards, uint64_t{0});
    EXPECT_THAT(Lines(), IsEmpty());
    Want(forwards, uint64_t{1});
    EXPECT_THAT(RulesIn(Lines()), ElementsAre("lro-while-forwarding"));
    Want({"eth0", "features", "rx-lro"}, std::string("off"));
    EXPECT_THAT(Lines(), IsEmpty());
  }
}

TEST_F(LintLookTest, RpsOntoCpusThatLinuxDropsIsNamed) {
  Want({"eth0", "queues", "rx-0/rps_cpus"}, CpuSet{1, 2});
  look_.observed.values[{"eth0", "queues", "rps_cpus/allowed"}] = CpuSet::Range(0, 2);
  EXPECT_THAT(Lines(), IsEmpty());
  look_.observed.values[{"eth0", "queues", "rps_cpus/allowed"}] = CpuSet::Range(0, 1);
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("rps_cpus names CPUs 2, which were isolated")));
}

TEST_F(LintLookTest, RpsOntoTheCpuThatHasTheInterruptIsNamed) {
  Queue(0, CpuSet{1});
  Want({"eth0", "queues", "rx-0/rps_cpus"}, CpuSet{2});
  EXPECT_THAT(Lines(), IsEmpty());
  Want({"eth0", "queues", "rx-0/rps_cpus"}, CpuSet{1});
  EXPECT_THAT(RulesIn(Lines()), ElementsAre("rps-onto-itself"));
}

TEST_F(LintLookTest, ATimeForSendingThatSharedVectorsHaveNotIsNamed) {
  Finding finding;
  finding.address = {"eth0", "coalesce", "tx-usecs"};
  finding.source = {"p.yaml", 9};
  look_.desired.findings.push_back(finding);
  EXPECT_THAT(Lines(), IsEmpty());
  look_.observed.values[{"eth0", "coalesce", "tx-usecs/shared"}] = std::string("rx-usecs");
  EXPECT_THAT(Lines(), ElementsAre(StartsWith("p.yaml:9: eth0: tx-usecs, and one vector")));
}

TEST_F(LintLookTest, OfARollbackWhichIsToNoProfileNothingIsSaid) {
  look_.desired.findings.push_back({});
  look_.observed.values[{"eth0", "coalesce", "tx-usecs/shared"}] = std::string("rx-usecs");
  look_.desired.findings.back().address = {"eth0", "coalesce", "tx-usecs"};
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, MasksOfTheHostThatNameCpusKeptForOthersAreNamed) {
  look_.devices[kHostDevice] = HostDevice();
  Want({kHostDevice, "irq-default", "default_smp_affinity"}, CpuSet{0, 1});
  Want({kHostDevice, "workqueue", "cpumask"}, CpuSet{0, 1});
  EXPECT_THAT(Lines(), IsEmpty());
  look_.app = CpuSet{1};
  look_.facts.isolated = CpuSet{2};
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("default_smp_affinity names CPUs 1, which"),
                                   HasSubstr("cpumask names CPUs 1, which")));
  Want({kHostDevice, "workqueue", "cpumask"}, CpuSet{0, 2});
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("names CPUs 1"), HasSubstr("names CPUs 2")));
}

TEST(LintTest, NoShippedProfileContradictsItself) {
  for (const auto& file : std::filesystem::directory_iterator("../profiles")) {
    const auto profile = LoadProfile(file.path().string(), {"../profiles"});
    ASSERT_TRUE(profile.has_value()) << profile.error().message;
    EXPECT_THAT(Lint(*profile), IsEmpty()) << file.path();
  }
}

TEST(LintTest, EveryRuleHasANameOfItsOwn) {
  const std::vector<std::string> names = LintRules();
  EXPECT_GE(names.size(), 20U);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

}  // namespace
}  // namespace netkeel
