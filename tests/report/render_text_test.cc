// SPDX-License-Identifier: Apache-2.0
#include "report/render_text.h"

#include <gmock/gmock.h>

#include "report/sample_report.h"

namespace netkeel {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TextOptions For(Verb verb) {
  TextOptions options;
  options.verb = verb;
  return options;
}

TEST(RenderTextTest, OneTableHasADeviceAsHeadingAndWhatIsAmissFirst) {
  EXPECT_EQ(RenderText(SampleReport(), For(Verb::kCheck)),
            "profile /etc/netkeel/profile.yaml, host feed1\n"
            "  status   setting            wanted      actual  why\n"
            "eth0  ixgbe 0000:03:00.0, firmware 0x800006d1, node 1\n"
            "  drift    rings/rx           max (4096)  512     profile.yaml:12\n"
            "  held     channels/combined  4           8       setting it resets the link\n"
            "  clamped  rings/tx           8192        4096\n"
            "2 of 4 settings not as wanted (1 drift, 1 held); exit 2: not as wanted\n");
}

TEST(RenderTextTest, VerboseShowsWhatIsAsWantedToo) {
  TextOptions options = For(Verb::kCheck);
  EXPECT_THAT(RenderText(SampleReport(), options), Not(HasSubstr("dev_weight")));
  options.verbose = true;
  EXPECT_THAT(RenderText(SampleReport(), options),
              HasSubstr("host\n  ok       sysctl/net.core.dev_weight  64          64\n"));
}

TEST(RenderTextTest, ToleratedAbsenceIsQuietAndCompliant) {
  Report report = SampleReport();
  report.findings = {MakeFinding({"eth0", "rings", "rx-jumbo"}, Status::kUnsupported, "64", "")};
  report.findings[0].tolerated = true;
  report.exit_code = ExitCode::kAsWanted;
  EXPECT_EQ(RenderText(report, For(Verb::kCheck)),
            "profile /etc/netkeel/profile.yaml, host feed1\n"
            "1 setting as wanted; exit 0: as wanted\n");
}

TEST(RenderTextTest, QueuesThatSayTheSameAreOneRowUnlessVerbose) {
  Report report = SampleReport();
  report.findings.clear();
  for (const std::string queue : {"0", "1", "2", "3", "4", "8"}) {
    report.findings.push_back(MakeFinding({"eth0", "queues", "rx-" + queue + "/rps_cpus"},
                                          Status::kDrift, "0-1", queue == "3" ? "0" : "none"));
  }
  TextOptions options = For(Verb::kCheck);
  const std::string text = RenderText(report, options);
  EXPECT_THAT(text, HasSubstr("  drift   queues/rx-0..2/rps_cpus  0-1     none\n"
                              "  drift   queues/rx-3/rps_cpus     0-1     0\n"
                              "  drift   queues/rx-4/rps_cpus     0-1     none\n"
                              "  drift   queues/rx-8/rps_cpus     0-1     none\n"));
  EXPECT_THAT(text, HasSubstr("6 of 6 settings"));
  options.verbose = true;
  EXPECT_THAT(RenderText(report, options), HasSubstr("queues/rx-1/rps_cpus"));
}

TEST(RenderTextTest, OnlyATerminalGetsColours) {
  TextOptions options = For(Verb::kCheck);
  EXPECT_THAT(RenderText(SampleReport(), options), Not(HasSubstr("\x1b")));
  options.terminal.color = true;
  EXPECT_THAT(RenderText(SampleReport(), options), HasSubstr("  \x1b[31mdrift\x1b[0m    rings/rx"));
}

TEST(RenderTextTest, ControlCharactersFromTheSystemAreNeverRaw) {
  Report report = SampleReport();
  report.host = "evil\x1b[2J";
  report.devices[0].firmware = "\x07";
  report.findings[2].actual = "5\r12";
  report.findings[2].reason = "bad\nnews";
  report.findings[2].source.file = "a\tb.yaml";
  report.messages = {"\x1b]0;title"};
  report.warnings = {"\x9b"};
  report.changes = {{{"eth0", "rings", "\x08"}, Value{std::string("\x1b")}, Value{uint64_t{1}}}};
  const std::string text = RenderText(report, For(Verb::kApply));
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c != 0x7F)) << int{c};
  EXPECT_THAT(text, HasSubstr("bad\\x0anews"));
}

TEST(RenderTextTest, ApplySaysWhatChangedFromWhatToWhat) {
  Report report = SampleReport();
  report.changes = {{{"eth0", "rings", "rx"}, Value{uint64_t{512}}, Value{uint64_t{4096}}}};
  const std::string text = RenderText(report, For(Verb::kApply));
  EXPECT_THAT(text, HasSubstr("changed\n  eth0/rings/rx  512  ->  4096\n"));
  EXPECT_THAT(text, EndsWith("; 1 changed; exit 2: not as wanted\n"));
}

TEST(RenderTextTest, ARolledBackApplyDoesNotClaimChanges) {
  Report report = SampleReport();
  report.changes = {{{"eth0", "rings", "rx"}, Value{uint64_t{512}}, Value{uint64_t{4096}}}};
  report.exit_code = ExitCode::kRolledBack;
  const std::string text = RenderText(report, For(Verb::kApply));
  EXPECT_THAT(text, HasSubstr("changed, and put back\n"));
  EXPECT_THAT(text, EndsWith("exit 3: failed, every setting is as it was before\n"));
}

TEST(RenderTextTest, LongReasonsWrapUnderTheirColumnOnATerminal) {
  Report report = SampleReport();
  report.findings[2].reason = "the driver grants no more than this and says so in its own words";
  TextOptions options = For(Verb::kCheck);
  options.terminal.width = 80;
  for (std::string rest = RenderText(report, options); !rest.empty();) {
    const size_t end = rest.find('\n');
    EXPECT_LE(end, 80u) << rest.substr(0, end);
    rest.erase(0, end + 1);
  }
}

TEST(RenderPlanTest, EveryStepHasItsObjectItsEffectAndItsChanges) {
  Step step;
  step.device = "eth0";
  step.tunable = "rings";
  step.object = "ETHTOOL_MSG_RINGS_SET";
  step.effect = "resets the link";
  step.changes = {{{"eth0", "rings", "rx"}, Value{uint64_t{512}}, Value{uint64_t{4096}}},
                  {{"eth0", "rings", "tx"}, std::nullopt, Value{uint64_t{512}}}};
  EXPECT_EQ(RenderPlan({step}),
            "plan: 1 step\n"
            "1. eth0 rings: ETHTOOL_MSG_RINGS_SET (resets the link)\n"
            "     rx  512  ->  4096\n"
            "     tx  -    ->  512\n");
}

TEST(RenderPlanTest, HowOftenEachInterfaceIsResetIsSaidFirst) {
  Plan plan;
  for (const auto& [device, tunable] : {std::pair("eth0", "channels"), std::pair("eth0", "rings"),
                                        std::pair("eth1", "rings"), std::pair("eth2", "queues")}) {
    Step step;
    step.device = device;
    step.tunable = tunable;
    step.disruptive = step.tunable != "queues";
    plan.push_back(step);
  }
  EXPECT_THAT(RenderPlan(plan), HasSubstr("plan: 4 steps\n"
                                          "resets: eth0 2 times (channels, rings), "
                                          "eth1 once (rings)\n1. eth0 channels"));
}

TEST(RenderPlanTest, AnEmptyPlanSaysSo) { EXPECT_EQ(RenderPlan({}), "plan: nothing to change\n"); }

}  // namespace
}  // namespace netkeel
