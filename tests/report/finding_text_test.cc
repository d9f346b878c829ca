// SPDX-License-Identifier: Apache-2.0
#include "report/finding_text.h"

#include <gmock/gmock.h>

#include "report/sample_report.h"

namespace netkeel {
namespace {

TEST(FindingTextTest, ItSaysStatusWantedActualAndWhatElseSettingItDoes) {
  const Report report = SampleReport();
  EXPECT_EQ(FindingText(report.findings[2]), "drift; wanted max (4096); actual 512");
  EXPECT_EQ(FindingText(report.findings[1]),
            "held; wanted 4; actual 8; setting it resets the link");
}

TEST(FindingTextTest, AWaivedFindingSaysWhatItWasAndWhoseItIs) {
  EXPECT_EQ(FindingText(WaivedReport().findings[1]),
            "held, waived by netops until 2027-01-31: moves on Monday; wanted 4; actual 8");
}

TEST(FindingTextTest, OnlyWhatSomebodyMustLookAtIsLoud) {
  const Report report = WaivedReport();
  EXPECT_EQ(SeverityOf(report.findings[0]), Severity::kNone);
  EXPECT_EQ(SeverityOf(report.findings[1]), Severity::kNote);
  EXPECT_EQ(SeverityOf(report.findings[2]), Severity::kError);
  EXPECT_EQ(SeverityOf(SampleReport().findings[1]), Severity::kWarning);
}

}  // namespace
}  // namespace netkeel
