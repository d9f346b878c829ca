// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/attribute.h"

#include <gmock/gmock.h>

#include "kernel/topics/topic.h"
#include "support/every_kind.h"
#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

using List = std::vector<uint64_t>;

std::string Text(const char* text) { return std::string(text) + '\0'; }

std::string Nest(uint16_t type, const std::string& inside) {
  return wire::Attribute(type | NLA_F_NESTED, inside);
}

/// ETHTOOL_A_BITSET_BITS of bits by name.
std::string Bits(const std::string& bits) { return Nest(3, bits); }
std::string Bit(const char* name, bool on) {
  return Nest(1, wire::Attribute(2, Text(name)) + (on ? wire::Attribute(3, "") : ""));
}

Fields Every() {
  return {{"u8", 7UL},          {"u32", 4096UL},     {"uint", 1UL << 40},   {"flag", 1UL},
          {"text", "a b"},      {"key", "6d:5a:00"}, {"table", List{0, 1}}, {"bits/rx-gro", 1UL},
          {"bits/tx lro", 0UL}, {"nest/on", 1UL},    {"nest/depth", 3UL},   {"nest/bits/a", 0UL},
          {"switch", "on"},     {"hash", "xor"}};
}

std::string EveryBytes() {
  const uint8_t seven = 7;
  const uint8_t three = 3;
  const uint64_t wide = 1UL << 40;
  return wire::Attribute(2, wire::Bytes(seven)) + wire::Attribute(3, wire::Number(4096)) +
         wire::Attribute(4, wire::Bytes(wide)) + wire::Attribute(5, "") +
         wire::Attribute(6, Text("a b")) + wire::Attribute(7, std::string("\x6d\x5a\0", 3)) +
         wire::Attribute(8, wire::Number(0) + wire::Number(1)) +
         Nest(9, Bits(Bit("rx-gro", true) + Bit("tx lro", false))) +
         Nest(10, wire::Attribute(1, "") + wire::Attribute(2, wire::Bytes(three)) +
                      Nest(3, Bits(Bit("a", false)))) +
         wire::Attribute(11, "\x01") + wire::Attribute(12, wire::Number(1));
}

TEST(AttributeTest, FieldsHaveTheirWords) {
  const std::string attributes = wire::Attribute(2, wire::Number(4096)) +
                                 wire::Attribute(6, wire::Number(512)) +
                                 wire::Attribute(14, wire::Number(1));
  const EthtoolFields expected = {{"rx-max", uint64_t{4096}}, {"rx", uint64_t{512}}};
  EXPECT_EQ(ReadFields(attributes, kRingsRow.attributes), expected);
  EXPECT_TRUE(ReadFields(attributes, kInfoRow.attributes).empty());
}

TEST(AttributeTest, EveryKindIsRead) { EXPECT_EQ(ReadFields(EveryBytes(), kEveryKind), Every()); }

TEST(AttributeTest, EveryKindIsWrittenAsTheKernelReadsIt) {
  const auto written = WriteFields(Every(), kEveryKind);
  ASSERT_TRUE(written) << written.error();
  EXPECT_EQ(written->bytes(), EveryBytes());
}

TEST(AttributeTest, EveryKindIsKeptAsText) {
  for (const auto& [word, value] : Every()) {
    const AttributeRow* const row = FindAttribute(kEveryKind, word);
    ASSERT_NE(row, nullptr) << word;
    EXPECT_EQ(FieldOfText(*row, ToText(value)), value) << word;
  }
}

TEST(AttributeTest, TextThatIsNotOfItsKindIsNoValue) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"u8", "x"},           {"flag", "on"},     {"uint", "-1"},
      {"key", "6d:5"},       {"key", "6D:5A"},   {"table", "0 x"},
      {"bits/rx-gro", "on"}, {"nest/depth", ""}, {"switch", "yes"}};
  for (const auto& [word, text] : bad) {
    EXPECT_FALSE(FieldOfText(*FindAttribute(kEveryKind, word), text)) << word;
  }
}

