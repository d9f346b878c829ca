// SPDX-License-Identifier: Apache-2.0
#include "kernel/flow_rule.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>

#include "kernel/topics/ntuple.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The one text of the packets that `match` means; what is wrong with it.
std::string Canonical(const char* match) {
  const auto rule = RuleOf(match);
  return rule ? MatchText(*rule) : rule.error();
}

TEST(FlowRuleTest, EveryKindAndFieldIsReadAndWrittenBack) {
  for (const char* const match :
       {"udp4", "tcp4 src-ip 10.0.0.0 m 0.255.255.255 dst-port 80",
        "udp4 src-ip 192.0.2.1 dst-ip 239.1.1.1 tos 16 src-port 5000 dst-port 4864 m 0xff",
        "sctp4 dst-port 7", "esp4 spi 4096", "ah4 dst-ip 192.0.2.1",
        "ip4 tos 8 l4proto 2 l4data 0xffffffff", "udp6 dst-ip ff3e::4321 dst-port 5001",
        "tcp6 src-ip 2001:db8:: m ::ffff:ffff:ffff:ffff:ffff:ffff tclass 3", "esp6 spi 1",
        "ah6 src-ip ::1", "sctp6 src-port 9", "ip6 l4proto 58", "ether proto 0x88f7",
        "ether src 02:00:00:00:00:01 dst 01:1b:19:00:00:00 m 00:00:00:00:00:ff",
        "udp4 vlan-etype 0x8100 vlan 100 m 0xf000 user-def 0x2a dst-mac 02:00:00:00:00:01"}) {
    EXPECT_EQ(Canonical(match), match);
  }
}

TEST(FlowRuleTest, OneSetOfPacketsHasOneText) {
  EXPECT_EQ(Canonical("udp4  dst-port 5001 dst-ip 239.1.1.1"),
            "udp4 dst-ip 239.1.1.1 dst-port 5001");
  EXPECT_EQ(Canonical("udp4 dst-port 0x1389"), "udp4 dst-port 5001");
  EXPECT_EQ(Canonical("tcp4 src-ip 10.1.2.3 m 0.255.255.255"),
            "tcp4 src-ip 10.0.0.0 m 0.255.255.255");
  EXPECT_EQ(Canonical("udp4 dst-port 5001 m 0xffff"), "udp4");
  EXPECT_EQ(Canonical("ether dst 01:1B:19:00:00:00"), "ether dst 01:1b:19:00:00:00");
}

TEST(FlowRuleTest, NumbersGoToTheKernelInNetworkOrderAndMasksTheOtherWayRound) {
  const auto rule = RuleOf("udp4 dst-ip 239.1.1.1 dst-port 5001 m 0xff", "queue 3");
  ASSERT_TRUE(rule) << rule.error();
  EXPECT_EQ(rule->spec.flow_type, uint32_t{UDP_V4_FLOW});
  EXPECT_EQ(rule->spec.h_u.udp_ip4_spec.ip4dst, htonl(0xef010101));
  EXPECT_EQ(rule->spec.m_u.udp_ip4_spec.ip4dst, 0xffffffffU);
  EXPECT_EQ(rule->spec.h_u.udp_ip4_spec.pdst, htons(0x1300));
  EXPECT_EQ(rule->spec.m_u.udp_ip4_spec.pdst, htons(0xff00));
  EXPECT_EQ(rule->spec.ring_cookie, 3U);
}

TEST(FlowRuleTest, AnExtensionSaysThatItIsThere) {
  EXPECT_EQ(RuleOf("udp4 vlan 5")->spec.flow_type, UDP_V4_FLOW | FLOW_EXT);
  EXPECT_EQ(RuleOf("udp4 dst-mac 02:00:00:00:00:01")->spec.flow_type, UDP_V4_FLOW | FLOW_MAC_EXT);
}

