// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/topic.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <set>
#include <type_traits>

#include "kernel/capture_table.h"
#include "kernel/recorded/recorded_rules.h"
#include "support/every_kind.h"

namespace netkeel {
namespace {

// A row cannot leave out how a recorded kernel takes a write, nor what travels.
static_assert(!std::is_default_constructible_v<Required<AcceptRule>>);
static_assert(!std::is_constructible_v<Required<AcceptRule>, std::nullptr_t>);
static_assert(!std::is_default_constructible_v<EthtoolRow>);

TEST(TopicTest, EveryTopicHasAWordOfItsOwn) {
  std::set<std::string> words;
  for (const EthtoolTopic topic : kEthtoolTopics) words.insert(ToText(topic));
  EXPECT_EQ(words.size(), kEthtoolTopics.size());
  words.clear();
  for (const QueryTopic topic : kQueryTopics) words.insert(ToText(topic));
  EXPECT_EQ(words.size(), kQueryTopics.size());
}

TEST(TopicTest, EveryTopicIsAskedForSomehowAndASetHasWhatItSets) {
  for (const EthtoolTopic topic : kEthtoolTopics) {
    const EthtoolRow& row = RowOf(topic);
    EXPECT_TRUE(row.get != 0 || row.ioctl.get != nullptr) << row.word;
    EXPECT_NE(row.accept.get(), nullptr) << row.word;
    for (const AttributeRow& attribute : row.attributes) {
      const bool has_maximum = FindAttribute(row.attributes, attribute.maximum) != nullptr;
      EXPECT_TRUE(attribute.maximum.empty() || has_maximum) << row.word << attribute.word;
      const bool can_set = row.set != 0 || row.ioctl.set != nullptr;
      EXPECT_TRUE(can_set || !attribute.writable) << row.word << attribute.word;
    }
  }
}

constexpr AttributeRow kKey{.word = "key", .kind = AttributeKind::kBytes, .secret = true};
constexpr std::array kRows{kKey, AttributeRow{.word = "hfunc"}};

TEST(TopicTest, ASecretFieldNeverTravels) {
  constexpr EthtoolRow kRow{
      .word = "rss", .attributes = kRows, .accept = AcceptByCore, .travels = Travels::kAll};
  EXPECT_EQ(JudgedFields(kRow, {{"key", "6d:5a"}, {"hfunc", 1UL}}), (Fields{{"hfunc", 1UL}}));
}

TEST(TopicTest, AHashKeyNeverTravels) {
  EXPECT_EQ(JudgedFields(RowOf(EthtoolTopic::kRss), {{"key", "6d:5a"}, {"hash-function", "xor"}}),
            (Fields{{"hash-function", "xor"}}));
}

TEST(TopicTest, ATopicThatDoesNotTravelLeavesNothing) {
  constexpr EthtoolRow kRow{
      .word = "rss", .attributes = kRows, .accept = AcceptByCore, .travels = Travels::kNone};
  EXPECT_EQ(JudgedFields(kRow, {{"hfunc", 1UL}}), std::nullopt);
}

TEST(TopicTest, TheCoreTakesWhatIsWritableAndThere) {
  constexpr EthtoolRow kRow{
      .word = "every", .attributes = kEveryKind, .accept = AcceptByCore, .travels = Travels::kAll};
  const EthtoolFields current = {{"switch", "off"}, {"bits/a", 1UL}, {"nest/depth", 1UL}};
  const auto accept = [&](const EthtoolFields& written) {
    return AcceptByCore({kRow, "", current, written});
  };
  EXPECT_EQ(accept({{"switch", "on"}, {"nest/depth", 2UL}}),
            (EthtoolFields{{"switch", "on"}, {"bits/a", 1UL}, {"nest/depth", 2UL}}));
  EXPECT_EQ(accept({{"bits/b", 1UL}}).error().text, "bit name not found");
  EXPECT_EQ(accept({{"u32", 1UL}}).error().sys_errno, EOPNOTSUPP);
  EXPECT_EQ(accept({{"other", 1UL}}).error().sys_errno, EINVAL);
}

}  // namespace
}  // namespace netkeel
