// SPDX-License-Identifier: Apache-2.0
#include "report/formats.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/sample_report.h"

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

TEST(FormatsTest, NoFormatShowsWhatCannotBeSeenOrTurnsALineRound) {
  const Report report = UnseenReport();
  for (const FormatEntry& entry : Formats()) {
    const std::string text = entry.render({report});
    for (const char* const unseen : {"\u202e", "\u200b", "\u2066", "\u2069", "\u2028", "\u061c",
                                     "\ufeff", "\xc2\x9b", "\x7f"}) {
      EXPECT_EQ(text.find(unseen), std::string::npos) << entry.name << ' ' << Printable(unseen);
    }
  }
}

TEST(FormatsTest, AParserOfJsonReadsTheNamesAsTheyAre) {
  const Report report = UnseenReport();
  EXPECT_EQ(nlohmann::json::parse(EntryOf(Format::kJson).render({report}))["host"], report.host);
}

}  // namespace
}  // namespace netkeel
