// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/report_json.h"
#include "cli/verbs.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class FleetTest : public testing::Test {
 protected:
  FleetTest() : profile_(fs::temp_directory_path() / ("fleet-" + std::to_string(getpid()))) {
    profile_ += ".yaml";
    std::ofstream(profile_) << "version: 1\ninterfaces:\n  - match: {name: '*'}\n"
                               "    rings: {rx: {value: 512, optional: true}}\n";
  }
  ~FleetTest() override { fs::remove(profile_); }

  Outcome Check(const std::vector<std::string>& roots, Format format, uint64_t jobs = 0) const {
    Request request;
    request.arguments = {profile_};
    request.roots = roots;
    request.format = format;
    request.jobs = jobs;
    return netkeel::Run(request, {});
  }

  fs::path profile_;
};

std::vector<std::string> Roots(const std::vector<std::string>& arguments) {
  return std::get<Request>(ParseCommandLine(arguments).value()).roots;
}

TEST_F(FleetTest, EveryHostIsInTheTableInTheOrderAsked) {
  const Outcome outcome = Check({"trees/ixgbe-4q", "trees/igc", "trees/ice"}, Format::kText);
  const size_t first = outcome.out.find("ixgbe-4q");
  const size_t second = outcome.out.find("igc");
  EXPECT_LT(first, second);
  EXPECT_LT(second, outcome.out.find("ice"));
  EXPECT_THAT(outcome.out, HasSubstr("\n3 hosts: "));
}

TEST_F(FleetTest, ACaptureThatCannotBeReadIsNamedAndTheOthersAreAudited) {
  const Outcome outcome = Check({"trees/none", "trees/ixgbe-4q"}, Format::kJson);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  const auto document = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(document["hosts"][0]["exit_code"], 1);
  EXPECT_THAT(document["hosts"][0]["messages"][0].get<std::string>(), HasSubstr("trees/none"));
  EXPECT_EQ(document["hosts"][1]["host"], "ixgbe-4q");
  EXPECT_EQ(document["hosts"][1]["summary"]["ok"], 1);
}

TEST_F(FleetTest, AnyNumberOfJobsGivesTheSameDocument) {
  std::vector<std::string> roots;
  for (const auto& tree : fs::directory_iterator("trees")) {
    if (tree.is_directory()) roots.push_back(tree.path());
  }
  const std::string one = Check(roots, Format::kJson, 1).out;
  EXPECT_EQ(one, Check(roots, Format::kJson, 8).out);
}

TEST_F(FleetTest, JunitHasAllTestsOfEachHost) {
  EXPECT_THAT(Check({"trees/ixgbe-4q", "trees/igc"}, Format::kJunit).out,
              HasSubstr("<testsuites name=\"netkeel\" tests=\"2\""));
}

TEST_F(FleetTest, TheShellMayHandOverCapturesAndProfileTogether) {
  EXPECT_THAT(Roots({"check", "p.yaml", "--root", "a.tar", "b.tar"}),
              ElementsAre("a.tar", "b.tar"));
  EXPECT_THAT(Roots({"check", "--root", "a.tar", "--root", "b.tar", "p.yaml"}),
              ElementsAre("a.tar", "b.tar"));
  EXPECT_THAT(Roots({"check", "--root", "a.tar", "trees/igc"}), ElementsAre("a.tar", "trees/igc"));
  const auto single = ParseCommandLine({"check", "--root", "trees/igc", "multicast-feed"});
  EXPECT_EQ(std::get<Request>(*single).root, "trees/igc");
  EXPECT_THAT(std::get<Request>(*single).arguments, ElementsAre("multicast-feed"));
}

TEST_F(FleetTest, MetricsAndTheJournalAreOfOneHost) {
  EXPECT_FALSE(ParseCommandLine({"check", "--root", "a.tar", "b.tar", "--format", "prometheus"}));
  EXPECT_FALSE(ParseCommandLine({"check", "--root", "a.tar", "b.tar", "--journal"}));
}

}  // namespace
}  // namespace netkeel
