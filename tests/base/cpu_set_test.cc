// SPDX-License-Identifier: Apache-2.0
#include "base/cpu_set.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>

#include "support/matchers.h"

namespace netkeel {
namespace {

constexpr int kRounds = 200;

/// Random sets on hosts whose CPU count stands at an edge of the kernel's 32-bit groups.
class CpuSetOnHostTest : public ::testing::TestWithParam<unsigned> {
 protected:
  CpuSet RandomSet() {
    const unsigned sparseness = 1 + random_() % 8;
    CpuSet set;
    for (unsigned cpu = 0; cpu < GetParam(); ++cpu) {
      if (random_() % sparseness == 0) set.Add(cpu);
    }
    return set;
  }

  /// The same CPUs otherwise written: single numbers and ranges, any order, repeated.
  std::string RespelledList(const CpuSet& set) {
    std::vector<std::string> items;
    for (const unsigned cpu : set.Cpus()) {
      items.push_back(random_() % 2 ? std::to_string(cpu)
                                    : std::to_string(cpu) + '-' + std::to_string(cpu));
      if (random_() % 8 == 0) items.push_back(items.back());
    }
    std::shuffle(items.begin(), items.end(), random_);
    std::string list = " ";
    for (const std::string& item : items) list += (list == " " ? "" : ",") + item;
    return list + "\n";
  }

