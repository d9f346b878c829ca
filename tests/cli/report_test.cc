// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/run_request.h"
#include "evidence/recording/writer.h"
#include "support/temp_folder.h"
#include "support/window_builder.h"

namespace netkeel {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Request OfBaseline() {
  Request request;
  request.verb = Verb::kReport;
  request.arguments = {"baseline"};
  return request;
}

TEST(ReportVerbTest, WithoutARecordingItSaysHowElseAndLeavesTheOldPageAlone) {
  const TempFolder folder;
  const std::string page = folder.string() + "/page.html";
  std::ofstream(page) << "an old page";
  Request request = OfBaseline();
  request.output = page;
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
  Request request = OfBaseline();
  request.evidence.from = "2026-11-28T10:00:00Z";
  request.evidence.to = "2026-11-28T09:00:00Z";
  EXPECT_THAT(RunRequest(request).err, HasSubstr("is not before --to"));
}

TEST(ReportVerbTest, WhereThePageCannotBePutNobodyLooksForAMinuteFirst) {
  const TempFolder folder;
  Request request = OfBaseline();
  request.evidence.duration = std::chrono::hours(1);
  request.output = folder.string() + "/gone/page.html";
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("--output a file beside "));
}

/// A recording of another host, feed2, in which eth0 lost packets in a short burst.
class RecordedReportTest : public testing::Test {
 protected:
  static WindowBuilder Burst(size_t seconds) {
    WindowBuilder builder(seconds);
    builder.Host(4).Ixgbe("eth0", {0, 1, 2, 3}, 30'000 * seconds);
    builder.Ixgbe("eth1", {0, 1, 2, 3}, 30'000 * seconds)
        .Setting("host", "kernel.hostname", "feed2");
    return builder.RisesAt(seconds / 2, "nic", "eth0", "rx_missed_errors", 20'000);
  }

  void Record(const std::vector<Sample>& samples, const std::string& boot = "one") {
    auto writer = RecordingWriter::Open(file(), {});
    ASSERT_TRUE(writer) << writer.error().message;
    for (const Sample& sample : samples) ASSERT_TRUE(writer->Append(sample, boot, {}));
  }

  Request Report(std::vector<std::string> profile = {}) const {
    Request request;
    request.verb = Verb::kReport;
    request.arguments = std::move(profile);
    request.state_directory = "/var/lib/netkeel";
    request.evidence.recording = file();
    request.evidence.from = "2027-01-15T07:00:00Z";
    request.evidence.to = "2027-01-15T09:00:00Z";
    return request;
  }

  static json PageOf(const Request& request) {
    const Outcome outcome = RunRequest(request);
    const std::string begin = "<script type=\"application/json\" id=\"data\">";
    const size_t from = outcome.out.find(begin);
    if (from == std::string::npos) {
      ADD_FAILURE() << outcome.err;
      return {};
    }
    const size_t at = from + begin.size();
    return json::parse(outcome.out.substr(at, outcome.out.find("</script>", at) - at));
  }

  std::string file() const { return folder_.string() + "/recording.sqlite"; }

  TempFolder folder_;
};

TEST_F(RecordedReportTest, ThePageDoesNotTakeThePlaceOfItsRecording) {
  Record(Burst(20).samples());
  Request request = Report();
  request.output = file();
  EXPECT_THAT(RunRequest(request).err, HasSubstr("is what is to be read, and would be replaced"));
  request.output.clear();
  EXPECT_THAT(RunRequest(request).out, HasSubstr("<html"));
}

TEST_F(RecordedReportTest, OneSampleIsNoTimeInWhichNothingWasLost) {
  Record({Burst(20).samples().front()});
  const Outcome outcome = RunRequest(Report());
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("has 1 sample, and it takes two of one boot"));
}

TEST_F(RecordedReportTest, AClockThatWasSetBackIsRemarkedOn) {
  std::vector<Sample> samples = Burst(20).samples();
  for (size_t i = 10; i < samples.size(); ++i) samples[i].at -= std::chrono::minutes(5);
  Record(samples);
  const json page = PageOf(Report());
  EXPECT_THAT(page.at("remarks").dump(), HasSubstr("The clock was set back by 300 s"));
  for (size_t i = 1; i < page.at("points").size(); ++i) {
    EXPECT_LE(page.at("points")[i - 1][1], page.at("points")[i][0]);
  }
}

TEST_F(RecordedReportTest, ADashIsStandardOutput) {
  Record(Burst(20).samples());
  Request request = Report();
  request.output = "-";
  EXPECT_THAT(RunRequest(request).out, HasSubstr("<html"));
}

TEST_F(RecordedReportTest, ARecordingOfAnotherHostHasItsNameAndNothingOfThisOnes) {
  Record(Burst(20).samples());
  const json page = PageOf(Report());
  EXPECT_EQ(page.at("host"), "feed2");
  EXPECT_TRUE(page.at("drift").is_null());
  EXPECT_THAT(page.at("remarks").dump(), HasSubstr("may be another host's"));
}

TEST_F(RecordedReportTest, AProfileIsNotHeldAgainstAnotherHostThanItsOwn) {
  Record(Burst(20).samples());
  const json page = PageOf(Report({"baseline"}));
  EXPECT_TRUE(page.at("drift").is_null());
  EXPECT_THAT(page.at("remarks").dump(), HasSubstr("the recording is of feed2, and this host is"));
}

/// The causes of the worst moments.
std::vector<std::string> WorstPlaces(const json& page) {
  std::vector<std::string> places;
  for (const json& worst : page.at("worst")) {
    for (const json& cause : worst.at("causes")) places.push_back(cause.at("place"));
  }
  return places;
}

TEST_F(RecordedReportTest, OfOneInterfaceTheWorstMomentsAreJudgedWithoutTheOthers) {
  Record(Burst(200).RisesAt(100, "nic", "eth1", "rx_crc_errors", 500).samples());
  EXPECT_THAT(WorstPlaces(PageOf(Report())), Contains("eth0"));
  Request request = Report();
  request.interfaces = {"eth1"};
  EXPECT_THAT(WorstPlaces(PageOf(request)), ElementsAre("eth1"));
}

TEST_F(RecordedReportTest, OfOneInterfaceTheVerdictSaysThatItIsOfNoOther) {
  Record(Burst(20).samples());
  Request request = Report();
  request.interfaces = {"eth1"};
  EXPECT_THAT(PageOf(request).at("verdict").at("said"),
              HasSubstr("Nothing was lost between the wire and the sockets of this host, as far as "
                        "eth1 alone was looked at"));
}

TEST_F(RecordedReportTest, WhatIsAboveACardIsAskedForWithTheCard) {
  WindowBuilder burst = Burst(20);
  burst.Rises("link", "bond0", "rx_packets", 30'000).Rises("link", "lo", "rx_packets", 10);
  Record(burst.samples());
  Request request = Report();
  request.interfaces = {"bond0"};
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("bond0 is above other interfaces"));
  request.interfaces = {"lo", "bond0"};
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kError);
  request.interfaces = {"bond0", "eth0"};
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kAsWanted);
}

