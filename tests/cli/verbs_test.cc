// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/setup.h"
#include "run_request.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
namespace fs = std::filesystem;

class VerbsTest : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  static Outcome Do(Verb verb, const std::vector<std::string>& arguments,
                    const std::string& root = "") {
    Request request;
    request.verb = verb;
    request.arguments = arguments;
    request.root = root;
    return RunRequest(request);
  }

  const TempFolder folder_;
};

TEST_F(VerbsTest, ACapturedTreeIsAuditedWithoutTheMachineItIsFrom) {
  const std::string profile = File("p.yaml",
                                   "version: 1\ninterfaces:\n  - match: {driver: ixgbe}\n"
                                   "    rings: {rx: max}\n");
  const Outcome outcome = Do(Verb::kCheck, {profile}, "trees/ixgbe-4q");
  EXPECT_EQ(outcome.exit_code, ExitCode::kDrift) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("ixgbe 0000:"));
  EXPECT_THAT(outcome.out, HasSubstr("rings/rx"));
  EXPECT_THAT(outcome.out, HasSubstr("p.yaml:4"));
}

TEST_F(VerbsTest, EveryTreeAsAProfileIsMetByThatTree) {
  for (const auto& tree : fs::directory_iterator("trees")) {
    // A vector that irqbalance may move is as wanted, and in conflict.
    const bool in_conflict = fs::exists(tree.path() / "run/irqbalance");
    if (!tree.is_directory() || in_conflict) continue;
    Request request;
    request.verb = Verb::kCapture;
    request.as_profile = true;
    request.root = tree.path();
    const Outcome captured = RunRequest(request);
    ASSERT_EQ(captured.exit_code, ExitCode::kAsWanted) << tree.path() << captured.err;
    const std::string profile = File("captured.yaml", captured.out);
    const Outcome checked = Do(Verb::kCheck, {profile}, tree.path());
    EXPECT_EQ(checked.exit_code, ExitCode::kAsWanted) << tree.path() << '\n'
                                                      << captured.out << checked.err << checked.out;
  }
}

TEST_F(VerbsTest, AMistypedInterfaceIsAnErrorWithASuggestion) {
  Request request;
  request.arguments = {File("p.yaml", "version: 1\n")};
  request.root = "trees/ixgbe-4q";
  request.interfaces = {"eth9"};
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("no interface eth9 here; did you mean eth0?"));
}

TEST_F(VerbsTest, ValidateGoesOnBehindABadFile) {
  const std::string good = File("good.yaml", "version: 1\n");
  const std::string bad = File("bad.yaml", "version: 1\nhots: {}\n");
  const Outcome outcome = Do(Verb::kValidate, {bad, good});
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.out, HasSubstr(bad + ":2: "));
  EXPECT_THAT(outcome.out, HasSubstr(good + ": ok\n"));
}

TEST_F(VerbsTest, ABadProfileIsOneJsonDocumentToo) {
  Request request;
  request.arguments = {File("bad.yaml", "version: 1\nhots: {}\n")};
  request.format = Format::kJson;
  const Outcome outcome = RunRequest(request);
  const auto document = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(document["exit_code"], 1);
  EXPECT_THAT(document["messages"][0].get<std::string>(), HasSubstr("bad.yaml:2"));
  EXPECT_THAT(outcome.err, HasSubstr("bad.yaml:2"));
}

TEST_F(VerbsTest, AMissingTreeIsOneLine) {
  const Outcome outcome = Do(Verb::kCheck, {File("p.yaml", "version: 1\n")}, "/no/such/tree");
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, StartsWith("netkeel: --root"));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
}