TEST(FlowRuleTest, EveryActionIsReadAndWrittenBack) {
  for (const char* const action :
       {"queue 3", "queue 0 vf 2", "queue 1 context 4", "queue 0 vf 0 context 1", "drop", "wake"}) {
    const auto rule = RuleOf("udp4", action);
    ASSERT_TRUE(rule) << rule.error();
    EXPECT_EQ(ActionText(*rule), action);
  }
}

TEST(FlowRuleTest, WhatIsWrongIsSaidWithWhatWasMeant) {
  EXPECT_THAT(Canonical("upd4 dst-port 1"), HasSubstr("did you mean udp4?"));
  EXPECT_THAT(Canonical("udp4 dst_port 1"), HasSubstr("did you mean dst-port?"));
  EXPECT_THAT(Canonical("udp4 spi 1"), HasSubstr("src-ip, dst-ip, tos, src-port, dst-port"));
  EXPECT_THAT(Canonical("udp4 dst-port 65536"), HasSubstr("'65536' is no dst-port"));
  EXPECT_THAT(Canonical("udp4 dst-ip 239.1.1"), HasSubstr("'239.1.1' is no dst-ip"));
  EXPECT_THAT(Canonical("udp4 dst-ip"), HasSubstr("dst-ip has no value"));
  EXPECT_THAT(Canonical("udp4 dst-port 1 m x"), HasSubstr("'x' is no mask of dst-port"));
  EXPECT_THAT(Canonical("udp4 dst-port 1 dst-port 2"), HasSubstr("dst-port is there twice"));
  EXPECT_THAT(Canonical("ether dst 01:1b:19:00:00"), HasSubstr("is no dst"));
  for (const char* const action : {"", "queue", "queue x", "queue 1 context", "context 1 queue 1",
                                   "queue 1 vf 255", "drop 1", "queue 4294967296", "action 3"}) {
    EXPECT_FALSE(RuleOf("udp4", action)) << action;
  }
}

TEST(FlowRuleTest, WhatEthtoolHasNoWordsForHasNone) {
  FlowRule rule = *RuleOf("ip4 l4proto 2");
  rule.spec.m_u.usr_ip4_spec.ip_ver = 0xff;
  EXPECT_EQ(MatchText(rule), "");
  rule.spec.flow_type = 0x13;
  EXPECT_EQ(MatchText(rule), "");
}

TEST(FlowRuleTest, AMacAddressIsSeenWhereverItIsCompared) {
  EXPECT_TRUE(HasMac(*RuleOf("ether src 02:00:00:00:00:01")));
  EXPECT_TRUE(HasMac(*RuleOf("udp4 dst-mac 02:00:00:00:00:01")));
  EXPECT_FALSE(HasMac(*RuleOf("ether proto 0x88f7")));
}

TEST(FlowRuleTest, MasksAreOneWhereTheSameBitsAreCompared) {
  const FlowRule rule = *RuleOf("udp4 dst-ip 239.1.1.1 dst-port 5001");
  EXPECT_TRUE(HaveOneMask(rule, *RuleOf("tcp4 dst-ip 10.0.0.1 dst-port 80")));
  EXPECT_FALSE(HaveOneMask(rule, *RuleOf("udp4 dst-ip 239.1.1.1")));
  EXPECT_FALSE(HaveOneMask(rule, *RuleOf("udp4 dst-ip 239.1.1.1 dst-port 5001 vlan 1")));
}

TEST(FlowRuleTest, AnAnswersRulesComeWithTheirPlaces) {
  const auto rules = RulesIn({{"places", uint64_t{16}},
                              {"rule/7", std::string("udp4 dst-port 5001 queue 3 context 1")},
                              {"mac-rule/9", std::string("ether src 02:00:00:00:00:01 drop")},
                              {"rule/11", std::string("unknown")}});
  std::vector<std::string> texts;
  for (const PlacedRule& each : rules) {
    texts.push_back(std::to_string(each.place) + '|' + each.match + '|' + each.action);
  }
  EXPECT_THAT(texts, ElementsAre("7|udp4 dst-port 5001|queue 3 context 1",
                                 "9|ether src 02:00:00:00:00:01|drop", "11||"));
}

}  // namespace
}  // namespace netkeel
