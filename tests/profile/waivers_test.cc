// SPDX-License-Identifier: Apache-2.0
#include "profile/waivers.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kGood = R"(version: 1
waivers:
  - address: [eth0/rings/*, eth1/rings/*]
    host: 'web*'
    reason: firmware 7.2 drops frames
    owner: netops
    expires: 2027-01-31
)";

/// What is wrong with a waiver of these lines.
std::string WrongWith(const std::string& lines) {
  const auto parsed = ParseWaivers("version: 1\nwaivers:\n  - " + lines, "w.yaml");
  return parsed ? "nothing" : parsed.error().message;
}

TEST(WaiversTest, AWaiverSaysWhatWhyWhoAndUntilWhen) {
  const auto waivers = ParseWaivers(kGood, "w.yaml");
  ASSERT_THAT(waivers, IsOk());
  ASSERT_EQ(waivers->size(), 1U);
  const Waiver& waiver = waivers->front();
  EXPECT_THAT(waiver.addresses, ElementsAre("eth0/rings/*", "eth1/rings/*"));
  EXPECT_THAT(waiver.hosts, ElementsAre("web*"));
  EXPECT_EQ(waiver.reason, "firmware 7.2 drops frames");
  EXPECT_EQ(waiver.owner, "netops");
  EXPECT_EQ(ToText(waiver.expires), "2027-01-31");
  EXPECT_EQ(ToText(waiver.source), "w.yaml:3");
}

TEST(WaiversTest, WhatIsMissingIsNamedWithItsLine) {
  const std::string wrong = WrongWith("address: eth0/*\n");
  EXPECT_THAT(wrong, HasSubstr("w.yaml:3: waiver without reason"));
  EXPECT_THAT(wrong, HasSubstr("w.yaml:3: waiver without owner"));
  EXPECT_THAT(wrong, HasSubstr("w.yaml:3: waiver without expires"));
}

TEST(WaiversTest, AMistypedKeyIsGuessed) {
  EXPECT_THAT(WrongWith("adress: eth0/*\n"), HasSubstr("w.yaml:3: unknown key 'adress'; did you "
                                                       "mean 'address'?"));
  EXPECT_THAT(ParseWaivers("version: 1\nwaiver: []\n", "w").error().message,
              HasSubstr("w:2: unknown key 'waiver'; did you mean 'waivers'?"));
}

TEST(WaiversTest, OnlyADayOfTheCalendarIsADate) {
  for (const char* const day : {"2027-02-30", "31.1.2027", "2027-1-31", "never", "2027-13-01",
                                "20270131", "[]", "+027-01-01", "''"}) {
    EXPECT_THAT(WrongWith(std::string("expires: ") + day + "\n"),
                HasSubstr("is no date; write the last day, as in 2027-01-31"))
        << day;
  }
}

TEST(WaiversTest, APatternThatCannotBeAnAddressIsRefused) {
  EXPECT_THAT(WrongWith("address: eth0\n"), HasSubstr("'eth0' is no address"));
  EXPECT_THAT(WrongWith("address: []\n"), HasSubstr("address: an empty list"));
}

TEST(WaiversTest, OtherFormsAreRefusedAsProfilesAre) {
  for (const char* const text :
       {"", "[]", "version: 2\nwaivers: []\n", "waivers: []\n", "version: 1\nwaivers: {}\n",
        "version: 1\nwaivers: [a]\n", "version: 1\nwaivers: [\n"}) {
    EXPECT_THAT(ParseWaivers(text, "w"), HasCode(ErrorCode::kBadInput)) << text;
  }
  EXPECT_THAT(ParseWaivers("version: 1\nwaivers: []\n", "w"), IsOk());
}

}  // namespace
}  // namespace netkeel
