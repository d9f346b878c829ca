// SPDX-License-Identifier: Apache-2.0
#include "report/profile_text.h"

#include <gmock/gmock.h>

#include "profile/match.h"
#include "profile/profile.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

Device Card() {
  Device card;
  card.name = "eth0";
  card.driver = "ixgbe";
  return card;
}

/// What is printed for one card, and must be a good profile.
std::string TextOf(const State& observed) {
  const std::string text = ProfileText("feed1", {Card()}, observed, MakeCatalog());
  const auto parsed = ParseProfile(text, "captured.yaml", {});
  EXPECT_TRUE(parsed) << parsed.error().message << '\n' << text;
  return text;
}

TEST(ProfileTextTest, SettingsAreThereAndReadOnlyCompanionsAreNot) {
  const std::string text = TextOf({{{"eth0", "rings", "rx"}, uint64_t{512}},
                                   {{"eth0", "rings", "rx-max"}, uint64_t{4096}},
                                   {{"eth0", "channels", "combined"}, uint64_t{4}}});
  EXPECT_THAT(text, HasSubstr("  # ixgbe\n  - match: {name: \"eth0\"}\n"
                              "    channels: {combined: 4}\n    rings: {rx: 512}\n"));
}

TEST(ProfileTextTest, InterruptsBecomeAMapOfQueueToCpus) {
  const std::string text = TextOf({{{"eth0", "irq", "TxRx-0/irq"}, uint64_t{50}},
                                   {{"eth0", "irq", "TxRx-0/affinity"}, CpuSet{2}},
                                   {{"eth0", "irq", "TxRx-0/queue"}, uint64_t{0}},
                                   {{"eth0", "irq", "TxRx-10/irq"}, uint64_t{50}},
                                   {{"eth0", "irq", "TxRx-10/affinity"}, CpuSet{0, 4}},
                                   {{"eth0", "irq", "TxRx-10/queue"}, uint64_t{10}},
                                   {{"eth0", "irq", "other/irq"}, uint64_t{50}},
                                   {{"eth0", "irq", "other/affinity"}, CpuSet{0, 1}}});
  EXPECT_THAT(text, HasSubstr("affinity: {0: 2, 10: \"0,4\"}\n      other: \"0-1\"\n"));
}

TEST(ProfileTextTest, AQueueWhoseVectorsDifferIsLeftOutAndSaidSo) {
  const std::string text = TextOf({{{"eth0", "irq", "rx-0/irq"}, uint64_t{50}},
                                   {{"eth0", "irq", "rx-0/affinity"}, CpuSet{0}},
                                   {{"eth0", "irq", "rx-0/queue"}, uint64_t{0}},
                                   {{"eth0", "irq", "tx-0/irq"}, uint64_t{50}},
                                   {{"eth0", "irq", "tx-0/affinity"}, CpuSet{1}},
                                   {{"eth0", "irq", "tx-0/queue"}, uint64_t{0}},
                                   {{"eth0", "irq", "other/irq"}, uint64_t{50}},
                                   {{"eth0", "irq", "other/affinity"}, CpuSet{0}}});
  EXPECT_THAT(text, HasSubstr("# queue 0: its vectors are on different CPUs"));
  EXPECT_THAT(text, Not(HasSubstr("affinity: {")));
}

TEST(ProfileTextTest, QueuesThatDifferAreLeftOutAndSaidSo) {
  const State differ = {{{"eth0", "queues", "rx-0/rps_cpus"}, CpuSet{0}},
                        {{"eth0", "queues", "rx-1/rps_cpus"}, CpuSet{}}};
  EXPECT_THAT(TextOf(differ), HasSubstr("    # left out, a profile has one value for all: queues: "
                                        "rps_cpus: rx-0 has 0, rx-1 has none\n"));
  EXPECT_THAT(TextOf(differ), Not(HasSubstr("interfaces:")));
  const State same = {{{"eth0", "queues", "rx-0/rps_cpus"}, CpuSet{0}},
                      {{"eth0", "queues", "rx-1/rps_cpus"}, CpuSet{0}}};
  EXPECT_THAT(TextOf(same), HasSubstr("queues: {rps_cpus: 0}"));
}