TEST(AttributeTest, AFieldOfTheWrongLengthIsNotThere) {
  const Fields none = {{"flag", 0UL}};
  for (const uint16_t number : std::to_array<uint16_t>({2, 3, 4, 11, 12})) {
    for (const char* const payload : {"", "ab", "abcdefghi"}) {
      EXPECT_EQ(ReadFields(wire::Attribute(number, payload), kEveryKind), none) << number;
    }
  }
  EXPECT_EQ(ReadFields(wire::Attribute(8, "abc"), kEveryKind), none);
  EXPECT_EQ(ReadFields(Nest(9, Bits(Nest(1, wire::Attribute(3, "")))), kEveryKind), none);
}

TEST(AttributeTest, AnUintHasFourBytesOrEight) {
  EXPECT_EQ(ReadFields(wire::Attribute(4, wire::Number(9)), kEveryKind).at("uint"), Value(9UL));
  EXPECT_EQ(WriteFields({{"uint", 9UL}}, kEveryKind)->bytes(), wire::Attribute(4, wire::Number(9)));
}

TEST(AttributeTest, TheBitsOfAListAreThoseThatAreOn) {
  const std::string list = Nest(9, wire::Attribute(1, "") + Bits(Bit("rx-gro", false)));
  EXPECT_EQ(ReadFields(list, kEveryKind), (Fields{{"flag", 0UL}, {"bits/rx-gro", 1UL}}));
}

TEST(AttributeTest, ANumberWithoutANameStaysOne) {
  EXPECT_EQ(ReadFields(wire::Attribute(12, wire::Number(4)), kEveryKind).at("hash"), Value(4UL));
  const AttributeRow* const row = FindAttribute(kEveryKind, "hash");
  EXPECT_EQ(FieldOfText(*row, "4"), Value(4UL));
  EXPECT_EQ(FieldOfText(*row, "1"), Value("xor"));
  EXPECT_FALSE(FieldOfText(*row, "crc"));
}

TEST(AttributeTest, WhatCannotBeSetIsNamed) {
  const std::vector<std::pair<std::string, Value>> bad = {
      {"u8", 256UL},           {"u32", 1UL << 32},
      {"u32", "many"},         {"flag", 2UL},
      {"key", "6d:5"},         {"key", "6d5a"},
      {"table", 1UL},          {"table", List{1UL << 32}},
      {"bits/rx-gro", 2UL},    {"bits/", 1UL},
      {"nest/depth", 256UL},   {"nest/other", 1UL},
      {"nest/bits/a", "yes"},  {"nest", 1UL},
      {"switch", "undecided"}, {"other", 1UL},
      {"bits", 1UL},           {"text", 1UL}};
  for (const auto& [word, value] : bad) {
    const auto written = WriteFields({{word, value}}, kEveryKind);
    ASSERT_FALSE(written) << word;
    EXPECT_EQ(written.error(), word);
  }
  EXPECT_FALSE(WriteFields({{"rx-max", 1UL}}, kRingsRow.attributes));
  EXPECT_FALSE(WriteFields({{"driver", "ixgbe"}}, kInfoRow.attributes));
}

TEST(AttributeTest, BitsWithoutAWordOfTheirSetTakeWhatNoOtherRowHas) {
  constexpr std::array kRows{
      AttributeRow{.number = 2, .kind = AttributeKind::kBitset, .writable = true}};
  const std::string bytes = Nest(2, Bits(Bit("legacy-rx", true)));
  const Fields fields = {{"legacy-rx", 1UL}};
  EXPECT_EQ(ReadFields(bytes, kRows), fields);
  EXPECT_EQ(WriteFields(fields, kRows)->bytes(), bytes);
}

TEST(AttributeTest, WhatAnIoctlReadsAndTakesHasNumbersForNames) {
  constexpr std::array kRows{AttributeRow{.number = 2, .word = "rx", .names = kOffOn},
                             AttributeRow{.number = 3, .word = "usecs"}};
  const Fields numbers{{"rx", uint64_t{1}}, {"usecs", uint64_t{1}}, {"else", uint64_t{0}}};
  const Fields names{{"rx", std::string("on")}, {"usecs", uint64_t{1}}, {"else", uint64_t{0}}};
  EXPECT_EQ(Named(numbers, kRows), names);
  EXPECT_EQ(Numbered(names, kRows), numbers);
  const Fields wrong{{"rx", std::string("maybe")}};
  EXPECT_EQ(Numbered(wrong, kRows), wrong);
}

}  // namespace
}  // namespace netkeel
