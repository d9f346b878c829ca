// SPDX-License-Identifier: Apache-2.0
#include "profile/parse.h"

#include <gtest/gtest.h>

#include "profile/load.h"
#include "profile/small_table.h"

namespace netkeel {
namespace {

Result<Profile> Parse(const std::string& text) {
  return ParseProfileWith("version: 1\n" + text, "p.yaml", {SmallTable(), {}, Caller{}});
}

std::string ErrorOf(const std::string& text) {
  const auto profile = Parse(text);
  return profile ? "" : profile.error().message;
}

Setting RingOf(const std::string& value) {
  const auto profile = Parse("interfaces:\n  - match: {name: a}\n    rings: {rx: " + value + "}\n");
  EXPECT_TRUE(profile) << profile.error().message;
  return profile ? profile->interfaces[0].settings[0] : Setting{};
}

Setting SysctlOf(const std::string& line) {
  const auto profile = Parse("host:\n  sysctl:\n    " + line + "\n");
  EXPECT_TRUE(profile) << profile.error().message;
  return profile ? profile->host[0] : Setting{};
}

TEST(ParseTest, EverySettingHasItsFileAndLine) {
  const auto profile = Parse(
      "host:\n"
      "  sysctl:\n"
      "    net.core.budget: 5\n"
      "interfaces:\n"
      "  - match: {name: a}\n"
      "    rings:\n"
      "      rx: 512\n"
      "      tx:\n"
      "        value: 512\n");
  EXPECT_EQ(ToText(profile->host[0].source), "p.yaml:4");
  EXPECT_EQ(ToText(profile->interfaces[0].source), "p.yaml:6");
  EXPECT_EQ(ToText(profile->interfaces[0].settings[0].source), "p.yaml:8");
  EXPECT_EQ(ToText(profile->interfaces[0].settings[1].source), "p.yaml:9");
}

TEST(ParseTest, AScalarIsWantedExactly) {
  const Setting ring = RingOf("512");
  EXPECT_EQ(ring.tunable, "rings");
  EXPECT_EQ(ring.key, "rx");
  EXPECT_EQ(std::get<uint64_t>(ring.literal), 512U);
  EXPECT_EQ(ring.bound, Bound::kExactly);
  EXPECT_EQ(ring.on_exceed, OnExceed::kError);
  EXPECT_FALSE(ring.optional || ring.audit);
  EXPECT_EQ(ring.text, "512");
}

TEST(ParseTest, AMapSaysHowAValueIsWanted) {
  const Setting ring = RingOf("{at-least: 512, on-exceed: clamp, optional: true, audit: true}");
  EXPECT_EQ(std::get<uint64_t>(ring.literal), 512U);
  EXPECT_EQ(ring.bound, Bound::kAtLeast);
  EXPECT_EQ(ring.on_exceed, OnExceed::kClamp);
  EXPECT_TRUE(ring.optional && ring.audit);
  EXPECT_EQ(ring.text, "at least 512");
  EXPECT_EQ(RingOf("{at-most: 64}").text, "at most 64");
}

TEST(ParseTest, MaxIsTheDevicesMaximum) {
  EXPECT_TRUE(std::holds_alternative<DeviceMaximum>(RingOf("max").literal));
  EXPECT_TRUE(std::holds_alternative<DeviceMaximum>(RingOf("{value: max}").literal));
  EXPECT_NE(ErrorOf("interfaces: [{match: {name: a}, rings: {rx: 'MAX'}}]"), "");
}

TEST(ParseTest, TheEndsOfARangeBelongToIt) {
  EXPECT_EQ(std::get<uint64_t>(SysctlOf("net.core.budget: 1").literal), 1U);
  EXPECT_EQ(std::get<uint64_t>(SysctlOf("net.core.budget: 1000").literal), 1000U);
  EXPECT_EQ(ErrorOf("host: {sysctl: {net.core.budget: 1001}}"),
            "p.yaml:2: net.core.budget: '1001' is out of range; write a whole number from 1 to "
            "1000 (packets)");
}

TEST(ParseTest, WordsAndListsOfNumbersAreTheSameText) {
  EXPECT_EQ(std::get<std::string>(SysctlOf("net.ipv4.words: 100   200 300").literal),
            "100 200 300");
  EXPECT_EQ(std::get<std::string>(SysctlOf("net.ipv4.words: [100, 200, 300]").literal),
            "100 200 300");
}

TEST(ParseTest, AnUnknownNetKeyIsTextUnlessItIsBounded) {
  EXPECT_EQ(std::get<std::string>(SysctlOf("net.new.key: 7").literal), "7");
  EXPECT_EQ(std::get<std::string>(SysctlOf("net.new.key: -1").literal), "-1");
  EXPECT_EQ(std::get<uint64_t>(SysctlOf("net.new.key: {at-least: 7}").literal), 7U);
}

TEST(ParseTest, ExpectationsAreOnlyEverAudited) {
  const auto profile = Parse("host: {cpu: {isolated: 2-5}}");
  EXPECT_TRUE(profile->host[0].audit);
  EXPECT_EQ(std::get<CpuExpression>(profile->host[0].literal).text(), "2-5");
}

TEST(ParseTest, APlacementIsAWordOrAMapOfQueues) {
  const auto profile = Parse(
      "interfaces:\n"
      "  - match: {name: a}\n"
      "    irq: {affinity: spread, cpus: isolated}\n"
      "  - match: {name: b}\n"
      "    irq: {affinity: {0: 2, 12: 3-4}}\n");
  const auto& word = std::get<Placement>(profile->interfaces[0].settings[0].literal);
  const Setting& map_setting = profile->interfaces[1].settings[0];
  const auto& map = std::get<Placement>(map_setting.literal);
  EXPECT_EQ(word.kind, Placement::Kind::kSpread);
  EXPECT_EQ(map.kind, Placement::Kind::kMap);
  EXPECT_EQ(map.map.at(12).text(), "3-4");
  EXPECT_EQ(map_setting.text, "{0: 2, 12: 3-4}");
}

TEST(ParseTest, AMatchIsReadWholeAndInLowerCase) {
  const auto profile = Parse(
      "interfaces:\n"
      "  - match: {name: [a, b*], driver: IXGBE, mac: '00:1B:*', pci: 0000:AF:00.0, numa-node: 1,\n"
      "           up: true}\n"
      "    optional: true\n");
  const Block& block = profile->interfaces[0];
  EXPECT_EQ(block.match.name, (std::vector<std::string>{"a", "b*"}));
  EXPECT_EQ(block.match.driver, (std::vector<std::string>{"IXGBE"}));
  EXPECT_EQ(block.match.mac, (std::vector<std::string>{"00:1b:*"}));
  EXPECT_EQ(block.match.pci, (std::vector<std::string>{"0000:af:00.0"}));
  EXPECT_EQ(block.match.numa_node, (std::vector<int>{1}));
  EXPECT_EQ(block.match.up, true);
  EXPECT_TRUE(block.optional);
  EXPECT_EQ(block.text,
            "name [a, b*], driver IXGBE, mac 00:1B:*, pci 0000:AF:00.0, numa-node 1, up true");
}

TEST(ParseTest, AllErrorsAreReportedInLineOrder) {
  EXPECT_EQ(ErrorOf("hots: {}\nname: a b\nhost: {sysctls: {}}\n"),
            "p.yaml:2: unknown key 'hots'; did you mean 'host'?\n"
            "p.yaml:3: name: 'a b' has other characters than letters, digits, '.', '_' and '-'; "
            "leave them out\n"
            "p.yaml:4: unknown key 'sysctls'; did you mean 'sysctl'?");
}

TEST(ParseTest, AHundredErrorsAreCutAtFifty) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "bad" + std::to_string(i) + ": 1\n";
  const std::string message = ErrorOf(text);
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 50);
  EXPECT_TRUE(message.ends_with("\nand 50 more")) << message;
}

