// SPDX-License-Identifier: Apache-2.0
//
// Every folder of evidence/cases/ with a verdict.txt is a test: what `diagnose --between` says of
// its two trees, in full. NETKEEL_UPDATE_CASES=1 writes what came out, to be read before it is
// kept.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/run_request.h"
#include "evidence/recording/writer.h"
#include "evidence/sources.h"
#include "profile/profile.h"
#include "support/temp_folder.h"
#include "support/window_builder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const fs::path kCases = "evidence/cases";

/// The two trees of a case, each laid over the host's.
class CaseTrees {
 public:
  explicit CaseTrees(const std::string& name) {
    Lay(kCases / "host", before());
    Lay(kCases / name / "before", before());
    for (const fs::path& layer : {fs::path("host"), fs::path("later"), fs::path(name) / "before",
                                  fs::path(name) / "after"}) {
      Lay(kCases / layer, after());
    }
  }

  std::string before() const { return folder_ / "before"; }
  std::string after() const { return folder_ / "after"; }

  Request Diagnose() const {
    Request request;
    request.verb = Verb::kDiagnose;
    request.arguments = {"evidence/no-wishes.yaml"};
    request.evidence.between = {before(), after()};
    return request;
  }

 private:
  static void Lay(const fs::path& layer, const std::string& tree) {
    if (!fs::exists(layer)) return;
    fs::copy(layer, tree, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }

  TempFolder folder_;
};

/// The lines of a profile that a verdict has; "" where it has none.
std::string CureIn(const std::string& verdict) {
  const size_t head = verdict.find("What would change it");
  if (head == verdict.npos) return "";
  const size_t begin = verdict.find('\n', head) + 1;
  return verdict.substr(begin, verdict.find("\n\n", begin) - begin) + '\n';
}

class DiagnoseCaseTest : public ::testing::TestWithParam<std::string> {};

TEST_P(DiagnoseCaseTest, TheVerdictIsTheOneThatIsWanted) {
  const CaseTrees trees(GetParam());
  const Outcome outcome = RunRequest(trees.Diagnose());
  const std::string actual =
      "exit " + std::to_string(static_cast<int>(outcome.exit_code)) + '\n' + outcome.out;
  const fs::path wanted = kCases / GetParam() / "verdict.txt";
  if (std::getenv("NETKEEL_UPDATE_CASES") != nullptr) std::ofstream(wanted) << actual;
  EXPECT_EQ(ReadAll(wanted), actual);
  EXPECT_THAT(outcome.err, IsEmpty());
  const std::string cure = CureIn(outcome.out);
  const auto profile = cure.empty() ? BaselineProfile() : ParseProfile(cure, "cure.yaml", {});
  EXPECT_TRUE(profile) << profile.error().message << '\n' << cure;
}

std::vector<std::string> CaseNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    const std::string name = entry.path().filename();
    const bool is_case = entry.is_directory() && name != "host" && name != "later";
    if (is_case) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Cases, DiagnoseCaseTest, ::testing::ValuesIn(CaseNames()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

Request With(const CaseTrees& trees, Format format = Format::kText) {
  Request request = trees.Diagnose();
  request.format = format;
  return request;
}

TEST(DiagnoseTest, AsProfileItPrintsAProfileAndNothingElse) {
  const CaseTrees trees("ring-bursts");
  Request request = With(trees);
  request.as_profile = true;
  const Outcome outcome = RunRequest(request);
  EXPECT_TRUE(ParseProfile(outcome.out, "cure.yaml", {}));
  EXPECT_THAT(outcome.out, HasSubstr("rings:\n      rx: max\n"));
  EXPECT_EQ(outcome.exit_code, ExitCode::kDrift);
}

TEST(DiagnoseTest, AsProfileItIsWellWrittenAlsoWhereNothingHelps) {
  const CaseTrees trees("idle");
  Request request = trees.Diagnose();
  request.as_profile = true;
  EXPECT_TRUE(ParseProfile(RunRequest(request).out, "cure.yaml", {}));
}

TEST(DiagnoseTest, AsJsonItHasTheFindingsWithTheirNumbers) {
  const CaseTrees trees("ring-bursts");
  const auto document = nlohmann::json::parse(RunRequest(With(trees, Format::kJson)).out);
  const auto& finding = document["findings"][0];
  EXPECT_EQ(document["lost"], 20'000);
  EXPECT_EQ(document["window"]["seconds"], 10.0);
  EXPECT_EQ(finding["cause"], "ring-bursts");
  EXPECT_EQ(finding["evidence"][0]["counter"], "nic/eth0/rx_missed_errors");
  EXPECT_EQ(finding["evidence"][0]["after"], 21'204);
  EXPECT_EQ(finding["knobs"][0]["value"], "max");
}

TEST(DiagnoseTest, AsMetricsItHasASeriesACause) {
  const CaseTrees trees("ring-bursts");
  const std::string text = RunRequest(With(trees, Format::kPrometheus)).out;
  EXPECT_THAT(text, HasSubstr("\nnetkeel_diagnosis_lost_packets 20000\n"));
  EXPECT_THAT(text, HasSubstr("_stage_packets{stage=\"card\"} 320000\n"));
  EXPECT_THAT(text, HasSubstr("_stage_lost_packets{stage=\"backlog\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("_stage_packets{stage=\"backlog\"}")));
  EXPECT_THAT(text, HasSubstr("\nnetkeel_diagnosis_finding_lost_packets{stage=\"card\",cause="
                              "\"ring-bursts\",place=\"eth0\"} 20000\n"));
}

TEST(DiagnoseTest, AKnobThatIsDeclaredAndDriftedIsSaidToBe) {
  const CaseTrees trees("ring-bursts");
  const TempFolder folder;
  const std::string path = folder / "feed.yaml";
  std::ofstream(path) << "version: 1\nname: feed\ninterfaces:\n  - match: {name: eth0}\n"
                         "    rings: {rx: 4096}\n";
  Request request = With(trees);
  request.arguments = {path};
  EXPECT_THAT(RunRequest(request).out,
              HasSubstr("# declared 4096 in " + path + ":5, is 512: `netkeel apply` mends it\n"));
}

TEST(DiagnoseTest, OneThatIsAsDeclaredIsToBeChangedThere) {
  const CaseTrees trees("ring-bursts");
  const TempFolder folder;
  const std::string path = folder / "feed.yaml";
  std::ofstream(path) << "version: 1\nname: feed\ninterfaces:\n  - match: {name: eth0}\n"
                         "    rings: {rx: 512}\n";
  Request request = With(trees);
  request.arguments = {path};
  EXPECT_THAT(RunRequest(request).out, HasSubstr(":5, and so it is: change it there\n"));
}

TEST(DiagnoseTest, ARecordingOfAnotherHostHasItsNameAndIsHeldAgainstNoProfileHere) {
  const TempFolder folder;
  const std::string file = folder / "recording.sqlite";
  WindowBuilder window;
  window.Host(4).Ixgbe("eth0", {0, 1, 2, 3}, 300'000).Setting("host", "kernel.hostname", "feed2");
  window.Rises("nic", "eth0", "rx_missed_errors", 20'000);
  auto writer = RecordingWriter::Open(file, {});
  ASSERT_TRUE(writer) << writer.error().message;
  for (const Sample& sample : window.samples()) ASSERT_TRUE(writer->Append(sample, "one", {}));
  Request request;
  request.verb = Verb::kDiagnose;
  request.arguments = {"evidence/no-wishes.yaml"};
  request.evidence.recording = file;
  request.evidence.at = MomentText(window.samples().at(5).at);
  const std::string text = RunRequest(request).out;
  EXPECT_THAT(text, HasSubstr("\nhost feed2, "));
  EXPECT_THAT(text, HasSubstr("the recording is of feed2, and this host is"));
}

TEST(DiagnoseTest, TwoTimesToLookAtAreRefused) {
  Request request;
  request.verb = Verb::kDiagnose;
  request.arguments = {"evidence/no-wishes.yaml"};
  request.evidence.between = {"a.tar", "b.tar"};
  request.evidence.at = "10:00";
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("--at and --between each say what to look at; give one"));
}

/// Records the window below `folder`, and asks for that moment of it.
Request RecordedAt(const TempFolder& folder, WindowBuilder& window, WallTime moment) {
  const std::string file = folder / "recording.sqlite";
  auto writer = RecordingWriter::Open(file, {});
  for (const Sample& sample : window.samples()) {
    EXPECT_TRUE(writer->Append(sample, "one", {}));
  }
  Request request;
  request.verb = Verb::kDiagnose;
  request.arguments = {"evidence/no-wishes.yaml"};
  request.evidence.recording = file;
  request.evidence.at = MomentText(moment);
  return request;
}

TEST(DiagnoseTest, AMomentThatTheRecordingDoesNotEncloseIsNoMomentWithoutLosses) {
  const TempFolder folder;
  WindowBuilder window;
  window.Host(4).Ixgbe("eth0", {0, 1, 2, 3}, 300'000);
  const auto behind = window.samples().back().at + std::chrono::milliseconds(250);
  const Request request = RecordedAt(folder, window, behind);
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("no two samples enclose"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST(DiagnoseTest, OfARecordingOfOneInterfaceItIsSaidWhichOneItIs) {
  const TempFolder folder;
  WindowBuilder window;
  window.Host(4).Is("link", "lo", "rx_packets", 5).Setting("host", kInterfacesFact, "lo");
  Request request = RecordedAt(folder, window, window.samples().at(5).at);
  const std::string text = RunRequest(request).out;
  EXPECT_THAT(text, HasSubstr("of this host, as far as lo alone was looked at\n"));
  EXPECT_THAT(text, Not(HasSubstr("lost before this host")));
  request.format = Format::kJson;
  EXPECT_EQ(nlohmann::json::parse(RunRequest(request).out)["interfaces"],
            nlohmann::json::array({"lo"}));
}

TEST(DiagnoseTest, ARecordingWithoutAMomentOfItIsRefused) {
  Request request = CaseTrees("idle").Diagnose();
  request.evidence.of_recording = true;
  EXPECT_THAT(RunRequest(request).err, HasSubstr("say which moment of it with --at or --mark"));
}

TEST(DiagnoseTest, CapturesOfTwoHostsAreRefused) {
  const CaseTrees trees("idle");
  std::ofstream(trees.after() + "/proc/sys/kernel/hostname") << "feed2\n";
  EXPECT_THAT(RunRequest(trees.Diagnose()).err, HasSubstr("of two hosts, feed1 and feed2"));
}

TEST(DiagnoseTest, CapturesOfTwoNetworkNamespacesAreRefused) {
  const CaseTrees trees("ring-bursts");
  std::ofstream(trees.before() + "/meta.yaml", std::ios::app) << "network-namespace: cookie-1\n";
  EXPECT_EQ(RunRequest(trees.Diagnose()).exit_code, ExitCode::kDrift);
  std::ofstream(trees.after() + "/meta.yaml", std::ios::app) << "network-namespace: cookie-8\n";
  const Outcome outcome = RunRequest(trees.Diagnose());
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("the captures are of two network namespaces"));
}

TEST(DiagnoseTest, ACardThatOneCaptureDoesNotHaveIsNotTakenForOneWithoutLosses) {
  const std::string ethtool = "/ethtool/eth0";
  for (const bool whole : {false, true}) {
    const CaseTrees trees("ring-bursts");
    fs::remove_all(trees.after() + ethtool + (whole ? "" : "/statistics.yaml"));
    const std::string text = RunRequest(trees.Diagnose()).out;
    EXPECT_THAT(text, HasSubstr("as far as it could be read"));
    EXPECT_THAT(text, HasSubstr("nic/eth0: counters were there in a part of this time only"));
  }
}

TEST(DiagnoseTest, WhatIsEmptyInACaptureIsNotTakenForZero) {
  for (const std::string file : {"/proc/net/softnet_stat", "/proc/net/snmp", "/ethtool/eth0"}) {
    const CaseTrees trees("idle");
    for (const std::string& tree : {trees.before(), trees.after()}) {
      fs::remove_all(tree + file);
      if (file.starts_with("/proc")) std::ofstream(tree + file).close();
    }
    const std::string text = RunRequest(trees.Diagnose()).out;
    EXPECT_THAT(text, HasSubstr("as far as it could be read")) << file;
    EXPECT_THAT(text, Not(HasSubstr("lost before this host"))) << file;
  }
}

TEST(DiagnoseTest, CapturesOfTwoBootsAreRefused) {
  const CaseTrees trees("idle");
  for (const auto& [tree, boot] :
       {std::pair(trees.before(), "5f3c\n"), {trees.after(), "91aa\n"}}) {
    fs::create_directories(tree + "/proc/sys/kernel/random");
    std::ofstream(tree + "/proc/sys/kernel/random/boot_id") << boot;
  }
  EXPECT_THAT(RunRequest(trees.Diagnose()).err, HasSubstr("was booted between the samples"));
}

TEST(DiagnoseTest, CapturesInTheWrongOrderAreRefused) {
  const CaseTrees trees("idle");
  Request request = trees.Diagnose();
  request.evidence.between = {trees.after(), trees.before()};
  EXPECT_THAT(RunRequest(request).err, HasSubstr("not in the order of time"));
}

TEST(DiagnoseTest, ACaptureWithoutCountersIsRefused) {
  Request request = CaseTrees("idle").Diagnose();
  request.evidence.between = {"trees/ixgbe-4q", "trees/ixgbe-4q"};
  EXPECT_THAT(RunRequest(request).err, HasSubstr("has no counters; make it anew"));
}

TEST(MarkTest, OfTheFutureNothingIsMarked) {
  const TempFolder folder;
  const std::string file = folder / "recording.sqlite";
  ASSERT_TRUE(RecordingWriter::Open(file, {}));
  Request request;
  request.verb = Verb::kMark;
  request.arguments = {"gap"};
  request.evidence.recording = file;
  request.evidence.at = "2999-01-01T00:00:00Z";
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("2999-01-01T00:00:00Z is in the future"));
  EXPECT_FALSE(FindMark(file, "gap"));
}

}  // namespace
}  // namespace netkeel
