// SPDX-License-Identifier: Apache-2.0
//
// Types of keys by their rows alone: what may be written, what the schema and `explain` say.
#include <gmock/gmock.h>

#include <array>

#include "base/text.h"
#include "profile/key_type.h"
#include "profile/load.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

constexpr std::array<std::string_view, 3> kModes{"auto", "on", "split"};
std::string WrongWith(std::string_view text) {
  return text == "equal 4" || text == "0 1" ? "" : Quote(text) + " is no table";
}
constexpr TextForm kForm{
    .pattern = "^equal 4$", .help = "equal 4, or a list", .list = true, .wrong_with = WrongWith};
constexpr TextForm kBare{.pattern = "^equal 4$", .help = "equal 4", .wrong_with = WrongWith};
constexpr std::array kKeys{
    KeyDescriptor{.name = "autoneg", .type = KeyType::kSwitch},
    KeyDescriptor{.name = "mode", .type = KeyType::kName, .names = kModes},
    KeyDescriptor{.name = "table", .type = KeyType::kList, .max = 7},
    KeyDescriptor{.name = "form", .type = KeyType::kText, .form = &kForm},
    KeyDescriptor{.name = "secret", .type = KeyType::kText, .form = &kBare, .secret = true},
    KeyDescriptor{.name = "rxqs", .type = KeyType::kQueues},
};

std::vector<Descriptor> Table() { return {{.name = "link", .keys = kKeys}}; }

Result<Profile> Parse(const std::string& settings) {
  return ParseProfileWith(
      "version: 1\ninterfaces: [{match: {name: a}, link: {" + settings + "}}]\n", "p.yaml",
      {Table(), {}, Caller{}});
}

Setting SettingOf(const std::string& text) {
  const auto profile = Parse(text);
  if (profile) return profile->interfaces[0].settings[0];
  ADD_FAILURE() << profile.error().message;
  return {};
}

std::string WordOf(const std::string& text) {
  return std::get<std::string>(SettingOf(text).literal);
}

std::string Refusal(const std::string& text) {
  const auto profile = Parse(text);
  return profile ? "" : profile.error().message;
}

TEST(KeyTypesTest, ASwitchIsOnOrOffAndNoBoolean) {
  EXPECT_EQ(WordOf("autoneg: on"), "on");
  EXPECT_EQ(WordOf("autoneg: {value: off, optional: true}"), "off");
  EXPECT_THAT(Refusal("autoneg: true"), HasSubstr("write on or off"));
  EXPECT_THAT(Refusal("autoneg: 1"), HasSubstr("write on or off"));
  EXPECT_THAT(Refusal("autoneg: no"), HasSubstr("write on or off"));
  EXPECT_THAT(Refusal("autoneg: {at-least: 1}"), HasSubstr("is for numbers only"));
}

TEST(KeyTypesTest, ANameIsOneOfItsRow) {
  EXPECT_EQ(WordOf("mode: split"), "split");
  EXPECT_THAT(Refusal("mode: spilt"), HasSubstr("did you mean 'split'?"));
  EXPECT_THAT(Refusal("mode: off-and-away"), HasSubstr("write auto, on or split"));
}

TEST(KeyTypesTest, AListIsOfNumbersWithinTheRange) {
  const std::vector<uint64_t> list{0, 1, 7};
  EXPECT_EQ(std::get<std::vector<uint64_t>>(SettingOf("table: [0, 1, 7]").literal), list);
  for (const std::string bad : {"[0, 8]", "[]", "3", "[0, x]", "[01]", "{0: 1}"}) {
    EXPECT_NE(Refusal("table: " + bad), "") << bad;
  }
  EXPECT_THAT(Refusal("table: [8]"), HasSubstr("whole numbers from 0 to 7"));
}

TEST(KeyTypesTest, TextWithAFormHasIt) {
  EXPECT_EQ(WordOf("form: equal 4"), "equal 4");
  EXPECT_EQ(WordOf("form: {value: [0, 1], optional: true}"), "0 1");
  EXPECT_THAT(Refusal("form: equal"),
              HasSubstr("form: 'equal' is no table; write equal 4, or a list"));
  EXPECT_THAT(Refusal("form: on"), HasSubstr("is none; write equal 4"));
  EXPECT_THAT(Refusal("secret: [0, 1]"), HasSubstr("a list is not taken; write equal 4"));
}

TEST(KeyTypesTest, QueuesAreNumbersOrAWord) {
  EXPECT_EQ(WordOf("rxqs: one-to-one"), "one-to-one");
  EXPECT_EQ(WordOf("rxqs: none"), "none");
  EXPECT_EQ(WordOf("rxqs: 3"), "3");
  EXPECT_EQ(WordOf("rxqs: [3, 0, 1]"), "0-1,3");
  EXPECT_EQ(WordOf("rxqs: '0-2,5'"), "0-2,5");
  for (const std::string bad : {"[]", "one-to-two", "-1", "65536", "[x]", "on", "[none]"}) {
    EXPECT_THAT(Refusal("rxqs: " + bad), HasSubstr("write one-to-one, none, or")) << bad;
  }
}

TEST(KeyTypesTest, SchemaAndExplainSayWhatTheRowSays) {
  const std::string schema = ProfileSchema(Table());
  EXPECT_THAT(schema, HasSubstr("\"split\""));
  EXPECT_EQ(TypeText(kKeys[0]), "on or off");
  EXPECT_EQ(TypeText(kKeys[1]), "auto, on or split");
  EXPECT_EQ(TypeText(kKeys[2]), "a list of whole numbers from 0 to 7");
  EXPECT_EQ(TypeText(kKeys[3]), "equal 4, or a list");
  EXPECT_THAT(schema, HasSubstr("\"^equal 4$\""));
}

TEST(KeyTypesTest, WhatAProfileCannotSayIsTold) {
  EXPECT_TRUE(CanSay(kKeys[0], Value{std::string("off")}));
  EXPECT_FALSE(CanSay(kKeys[0], Value{uint64_t{1}}));
  EXPECT_FALSE(CanSay(kKeys[1], Value{std::string("other")}));
  EXPECT_TRUE(CanSay(kKeys[2], Value{std::vector<uint64_t>{7}}));
  EXPECT_FALSE(CanSay(kKeys[2], Value{std::vector<uint64_t>{8}}));
  EXPECT_TRUE(CanSay(kKeys[3], Value{std::string("equal 4")}));
  EXPECT_FALSE(CanSay(kKeys[3], Value{std::string("equal 5")}));
  EXPECT_FALSE(CanSay(kKeys[4], Value{std::string("equal 4")}));
}

}  // namespace
}  // namespace netkeel
