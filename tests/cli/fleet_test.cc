// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "report/formats.h"
#include "report/report_json.h"
#include "run_request.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class FleetTest : public testing::Test {
 protected:
  FleetTest() {
    std::ofstream(profile_) << "version: 1\ninterfaces:\n  - match: {name: '*'}\n"
                               "    rings: {rx: {value: 512, optional: true}}\n";
  }

  Request RequestFor(const std::vector<std::string>& roots, Format format, uint64_t jobs) const {
    Request request;
    request.arguments = {profile_};
    request.roots = roots;
    request.format = format;
    request.jobs = jobs;
    return request;
  }

  Outcome Check(const std::vector<std::string>& roots, Format format, uint64_t jobs = 0) const {
    return RunRequest(RequestFor(roots, format, jobs));
  }

  static std::vector<std::string> AllTrees() {
    std::vector<std::string> roots;
    for (const auto& tree : fs::directory_iterator("trees")) {
      if (tree.is_directory()) roots.push_back(tree.path());
    }
    return roots;
  }

  static std::string Content(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  const TempFolder folder_;
  const fs::path profile_ = folder_ / "p.yaml";
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

TEST_F(FleetTest, AnyNumberOfJobsGivesTheSameDocumentInEveryFormat) {
  const std::vector<std::string> roots = AllTrees();
  for (const FormatEntry& entry : Formats()) {
    if (entry.fleet == nullptr) continue;
    const std::string one = Check(roots, entry.format, 1).out;
    EXPECT_EQ(one, Check(roots, entry.format, 8).out) << entry.name;
  }
}

TEST_F(FleetTest, TheDocumentsAreWholeThoughTheyAreWrittenInPieces) {
  const std::vector<std::string> roots = AllTrees();
  const auto json = nlohmann::ordered_json::parse(Check(roots, Format::kJson).out);
  EXPECT_EQ(json["hosts"].size(), roots.size());
  EXPECT_EQ(DumpJson(json), Check(roots, Format::kJson).out) << "as it would be in one piece";
  EXPECT_EQ(DumpYaml(json), Check(roots, Format::kYaml).out);
  const auto sarif = nlohmann::ordered_json::parse(Check(roots, Format::kSarif).out);
  EXPECT_EQ(DumpJson(sarif), Check(roots, Format::kSarif).out);
}

TEST_F(FleetTest, TheSummaryCountsAllFindingsOfAllHosts) {
  const auto document =
      nlohmann::json::parse(Check({"trees/ixgbe-4q", "trees/igc"}, Format::kJson).out);
  size_t ok = 0;
  for (const auto& host : document["hosts"]) ok += host["summary"].value("ok", 0U);
  EXPECT_EQ(document["summary"].value("ok", 0U), ok);
}

TEST_F(FleetTest, JunitHasAllTestsOfEachHost) {
  const std::string text = Check({"trees/ixgbe-4q", "trees/igc"}, Format::kJunit).out;
  const size_t first = text.find("tests=\"1\"");
  EXPECT_NE(text.find("tests=\"1\"", first + 1), std::string::npos) << text;
}

/// Takes so many pieces, and no more.
class FullSink : public Sink {
 public:
  explicit FullSink(size_t room) : room_(room) {}
  Result<void> Write(std::string_view /*text*/) override {
    if (room_ == 0) return Fail(ErrnoError("cannot write the output", ENOSPC));
    --room_;
    return {};
  }

 private:
  size_t room_;
};

TEST_F(FleetTest, WhereTheOutputEndsTheAuditDoesWithAnError) {
  const std::vector<std::string> roots = AllTrees();
  for (const size_t room : {size_t{0}, size_t{1}, size_t{2}, size_t{5}, roots.size() + 1}) {
    FullSink sink(room);
    const Outcome outcome = netkeel::Run(RequestFor(roots, Format::kJson, 4), {}, sink);
    EXPECT_EQ(outcome.exit_code, ExitCode::kError) << room;
    EXPECT_EQ(outcome.err, "netkeel: cannot write the output: No space left on device\n") << room;
  }
}

TEST_F(FleetTest, AFileIsReplacedByTheWholeDocument) {
  const fs::path file = profile_.string() + ".out";
  std::ofstream(file) << "old";
  Request request = RequestFor(AllTrees(), Format::kJson, 2);
  request.output = file;
  EXPECT_EQ(RunRequest(request).out, "");
  EXPECT_EQ(Content(file), Check(AllTrees(), Format::kJson).out);
  fs::remove(file);
}

TEST_F(FleetTest, AFileSaysWhyThereIsNoDocument) {
  const fs::path file = profile_.string() + ".out";
  std::ofstream(file) << "old";
  Request request = RequestFor(AllTrees(), Format::kText, 2);
  request.arguments = {"no-such-profile"};
  request.output = file;
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kError);
  EXPECT_THAT(Content(file), HasSubstr("no profile \"no-such-profile\""));
  fs::remove(file);
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
