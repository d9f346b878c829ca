// SPDX-License-Identifier: Apache-2.0
#include "cli/formats.h"

#include <gmock/gmock.h>

#include "sample_report.h"

namespace netkeel {
namespace {

TEST(FormatsTest, EveryFormatIsThereUnderItsName) {
  EXPECT_THAT(FormatNames(), testing::ElementsAre("text", "json", "yaml", "junit", "sarif",
                                                  "github", "prometheus"));
  for (const FormatEntry& entry : Formats()) EXPECT_EQ(&EntryOf(entry.format), &entry);
}

TEST(FormatsTest, EveryFormatEndsItsLastLineAndHasNoControlCharacter) {
  const Report report = HostileReport();
  for (const FormatEntry& entry : Formats()) {
    const std::string text = entry.render({report});
    EXPECT_EQ(text.back(), '\n') << entry.name;
    EXPECT_EQ(text.find_first_of("\x1b\r\xff"), std::string::npos) << entry.name;
  }
}

}  // namespace
}  // namespace netkeel
