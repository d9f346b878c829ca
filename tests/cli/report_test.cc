// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "cli/run_request.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

TEST(ReportVerbTest, WithoutARecordingItSaysHowElseAndLeavesTheOldPageAlone) {
  const TempFolder folder;
  const std::string page = folder.string() + "/page.html";
  std::ofstream(page) << "an old page";
  Request request{.verb = Verb::kReport, .arguments = {"baseline"}, .output = page};
  request.state_directory = folder.string();
  request.evidence.recording = folder.string() + "/recording.sqlite";
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("netkeel report --for 60"));
  std::ostringstream kept;
  kept << std::ifstream(page).rdbuf();
  EXPECT_EQ(kept.str(), "an old page");
}

TEST(ReportVerbTest, ATimeThatEndsBeforeItBeginsIsRefused) {
  Request request{.verb = Verb::kReport, .arguments = {"baseline"}};
  request.evidence.from = "2026-11-28T10:00:00Z";
  request.evidence.to = "2026-11-28T09:00:00Z";
  EXPECT_THAT(RunRequest(request).err, HasSubstr("is not before --to"));
}

}  // namespace
}  // namespace netkeel