TEST(ProfileTextTest, AValueThatNoProfileMaySayIsAComment) {
  const std::string text = TextOf({{{kHostDevice, "sysctl", "net.core.netdev_budget"}, uint64_t{0}},
                                   {{kHostDevice, "sysctl", "net.core.dev_weight"}, uint64_t{64}}});
  EXPECT_THAT(text, HasSubstr("    # out of range: net.core.netdev_budget: 0\n"));
  EXPECT_THAT(text, HasSubstr("    net.core.dev_weight: 64\n"));
}

TEST(ProfileTextTest, ValuesOfSeveralWordsAreQuotedWithSingleBlanks) {
  EXPECT_THAT(TextOf({{{kHostDevice, "sysctl", "net.ipv4.udp_mem"}, std::string("1\t2\t3\n")}}),
              HasSubstr("net.ipv4.udp_mem: \"1 2 3\"\n"));
}

TEST(ProfileTextTest, AnInterfaceIsMatchedByItsNameAlone) {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"123", "123"}, {"if[0]", "if\\[0]"}, {"a*b?", "a\\*b\\?"}, {"a\\b", "a\\\\b"}};
  for (const auto& [name, glob] : names) {
    Device device = Card();
    device.name = name;
    const std::string text =
        ProfileText("feed1", {device}, {{{name, "rings", "rx"}, uint64_t{512}}}, MakeCatalog());
    const auto parsed = ParseProfile(text, "captured.yaml", {});
    ASSERT_TRUE(parsed) << parsed.error().message << '\n' << text;
    EXPECT_EQ(parsed->interfaces.front().match.name, std::vector<std::string>{glob});
    EXPECT_TRUE(Matches(parsed->interfaces.front().match, device)) << text;
  }
}

TEST(ProfileTextTest, AnInterfaceWhoseNameNoProfileMaySayIsAComment) {
  Device device = Card();
  device.name = "e\x1b[31m";
  const State observed = {{{device.name, "rings", "rx"}, uint64_t{512}}};
  const std::string text = ProfileText("feed1", {device}, observed, MakeCatalog());
  EXPECT_THAT(text, HasSubstr("# left out, no profile may say its name: e\\x1b[31m\n"));
  EXPECT_TRUE(ParseProfile(text, "captured.yaml", {})) << text;
}

TEST(ProfileTextTest, SeveralRulesForTheSamePacketsAreLeftOutAndSaidSo) {
  const std::string text =
      TextOf({{{"eth0", "ntuple", "udp4 dst-port 5"}, std::string("drop loc 14, queue 2 loc 15")},
              {{"eth0", "ntuple", "udp4 dst-port 6"}, std::string("queue 1 loc 3")}});
  EXPECT_THAT(text, HasSubstr("# left out, no profile may say it: ntuple: udp4 dst-port 5: drop "
                              "loc 14, queue 2 loc 15\n"));
  EXPECT_THAT(text, HasSubstr("ntuple: {\"udp4 dst-port 6\": \"queue 1 loc 3\"}\n"));
}

TEST(ProfileTextTest, CommentsAloneAreNoSections) {
  const std::string text =
      TextOf({{{kHostDevice, "sysctl", "net.core.netdev_budget"}, uint64_t{0}},
              {{"eth0", "ntuple", "udp4 dst-port 5"}, std::string("drop loc 4, drop loc 5")}});
  EXPECT_THAT(text, Not(HasSubstr("host:")));
  EXPECT_THAT(text, HasSubstr("  # nothing but this: - match: {name: \"eth0\"}\n"));
}

}  // namespace
}  // namespace netkeel
