// SPDX-License-Identifier: Apache-2.0
#include "profile/variants.h"

#include <gtest/gtest.h>

#include "profile/load.h"
#include "profile/match.h"
#include "profile/small_table.h"

namespace netkeel {
namespace {

const HostTraits kSmall{4, {6, 1}, true};
const HostTraits kLarge{64, {6, 12, 3}, false};

Profile Parsed(const std::string& text) {
  const auto profile = ParseProfileWith("version: 1\n" + text, "p.yaml", {SmallTable(), {}, {}});
  EXPECT_TRUE(profile) << profile.error().message;
  return profile.value_or(Profile{});
}

std::string ErrorIn(const std::string& text) {
  const auto profile = ParseProfileWith("version: 1\n" + text, "p.yaml", {SmallTable(), {}, {}});
  return profile ? "" : profile.error().message;
}

/// "net.a=1 net.b=2": what the host section comes to there.
std::string HostOn(const Profile& profile, const HostTraits& traits) {
  std::string text;
  for (const Setting& setting : VariantFor(profile, traits).host) {
    text += (text.empty() ? "" : " ") + setting.key + '=' + setting.text;
  }
  return text;
}

/// The ring of an interface of that driver, "" where the profile wants none.
std::string RingOf(const Profile& profile, const HostTraits& traits, const std::string& driver) {
  Device device;
  device.name = "eth0";
  device.driver = driver;
  for (const Target& target : MatchInterfaces(VariantFor(profile, traits), {device}).targets) {
    for (const Setting& setting : target.settings) return setting.text;
  }
  return "";
}

TEST(VariantsTest, ASettingUnderAConditionTakesNothingAwayElsewhere) {
  const Profile profile = Parsed(
      "host:\n"
      "  - sysctl: {net.a: 1, net.b: 1}\n"
      "  - when: {cpus: {at-least: 32}}\n"
      "    sysctl: {net.a: 2}\n"
      "  - sysctl: {net.b: {value: 3, when: {virtual: true}}}\n");
  EXPECT_EQ(HostOn(profile, kSmall), "net.a=1 net.b=3");
  EXPECT_EQ(HostOn(profile, kLarge), "net.a=2 net.b=1");
}

TEST(VariantsTest, WhatComesLaterWithoutAConditionWinsEverywhere) {
  const Profile profile = Parsed(
      "host:\n"
      "  - sysctl: {net.a: 1}\n"
      "  - when: {virtual: true}\n"
      "    sysctl: {net.a: 2, net.c: 2}\n"
      "  - when: {virtual: true}\n"
      "    sysctl: {net.a: 3}\n"
      "  - sysctl: {net.a: 4}\n");
  EXPECT_EQ(HostOn(profile, kSmall), "net.a=4 net.c=2");
  EXPECT_EQ(HostOn(profile, kLarge), "net.a=4");
}

TEST(VariantsTest, ABlockUnderAConditionIsNotThereElsewhereAndNotMissedEither) {
  const Profile profile = Parsed(
      "interfaces:\n"
      "  - match: {name: eth0}\n"
      "    when: {kernel: {at-least: '6.12'}}\n"
      "    rings: {rx: 4096}\n");
  EXPECT_EQ(RingOf(profile, kLarge, "ixgbe"), "4096");
  EXPECT_EQ(RingOf(profile, kSmall, "ixgbe"), "");
  EXPECT_TRUE(MatchInterfaces(VariantFor(profile, kSmall), {}).findings.empty());
  EXPECT_EQ(MatchInterfaces(VariantFor(profile, kLarge), {}).findings.size(), 1U);
}

TEST(VariantsTest, ADriverIsAskedOfEachInterface) {
  const Profile profile = Parsed(
      "interfaces:\n"
      "  - match: {name: 'eth*'}\n"
      "    rings: {rx: 512}\n"
      "  - match: {name: 'eth*'}\n"
      "    rings: {rx: {value: 4096, when: {driver: ixgbe, virtual: false}}}\n");
  EXPECT_EQ(RingOf(profile, kLarge, "ixgbe"), "4096");
  EXPECT_EQ(RingOf(profile, kLarge, "igb"), "512");
  EXPECT_EQ(RingOf(profile, kSmall, "ixgbe"), "512");
}

TEST(VariantsTest, OnlyAProfileWithConditionsHasVariants) {
  EXPECT_FALSE(HasConditions(Parsed("host: {sysctl: {net.a: 1}}\n")));
  EXPECT_TRUE(
      HasConditions(Parsed("host: {sysctl: {net.a: {value: 1, when: {virtual: true}}}}\n")));
}

TEST(VariantsTest, ConditionsThatAreNoneAreRefusedWithTheirLine) {
  EXPECT_EQ(ErrorIn("host:\n  when: {}\n"),
            "p.yaml:3: when: is empty and always holds; add a condition, or leave it out");
  EXPECT_EQ(ErrorIn("host:\n  when: {kernel: {at-least: 6.10}}\n"),
            "p.yaml:3: when: kernel: '6.10' is no version; write {at-least: \"6.12\"}, in quotes");
  EXPECT_EQ(ErrorIn("host:\n  when: {cpus: 32}\n"),
            "p.yaml:3: when: cpus: '32' where a bound belongs; write {at-least: 32}");
  const std::string never =
      "at-least is above at-most: it never holds; turn them round, or leave one out";
  EXPECT_EQ(ErrorIn("host:\n  when: {cpus: {at-least: 64, at-most: 32}}\n"),
            "p.yaml:3: when: cpus: " + never);
  EXPECT_EQ(ErrorIn("host:\n  when: {kernel: {at-least: '6.13', at-most: '6.12'}}\n"),
            "p.yaml:3: when: kernel: " + never);
  EXPECT_EQ(ErrorIn("host:\n  when: {driver: igb}\n"),
            "p.yaml:3: when: driver: the host has no driver; write it in a block of interfaces");
  EXPECT_EQ(ErrorIn("host:\n  when: {kernl: {at-least: '6'}}\n"),
            "p.yaml:3: unknown key 'kernl'; did you mean 'kernel'?");
}

TEST(CpuSetsTest, ANameMayBeUsedInEveryFileAndIsWhatTheLastOneSays) {
  const Profile profile = Parsed(
      "cpu-sets: {rx: online except app, app: 1-2}\n"
      "host: {cpu: {isolated: app}}\n"
      "interfaces: [{match: {name: eth0}, irq: {affinity: pool, cpus: rx}}]\n");
  CpuFacts facts;
  facts.present = facts.online = CpuSet::Range(0, 3);
  const auto& isolated = std::get<CpuExpression>(profile.host[0].literal);
  EXPECT_EQ(isolated.Evaluate(facts, -1)->ToList(), "1-2");
  const auto& rx = std::get<CpuExpression>(profile.interfaces[0].settings[1].literal);
  EXPECT_EQ(rx.Evaluate(facts, -1)->ToList(), "0,3");
}

TEST(CpuSetsTest, SetsThatGoRoundInACircleAndNamesThatMeanSomethingAreRefused) {
  EXPECT_EQ(ErrorIn("cpu-sets:\n  a: b\n  b: a and 1\n"),
            "p.yaml:4: b: is made of 'a', which is made of it");
  EXPECT_EQ(ErrorIn("cpu-sets:\n  local: 1\n"),
            "p.yaml:3: cpu-sets: 'local' means something among CPUs already; choose another name");
  EXPECT_EQ(ErrorIn("cpu-sets:\n  a/b: 1\n"),
            "p.yaml:3: cpu-sets: 'a/b' is no name for a set; write a small letter, then small "
            "letters, digits, '-' and '_', 32 at the most");
}

TEST(VariantsTest, BoundsThatMeetHold) {
  Parsed("host:\n  when: {cpus: {at-least: 32, at-most: 32}}\n  sysctl: {net.a: 1}\n");
  Parsed("host:\n  when: {kernel: {at-least: '6.12.5', at-most: '6.12'}}\n  sysctl: {net.a: 1}\n");
}

}  // namespace
}  // namespace netkeel