  /// The same mask with upper case digits and zero groups in front.
  std::string RespelledMask(std::string mask) {
    for (char& c : mask) {
      if (random_() % 2) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    const size_t first_group = mask.find(',') == std::string::npos ? mask.size() : mask.find(',');
    mask.insert(0, 8 - first_group, '0');
    return "00000000," + mask + "\n";
  }

  std::mt19937 random_{GetParam()};
};

TEST_P(CpuSetOnHostTest, ListOfASetParsesBackToTheSet) {
  for (int round = 0; round < kRounds; ++round) {
    const CpuSet set = RandomSet();
    EXPECT_THAT(CpuSet::ParseList(set.ToList()), IsOkAnd(set)) << set.ToList();
  }
}

TEST_P(CpuSetOnHostTest, MaskOfASetParsesBackToTheSet) {
  for (int round = 0; round < kRounds; ++round) {
    const CpuSet set = RandomSet();
    EXPECT_THAT(CpuSet::ParseMask(set.ToMask(GetParam())), IsOkAnd(set)) << set.ToList();
  }
}

TEST_P(CpuSetOnHostTest, AListSpelledOtherwiseIsTheSameSet) {
  for (int round = 0; round < kRounds; ++round) {
    const CpuSet set = RandomSet();
    EXPECT_THAT(CpuSet::ParseList(RespelledList(set)), IsOkAnd(set)) << set.ToList();
  }
}

TEST_P(CpuSetOnHostTest, AMaskSpelledOtherwiseIsTheSameSet) {
  for (int round = 0; round < kRounds; ++round) {
    const CpuSet set = RandomSet();
    const std::string mask = RespelledMask(set.ToMask(GetParam()));
    EXPECT_THAT(CpuSet::ParseMask(mask), IsOkAnd(set)) << mask;
  }
}

TEST_P(CpuSetOnHostTest, MaskIsAsWideAsTheKernelPrintsIt) {
  const unsigned count = GetParam();
  const std::string mask = CpuSet{0}.ToMask(count);
  const size_t digits = (count + 3) / 4;
  EXPECT_EQ(mask.size(), digits + (digits - 1) / 8);
  EXPECT_EQ(mask.back(), '1');
}

TEST_P(CpuSetOnHostTest, SetAlgebraAgreesWithMembership) {
  for (int round = 0; round < kRounds; ++round) {
    const CpuSet a = RandomSet();
    const CpuSet b = RandomSet();
    for (unsigned cpu = 0; cpu < GetParam() + 1; ++cpu) {
      ASSERT_EQ(a.And(b).Contains(cpu), a.Contains(cpu) && b.Contains(cpu));
      ASSERT_EQ(a.Or(b).Contains(cpu), a.Contains(cpu) || b.Contains(cpu));
      ASSERT_EQ(a.Except(b).Contains(cpu), a.Contains(cpu) && !b.Contains(cpu));
    }
  }
}

TEST_P(CpuSetOnHostTest, TakingAwayWhatWasAddedGivesAnEqualSet) {
  const unsigned last = GetParam() - 1;
  const CpuSet wide = CpuSet{0}.Or(CpuSet{last});
  EXPECT_EQ(wide.Except(CpuSet{last}), CpuSet{0});
  EXPECT_EQ(wide.Last(), last);
  EXPECT_EQ(CpuSet::Range(0, last).Size(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(CpuCounts, CpuSetOnHostTest,
                         ::testing::Values(31U, 32U, 33U, 64U, 96U, 1024U));

TEST(CpuSetTest, AStrideTakesTheFirstOfEveryGroup) {
  EXPECT_THAT(CpuSet::ParseList("0-15:2/4"), IsOkAnd(CpuSet{0, 1, 4, 5, 8, 9, 12, 13}));
}

TEST(CpuSetTest, EveryStrideIsThatOfTheKernelsDefinition) {
  for (const unsigned first : {0U, 1U, 63U, 64U, 100U}) {
    for (const unsigned length : {0U, 1U, 62U, 64U, 700U, 5000U}) {
      for (const unsigned group : {1U, 2U, 3U, 7U, 63U, 64U, 65U, 130U, 6000U}) {
        for (const unsigned used : {1U, group / 2 + 1, group}) {
          CpuSet expected;
          for (unsigned cpu = first; cpu <= first + length; ++cpu) {
            if ((cpu - first) % group < used) expected.Add(cpu);
          }
          CpuSet set{2};
          set.AddStride(first, first + length, used, group);
          ASSERT_EQ(set, expected.Or(CpuSet{2}))
              << first << '-' << first + length << ':' << used << '/' << group;
        }
      }
    }
  }
}

TEST(CpuSetTest, AListLongerThanAnyOfLinuxIsRefusedAndNotRepeated) {
  std::string list = "0-8191";
  while (list.size() < 33'000) list += ",0-8191:1/2";
  const auto refused = CpuSet::ParseList(list);
  ASSERT_THAT(refused, HasCode(ErrorCode::kBadInput));
  EXPECT_LT(refused.error().message.size(), 200U);
  EXPECT_NE(refused.error().message.find("a CPU list of 33"), std::string::npos);
  const auto mask = CpuSet::ParseMask(std::string(100'000, 'x'));
  ASSERT_THAT(mask, HasCode(ErrorCode::kBadInput));
  EXPECT_LT(mask.error().message.size(), 200U);
}

TEST(CpuSetTest, EverySetThatIsReadPrintsAsWhatIsRead) {
  for (unsigned group = 1; group <= 8; ++group) {
    for (unsigned used = 1; used <= group; ++used) {
      CpuSet widest;
      widest.AddStride(0, 8191, used, group);
      EXPECT_THAT(CpuSet::ParseList(widest.ToList()), IsOkAnd(widest)) << used << '/' << group;
      EXPECT_THAT(CpuSet::ParseMask(widest.ToMask(8192)), IsOkAnd(widest)) << used << '/' << group;
    }
  }
  EXPECT_THAT(CpuSet::ParseList("8192"), HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(CpuSet::ParseList("0-65535:2/3"), HasCode(ErrorCode::kBadInput));
}

TEST(CpuSetTest, NAndAllMeanTheHostsCpusWhereTheyAreKnown) {
  EXPECT_THAT(CpuSet::ParseList("2-N", 5), IsOkAnd(CpuSet{2, 3, 4, 5}));
  EXPECT_THAT(CpuSet::ParseList("all", 2), IsOkAnd(CpuSet{0, 1, 2}));
  EXPECT_THAT(CpuSet::ParseList("2-N"), HasCode(ErrorCode::kBadInput));
}

TEST(CpuSetTest, NothingIsTheEmptySet) {
  EXPECT_THAT(CpuSet::ParseList("\n"), IsOkAnd(CpuSet{}));
  EXPECT_EQ(CpuSet{}.ToList(), "");
  EXPECT_EQ(CpuSet{}.ToMask(40), "00,00000000");
}

TEST(CpuSetTest, WhatIsNoListIsRefused) {
  for (const char* text : {"3-1", "1,,2", "a", "-1", "1-", "0-7:0/4", "0-7:5/4", "1:1/2", "1 2",
                           "99999999999999999999", "4000000000", "0-3:"}) {
    EXPECT_THAT(CpuSet::ParseList(text), HasCode(ErrorCode::kBadInput)) << text;
  }
}

TEST(CpuSetTest, WhatIsNoMaskIsRefused) {
  for (const char* text : {"", "0x3", "g", "123456789", "1,", ",1", "-1", "1 1"}) {
    EXPECT_THAT(CpuSet::ParseMask(text), HasCode(ErrorCode::kBadInput)) << text;
  }
}

}  // namespace
}  // namespace netkeel