TEST_F(VerbsTest, AShippedNameThatIsNotThereSaysWhereItWasSought) {
  const Outcome outcome = Do(Verb::kValidate, {"no-such-profile"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.out, HasSubstr("/usr/share/netkeel/profiles"));
}

TEST_F(VerbsTest, AReportForAFileIsInTheFileAndNowhereElse) {
  Request request;
  request.arguments = {File("p.yaml", "version: 1\n")};
  request.root = "trees/ixgbe-4q";
  request.format = Format::kJson;
  request.output = folder_ / "report.json";
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kAsWanted) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  std::ifstream report(request.output);
  EXPECT_EQ(nlohmann::json::parse(report)["host"], "ixgbe-4q");
}

TEST_F(VerbsTest, AFailedCheckReplacesAGoodReport) {
  Request request;
  request.arguments = {File("bad.yaml", "version: 7\n")};
  request.output = File("report.txt", "1 setting as wanted\n");
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kError);
  std::string first;
  std::ifstream(request.output) >> first;
  EXPECT_EQ(first, "netkeel:");
}

TEST_F(VerbsTest, AReportThatCannotBeWrittenIsNoSuccess) {
  Request request;
  request.arguments = {File("p.yaml", "version: 1\n")};
  request.root = "trees/ixgbe-4q";
  request.output = folder_ / "none" / "report.txt";
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, StartsWith("netkeel: --output "));
}

TEST_F(VerbsTest, TheBaselineIsAlwaysThere) {
  EXPECT_EQ(Do(Verb::kValidate, {"baseline"}).out, "baseline: ok\n");
}

TEST_F(VerbsTest, ExplainTakesNamesSectionsAndAddresses) {
  for (const char* const word : {"rings.rx", "rings/rx", "eth0/rings/rx", "rings", "rx"}) {
    const Outcome outcome = Do(Verb::kExplain, {word});
    EXPECT_EQ(outcome.exit_code, ExitCode::kAsWanted) << word;
    EXPECT_THAT(outcome.out, HasSubstr("rings.rx\n")) << word;
  }
  EXPECT_THAT(Do(Verb::kExplain, {"host/sysctl/net.core.netdev_budget"}).out,
              StartsWith("net.core.netdev_budget\n"));
}

TEST_F(VerbsTest, ExplainGuessesWhatWasMeant) {
  for (const char* const word : {"ipv6.conf.disable_ipv6", "net.ipv6.conf.eth0.disable_ipv6"}) {
    EXPECT_THAT(Do(Verb::kExplain, {word}).out, HasSubstr("setting it  1: takes IPv6 away"));
  }
  EXPECT_THAT(Do(Verb::kExplain, {"net.ipv4.ip_forward"}).out, HasSubstr("1: switches LRO off"));
  EXPECT_THAT(Do(Verb::kExplain, {"rings.rxx"}).err, HasSubstr("did you mean rings.rx?"));
  EXPECT_THAT(Do(Verb::kExplain, {"net.core.netdev_bugdet"}).err,
              HasSubstr("did you mean net.core.netdev_budget?"));
}

TEST_F(VerbsTest, ExplainKnowsExpectations) {
  EXPECT_THAT(
      Do(Verb::kExplain, {"host/boot/skew_tick"}).out,
      testing::AllOf(StartsWith("boot.skew_tick\n"),
                     HasSubstr("present, absent, a number, or text"), HasSubstr("never written")));
  EXPECT_THAT(Do(Verb::kExplain, {"eth0/driver/firmware-version"}).out,
              testing::AllOf(StartsWith("driver.firmware-version\n"), HasSubstr("at-least")));
  EXPECT_EQ(Do(Verb::kExplain, {"bogus"}).exit_code, ExitCode::kError);
}

TEST_F(VerbsTest, ASysctlThatNoTableKnowsIsNoError) {
  EXPECT_EQ(Do(Verb::kExplain, {"net.ipv4.neigh.eth0.gc_stale_time"}).exit_code,
            ExitCode::kAsWanted);
}