TEST(ParseTest, AnEscapeSequenceNeverReachesTheTerminal) {
  const std::string message = ErrorOf("\"\\e[2Jkey\": 1\n\"\\u009b2J\": 1\n");
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
  EXPECT_EQ(message.find("\xc2\x9b"), std::string::npos);
}

TEST(ParseTest, MoreThanAMebibyteIsRefusedUnread) {
  EXPECT_EQ(ErrorOf('#' + std::string(1U << 20, 'x')),
            "p.yaml: is larger than 1 MiB; a profile is not");
}

TEST(ParseTest, NoCutOfAProfileBringsItDown) {
  const std::string text =
      "version: 1\nhost: {sysctl: {net.core.budget: {at-least: 5}}}\ninterfaces:\n"
      "  - match: {name: ['a*', \"b\"]}\n    irq: {affinity: {0: 1}, cpus: isolated and local}\n";
  for (size_t length = 0; length <= text.size(); ++length) {
    for (const char last : {'\n', '{', '[', '\'', '&', '*', ':', '\t', '\x80'}) {
      const auto profile =
          ParseProfileWith(text.substr(0, length) + last, "p.yaml", {SmallTable(), {}, Caller{}});
      EXPECT_TRUE(profile || profile.error().code == ErrorCode::kBadInput);
    }
  }
}

}  // namespace
}  // namespace netkeel
