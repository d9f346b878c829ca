// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>

#include "cli/run_request.h"
#include "reconcile/lints.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class LintVerbTest : public testing::Test {
 protected:
  /// What lint says of a profile of these lines, on a host with isolated CPUs 2-3.
  Outcome Linted(const std::string& lines) const {
    const std::string profile = folder_ / "profile.yaml";
    std::ofstream(profile) << "version: 1\nname: feed\n" << lines;
    Request request;
    request.verb = Verb::kLint;
    request.arguments = {profile};
    request.root = "trees/qemu-igb-4q";
    return RunRequest(request);
  }

  const TempFolder folder_;
};

TEST_F(LintVerbTest, WhereNothingIsWrongItSaysByHowManyRules) {
  const Outcome outcome = Linted("host:\n  sysctl: {net.core.rmem_max: 16777216}\n");
  EXPECT_EQ(outcome.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(outcome.out,
              HasSubstr("nothing to say, by " + std::to_string(LintRules().size()) + " rules"));
}

TEST_F(LintVerbTest, AContradictionIsNamedWithItsPlaceAndIsExit2) {
  const Outcome outcome = Linted("host:\n  sysctl: {net.core.netdev_budget: 600}\n");
  EXPECT_EQ(outcome.exit_code, ExitCode::kDrift);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("profile.yaml:4: net.core.netdev_budget"),
                                 HasSubstr("[budget-without-time]\n")));
}

TEST_F(LintVerbTest, WhatTheDevicesTellIsSaidBesides) {
  const Outcome outcome = Linted(
      "interfaces:\n  - match: {driver: igb}\n    channels: {combined: 4}\n"
      "    queues: {rps_cpus: isolated}\n");
  EXPECT_EQ(outcome.exit_code, ExitCode::kDrift);
  EXPECT_THAT(outcome.out, HasSubstr("profile.yaml:6: eth4: rps_cpus names CPUs 2-3"));
}

TEST_F(LintVerbTest, AProfileThatIsNoneIsAnErrorAndNoVerdict) {
  const Outcome outcome = Linted("host:\n  sysctls: {}\n");
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean"));
}

}  // namespace
}  // namespace netkeel