TEST_F(VerbsTest, ExplainTakesTheAddressOfAQueueAVectorOrAPolicy) {
  const std::pair<const char*, const char*> cases[] = {
      {"eth0/queues/rx-0/rps_cpus", "queues.rps_cpus\n"},
      {"queues/tx-3/xps_rxqs", "queues.xps_rxqs\n"},
      {"eth0/irq/TxRx-0/affinity", "irq.affinity\n"},
      {"eth0/napi-set/rx-0/threaded", "napi-set.threaded\n"},
      {"host/cpufreq/policy0/scaling_governor", "cpufreq.scaling_governor\n"},
      {"net.ipv4.conf.eth0/100.rp_filter", "net.ipv4.conf.eth0/100.rp_filter\n"},
      {"irq.default_smp_affinity", "irq-default.default_smp_affinity\n"},
      {"sysctl.ipv4.conf.rp_filter", "interface-sysctl.ipv4.conf.rp_filter\n"}};
  for (const auto& [word, name] : cases) {
    EXPECT_THAT(Do(Verb::kExplain, {word}).out, StartsWith(name)) << word;
  }
}

TEST_F(VerbsTest, ExplainSaysOfAKeyWithoutARowWhatHoldsForAllOfItsKind) {
  const Outcome flag = Do(Verb::kExplain, {"eth0/private-flags/rx-foo"});
  EXPECT_EQ(flag.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(flag.out, testing::AllOf(StartsWith("private-flags.rx-foo\n"),
                                       HasSubstr("a flag by the driver's name for it"),
                                       HasSubstr("resets the link"), HasSubstr("on or off"),
                                       HasSubstr("no interface has it")));
  EXPECT_THAT(Do(Verb::kExplain, {"features.rx-gro-lsit"}).out, HasSubstr("features.rx-gro-list"));
  EXPECT_THAT(Do(Verb::kExplain, {"sysctl.ipv4.conf.nothing_yet"}).out,
              HasSubstr("Documentation/networking/ip-sysctl.rst"));
  EXPECT_EQ(Do(Verb::kExplain, {"features.Bad Name"}).exit_code, ExitCode::kError);
}

TEST_F(VerbsTest, ExplainSaysWhatThereIsOfAKeyWithoutARow) {
  const auto here = [](const std::string& word) {
    return Do(Verb::kExplain, {word}, "trees/ixgbe-4q").out;
  };
  EXPECT_THAT(here("features.tx-checksum-sctp"), HasSubstr("here        eth0 on\n"));
  EXPECT_THAT(here("features.highdma"), HasSubstr("here        eth0 on (fixed)\n"));
  EXPECT_THAT(here("net.ipv4.nothing_yet"), HasSubstr("here        not there: "));
}

TEST(DiffTest, TwoCapturesAreComparedByTheVerb) {
  Request request;
  request.verb = Verb::kDiff;
  request.arguments = {"trees/ixgbe-4q", "trees/igc"};
  const Outcome outcome = RunRequest(request);
  EXPECT_EQ(outcome.exit_code, ExitCode::kDrift) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("ixgbe-4q"));
  EXPECT_THAT(outcome.out, testing::EndsWith(" differences\n"));
  request.arguments = {"trees/igc", "trees/igc"};
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kAsWanted);
  request.arguments = {"trees/igc", "trees/none"};
  EXPECT_EQ(RunRequest(request).exit_code, ExitCode::kError);
}

TEST_F(VerbsTest, AProfilesTextIsItsFilesAndAShippedOnesIsNoneOfAFileOfThatNameHere) {
  File("low-latency", "host: {}  # a stray file\n");
  const fs::path here = fs::current_path();
  fs::current_path(folder_.path());
  EXPECT_EQ(TextOfProfile("low-latency"), "");
  EXPECT_EQ(TextOfProfile("./low-latency"), "host: {}  # a stray file\n");
  EXPECT_EQ(TextOfProfile("./gone.yaml"), "");
  fs::current_path(here);
}

}  // namespace
}  // namespace netkeel
