// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "report/formats.h"
#include "report/sample_report.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(RenderYamlTest, ItIsBlockYamlWithTextInQuotes) {
  const Report report = SampleReport();
  const std::string text = RenderYaml({report});
  EXPECT_THAT(text, StartsWith("version: 1\nverb: \"check\"\n"));
  EXPECT_THAT(text, HasSubstr("\nsummary:\n  ok: 1\n  drift: 1\n"));
  EXPECT_THAT(text, HasSubstr("\nfindings:\n  - address: \"host/sysctl/net.core.dev_weight\"\n"
                              "    status: \"ok\"\n    wanted: \"64\"\n"));
  EXPECT_THAT(text, HasSubstr("\n    source: null\n"));
  EXPECT_THAT(text, HasSubstr("\nwarnings: []\n"));
}

TEST(RenderYamlTest, NoTextLeavesItsPlace) {
  const Report report = HostileReport();
  const std::string text = RenderYaml({report});
  EXPECT_THAT(text, HasSubstr(R"(host: "a\\x1b[31m<b>&\"'%\\")"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace netkeel
