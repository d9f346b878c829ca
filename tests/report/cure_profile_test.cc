// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "evidence/judge/clues.h"
#include "report/render_diagnosis.h"
#include "tunables/descriptor.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kRmem = "net.core.rmem_max";

/// The profile that two causes ask for, each with one value of the same key.
std::string CureOf(const std::string& first, const std::string& second) {
  Diagnosis diagnosis;
  diagnosis.causes.resize(2);
  diagnosis.causes[0].knobs = {HostKnob(kRmem, first)};
  diagnosis.causes[1].knobs = {HostKnob(kRmem, second)};
  return CureProfile(diagnosis);
}

TEST(CureProfileTest, OfTwoThatAskForSoMuchAtLeastTheLargerIsTaken) {
  for (const std::string& text :
       {CureOf("{at-least: 9}", "{at-least: 1000}"), CureOf("{at-least: 1000}", "{at-least: 9}")}) {
    EXPECT_THAT(text, HasSubstr("net.core.rmem_max: {at-least: 1000}\n"));
    EXPECT_THAT(text, Not(HasSubstr("{at-least: 9}")));
  }
}

TEST(CureProfileTest, OfTwoOtherValuesTheFirstHasTheSay) {
  EXPECT_THAT(CureOf("7", "{at-least: 1000}"), HasSubstr("net.core.rmem_max: 7\n"));
  EXPECT_THAT(CureOf("{at-least: 9}", "7"), HasSubstr("net.core.rmem_max: {at-least: 9}\n"));
}

TEST(CureProfileTest, WhatIsRaisedGoesNoFurtherThanAProfileCan) {
  const Descriptor* const sysctl = FindDescriptor("sysctl");
  ASSERT_NE(sysctl, nullptr);
  for (const char* const key :
       {"net.core.netdev_budget", "net.core.netdev_budget_usecs", "net.core.netdev_max_backlog",
        "net.core.rmem_default", kRmem, "net.core.somaxconn"}) {
    const KeyDescriptor* const row = FindKey(*sysctl, key);
    ASSERT_NE(row, nullptr) << key;
    EXPECT_EQ(MostOf(key), row->max) << key;
  }
}

}  // namespace
}  // namespace netkeel