/// A burst, and a boot at once after it; the samples of the new boot begin so long after it.
class BootedReportTest : public RecordedReportTest, public testing::WithParamInterface<int> {};

TEST_P(BootedReportTest, AWorstMomentThatABootEndsIsJudgedUpToThere) {
  Record(Burst(131).RisesAt(129, "nic", "eth0", "rx_missed_errors", 20'000).samples());
  WindowBuilder after(20);
  after.Host(4).Ixgbe("eth0", {0, 1, 2, 3}, 30'000);
  const std::chrono::milliseconds first = after.samples().front().uptime;
  for (Sample& sample : after.samples()) {
    sample.at += std::chrono::seconds(135);
    sample.uptime += std::chrono::seconds(GetParam()) - first;
  }
  Record(after.samples(), "two");
  const json page = PageOf(Report());
  EXPECT_THAT(page.at("verdict").at("causes"), IsEmpty());
  ASSERT_THAT(page.at("worst"), SizeIs(1));
  EXPECT_EQ(page.at("worst").at(0).at("lost"), 20'000);
}

INSTANTIATE_TEST_SUITE_P(UpAgain, BootedReportTest, testing::Values(10, 5000));

TEST_F(RecordedReportTest, AnInterfaceThatIsNotInTheRecordingIsNamed) {
  Record(Burst(20).samples());
  Request request = Report();
  request.interfaces = {"eth7"};
  EXPECT_THAT(RunRequest(request).err, HasSubstr("no interface eth7 in that time of "));
}

}  // namespace
}  // namespace netkeel
