// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/page/page_json.h"
#include "report/page/page_view.h"

namespace netkeel {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::Not;
using testing::SizeIs;

constexpr int64_t kStart = 1'795'860'000'000;

WallTime Moment(int64_t seconds) { return WallTime(milliseconds(kStart + 1000 * seconds)); }

Sample At(int64_t seconds, std::map<CounterId, uint64_t> values) {
  Sample sample;
  sample.uptime = milliseconds(50'000 + 1000 * seconds);
  sample.at = Moment(seconds);
  sample.values = std::move(values);
  sample.facts[{"nic", "eth0", "driver"}] = "igb";
  return sample;
}

/// A view of two seconds in which each of these rose by 7, then by 21.
PageView ViewOf(const std::vector<CounterId>& ids) {
  PageView view;
  for (const auto& [second, value] : {std::pair(0, 5), std::pair(1, 12), std::pair(2, 33)}) {
    std::map<CounterId, uint64_t> values;
    for (const CounterId& id : ids) values[id] = static_cast<uint64_t>(value);
    view.timeline.Add(At(second, std::move(values)));
  }
  return view;
}

json DataOf(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const size_t from = page.find(begin) + begin.size();
  return json::parse(page.substr(from, page.find("</script>", from) - from));
}

size_t CountOf(const std::string& page, const std::string& text) {
  size_t count = 0;
  for (size_t at = 0; (at = page.find(text, at)) != std::string::npos; ++at) ++count;
  return count;
}

TEST(PageTest, ASeriesHasItsRatesAndWhatItCounts) {
  const json data = DataOf(RenderPage(ViewOf({{"nic", "eth0", "rx_missed_errors"}})));
  const json& series = data.at("series").at(0);
  EXPECT_EQ(series.at("mean"), json({7, 21}));
  EXPECT_EQ(series.at("total"), 28);
  EXPECT_EQ(series.at("loss"), "loss");
  EXPECT_EQ(series.at("stage"), "card");
  EXPECT_THAT(data.at("rows").at(series.at("row").get<size_t>()).at("help").get<std::string>(),
              HasSubstr("lost in the card"));
  EXPECT_FALSE(series.contains("peak"));
}

TEST(PageTest, LossesComeFirst) {
  const PageView view = ViewOf({{"cpu", "cpu0", "user"},
                                {"ip", "host", "IpInReceives"},
                                {"softnet", "cpu0", "processed"},
                                {"udp", "host", "UdpInErrors"},
                                {"udp", "host", "UdpRcvbufErrors"}});
  std::vector<std::string> names;
  for (const Series* series : ChosenSeries(view.timeline)) names.push_back(series->id.name);
  EXPECT_THAT(names, testing::ElementsAre("UdpRcvbufErrors", "UdpInErrors", "processed", "user",
                                          "IpInReceives"));
}

TEST(PageTest, ACounterThatNoRowKnowsStandsWhereItsSourceDoes) {
  const json data =
      DataOf(RenderPage(ViewOf({{"tcp", "host", "TcpExtNew"}, {"udp", "host", "A"}})));
  EXPECT_EQ(data.at("series").at(0).at("stage"), "socket");
  EXPECT_EQ(data.at("series").at(1).at("stage"), "tcp");
}

TEST(PageTest, AQueuesCounterSaysItsQueue) {
  const json data = DataOf(RenderPage(ViewOf({{"nic", "eth0", "rx_queue_3_drops"}})));
  EXPECT_EQ(data.at("series").at(0).at("queue"), 3);
  EXPECT_EQ(data.at("series").at(0).at("meaning"), "queue-drops");
}

TEST(PageTest, TextOfTheHostIsNoMarkup) {
  const std::string hostile = "</script><script>alert(1)</script><!-- \xe2\x80\xae";
  PageView view = ViewOf({{"link", "<b>x", "rx_packets"}});
  view.host = hostile;
  view.events = {{Moment(1), "mark", hostile, hostile, 0}};
  view.drift.emplace().messages = {hostile};
  const std::string page = RenderPage(view);
  EXPECT_EQ(CountOf(page, "</script>"), 2U);
  EXPECT_EQ(CountOf(page, "<!--"), 0U);
  EXPECT_THAT(page, Not(HasSubstr("<b>x")));
  EXPECT_THAT(page, Not(HasSubstr("\xe2\x80\xae")));
  const json data = DataOf(page);
  EXPECT_THAT(data.at("host").get<std::string>(), HasSubstr("</script><script>alert(1)"));
  EXPECT_EQ(data.at("series").at(0).at("place"), "<b>x");
}

TEST(PageTest, ACauseIsAsDiagnoseHasItAndWhatCannotBeShownIsEscaped) {
  PageView view = ViewOf({});
  const std::string hostile = "eth0\xe2\x80\xae";
  Cause& cause = view.diagnosis.emplace().causes.emplace_back();
  cause.place = hostile;
  cause.word = "ring-bursts";
  cause.proofs = {{{"nic", hostile, "rx_missed_errors"}, 0, 7, 1}};
  cause.knobs = {{hostile, "rings", "rx", "max"}};
  const std::string page = RenderPage(view);
  EXPECT_THAT(page, Not(HasSubstr("\xe2\x80\xae")));
  const json shown = DataOf(page).at("verdict").at("causes").at(0);
  EXPECT_EQ(shown.at("cause"), "ring-bursts");
  EXPECT_EQ(shown.at("evidence").at(0).at("after"), 7);
}

TEST(PageTest, BytesThatAreNoUtf8DoNotBreakThePage) {
  PageView view = ViewOf({{"link", "eth\xff", "rx_packets"}});
  view.host = "h\xc3";
  EXPECT_EQ(DataOf(RenderPage(view)).at("series").at(0).at("place"), "eth\\xff");
}

TEST(PageTest, ThePageAsksForNothing) {
  const std::string page = RenderPage(ViewOf({}));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* const word : {"<link", " src=\"http", "@import", "sourceMappingURL=dygraph"}) {
    EXPECT_THAT(page, Not(HasSubstr(word)));
  }
}

TEST(PageTest, ADayAtASecondKeepsItsPeak) {
  PageView view;
  Sample sample = At(0, {});
  constexpr int kCounters = 12;
  constexpr int64_t kDay = 86'400;
  for (int i = 0; i < kCounters; ++i) {
    sample.values[{"softnet", "cpu" + std::to_string(i), "processed"}] = 0;
  }
  uint64_t& missed = sample.values[{"nic", "eth0", "rx_missed_errors"}];
  for (int64_t second = 0; second <= kDay; ++second) {
    sample.uptime += milliseconds(1000);
    sample.at = Moment(second);
    uint64_t step = static_cast<uint64_t>(second) * 31;
    for (auto& [id, value] : sample.values) value += 1000 + (step++ * 7919) % 977;
    missed += second == 50'000 ? 9'493'000 : 0;
    view.timeline.Add(sample);
  }
  const std::string page = RenderPage(std::move(view));
  EXPECT_THAT(page, SizeIs(Le(kMostPageBytes)));
  const json data = DataOf(page);
  EXPECT_THAT(data.at("series"), SizeIs(kCounters + 1));
  const auto peaks = data.at("series").at(0).at("peak").get<std::vector<double>>();
  EXPECT_GE(*std::max_element(peaks.begin(), peaks.end()), 9'493'000);
  EXPECT_GE(data.at("points").size(), 2000U);
}

TEST(PageTest, WhatDoesNotFitIsLeftOutAndSaidSo) {
  std::vector<CounterId> ids{{"udp", "host", "UdpRcvbufErrors"}};
  for (int i = 0; i < 500; ++i) ids.push_back({"cpu", "cpu" + std::to_string(i), "user"});
  const size_t most = PageHead().size() + PageTail().size() + 20'000;
  const std::string page = RenderPage(ViewOf(ids), most);
  EXPECT_THAT(page, SizeIs(Le(most)));
  const json data = DataOf(page);
  EXPECT_EQ(data.at("series").at(0).at("name"), "UdpRcvbufErrors");
  EXPECT_THAT(data.at("remarks").at(0).get<std::string>(), HasSubstr("are left out"));
}

TEST(PageTest, AMarkIsKeptWhereThousandsOfSettingsChanged) {
  PageView view = ViewOf({});
  for (int i = 0; i < 5000; ++i) {
    view.events.push_back({Moment(i), i == 4000 ? "mark" : "setting", "", "", 0});
  }
  const json events = DataOf(RenderPage(view)).at("events");
  EXPECT_THAT(events, SizeIs(1000));
  EXPECT_EQ(events.at(999).at("kind"), "mark");
}

TEST(PageTest, AnApplyAndAMarkAreKeptWhereALinkFlapsThousandsOfTimes) {
  PageView view = ViewOf({});
  for (int i = 0; i < 3000; ++i) view.events.push_back({Moment(i), "link", "eth0", "down", 0});
  view.events.push_back({Moment(3000), "apply", "", "run 7", 0});
  view.events.push_back({Moment(3001), "mark", "", "late", 0});
  const json events = DataOf(RenderPage(view)).at("events");
  EXPECT_THAT(events, SizeIs(1000));
  EXPECT_EQ(events.at(998).at("kind"), "apply");
  EXPECT_EQ(events.at(999).at("kind"), "mark");
}

TEST(PageTest, HoweverManySettingsDifferThePageIsNoLargerAndSaysWhatIsLeftOut) {
  PageView view = ViewOf({{"udp", "host", "UdpRcvbufErrors"}});
  Finding finding;
  finding.status = Status::kDrift;
  finding.reason = std::string(300, '<');
  Record run;
  view.drift.emplace();
  for (int i = 0; i < 8'000; ++i) {
    finding.address = {"eth" + std::to_string(i), "rings", "rx"};
    view.drift->findings.push_back(finding);
    run.changes.push_back({finding.address, uint64_t{1}, uint64_t{2}});
  }
  view.runs = {run};
  const std::string page = RenderPage(std::move(view));
  EXPECT_THAT(page, SizeIs(Le(kMostPageBytes)));
  const json data = DataOf(page);
  EXPECT_EQ(data.at("drift").at("amiss"), 8'000);
  EXPECT_THAT(data.at("drift").at("findings"), Not(IsEmpty()));
  EXPECT_THAT(data.at("series"), SizeIs(1));
  EXPECT_THAT(data.at("remarks").at(0).get<std::string>(), HasSubstr("lines are listed"));
}

TEST(PageTest, LongMarksAreCutWhereThePageWouldBeTooLarge) {
  PageView view = ViewOf({});
  view.events = {{Moment(0), "mark", "", "short", 0}};
  for (int i = 1; i < 800; ++i) {
    view.events.push_back({Moment(i), "mark", "", std::string(8000, '<'), 0});
  }
  const std::string page = RenderPage(view);
  EXPECT_THAT(page, SizeIs(Le(kMostPageBytes)));
  const json data = DataOf(page);
  EXPECT_EQ(data.at("events").at(0).at("text"), "short");
  EXPECT_THAT(data.at("events").at(799).at("text").get<std::string>(), testing::EndsWith("<..."));
  EXPECT_THAT(data.at("remarks").dump(), HasSubstr("Texts of events are cut"));
}

TEST(PageTest, ACounterOfAllBitsHasItsMean) {
  PageView view;
  const CounterId id{"nic", "eth0", "odd"};
  view.timeline.Add(At(0, {{id, 0}}));
  view.timeline.Add(At(1, {{id, ~uint64_t{0}}}));
  const json series = DataOf(RenderPage(view)).at("series").at(0);
  EXPECT_NEAR(series.at("mean").at(0).get<double>(), 1.845e19, 1e16);
}

TEST(PageTest, DriftIsCountedAndListedAsCheckDoes) {
  PageView view = ViewOf({});
  const auto found = [](const char* name, Status status) {
    Finding finding;
    finding.address = {"eth0", "rings", name};
    finding.status = status;
    return finding;
  };
  view.drift.emplace().findings = {found("ok", Status::kOk), found("drift", Status::kDrift),
                                   found("clamped", Status::kClamped),
                                   found("waived", Status::kWaived)};
  view.drift->findings.push_back(found("tolerated", Status::kAbsent));
  view.drift->findings.back().tolerated = true;
  const json drift = DataOf(RenderPage(view)).at("drift");
  EXPECT_EQ(drift.at("as_wanted"), 3);
  EXPECT_EQ(drift.at("amiss"), 1);
  EXPECT_EQ(drift.at("waived"), 1);
  std::vector<std::string> listed;
  for (const json& finding : drift.at("findings")) listed.push_back(finding.at("address"));
  EXPECT_THAT(listed,
              testing::ElementsAre("eth0/rings/drift", "eth0/rings/clamped", "eth0/rings/waived"));
}

}  // namespace
}  // namespace netkeel
