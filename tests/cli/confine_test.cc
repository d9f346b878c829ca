// SPDX-License-Identifier: Apache-2.0
#include "cli/confine.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "kernel/irq_actions.h"
#include "kernel/live_kernel.h"

namespace netkeel {
namespace {

constexpr uint64_t kNetAdmin = uint64_t{1} << CAP_NET_ADMIN;
constexpr uint64_t kSysNice = uint64_t{1} << CAP_SYS_NICE;

Request RequestOf(Verb verb) {
  Request request;
  request.verb = verb;
  return request;
}

/// A line of /proc/self/status as a number: "CapEff", "CapPrm", "NoNewPrivs".
uint64_t StatusOf(const std::string& word) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(word + ':')) return std::stoull(line.substr(word.size() + 1), nullptr, 16);
  }
  return ~uint64_t{0};
}

/// Ends the process, which a test has forked: 0 where `good`.
void EndWith(bool good) { ::_exit(good ? 0 : 1); }

TEST(ConfineTest, OnlyWhatWritesMayAdministerTheNetwork) {
  Request dry_run = RequestOf(Verb::kApply);
  EXPECT_TRUE(NeededCapabilities(dry_run) & kNetAdmin);
  EXPECT_TRUE(NeededCapabilities(dry_run) & kSysNice);
  dry_run.dry_run = true;
  EXPECT_FALSE(NeededCapabilities(dry_run) & kNetAdmin);
  for (const Verb verb : {Verb::kCheck, Verb::kCapture, Verb::kValidate, Verb::kExplain}) {
    EXPECT_FALSE(NeededCapabilities(RequestOf(verb)) & (kNetAdmin | kSysNice)) << ToText(verb);
  }
}

TEST(ConfineTest, OnlyTheRecorderIsToldWhoWritesASetting) {
  constexpr uint64_t kSysAdmin = uint64_t{1} << CAP_SYS_ADMIN;
  for (const Verb verb :
       {Verb::kCheck, Verb::kApply, Verb::kRollback, Verb::kConfirm, Verb::kHistory, Verb::kCoexist,
        Verb::kCapture, Verb::kValidate, Verb::kExplain, Verb::kSchema, Verb::kDiff, Verb::kObserve,
        Verb::kMark, Verb::kDiagnose}) {
    EXPECT_FALSE(NeededCapabilities(RequestOf(verb)) & kSysAdmin) << ToText(verb);
  }
  const uint64_t recorder = NeededCapabilities(RequestOf(Verb::kRecord));
  EXPECT_TRUE(recorder & kSysAdmin);
  EXPECT_FALSE(recorder & (uint64_t{1} << CAP_DAC_OVERRIDE));
}

TEST(ConfineTest, AFileIsPutInAFolderThatIsNotRootsOnlyWhereOneIsAskedFor) {
  constexpr uint64_t kOverride = uint64_t{1} << CAP_DAC_OVERRIDE;
  Request check = RequestOf(Verb::kCheck);
  EXPECT_FALSE(NeededCapabilities(check) & kOverride);
  check.output = "report.json";
  EXPECT_TRUE(NeededCapabilities(check) & kOverride);
  EXPECT_TRUE(NeededCapabilities(RequestOf(Verb::kCapture)) & kOverride);
}

TEST(ConfineDeathTest, NothingIsLeftButWhatIsNeededAndNothingComesBack) {
  for (const Verb verb : {Verb::kCheck, Verb::kApply, Verb::kCapture, Verb::kSchema}) {
    const Request request = RequestOf(verb);
    EXPECT_EXIT(
        {
          const bool done = Confine(request).has_value();
          const uint64_t surplus = ~NeededCapabilities(request);
          EndWith(done && StatusOf("NoNewPrivs") == 1 && (StatusOf("CapEff") & surplus) == 0 &&
                  (StatusOf("CapPrm") & surplus) == 0 && StatusOf("CapInh") == 0 &&
                  StatusOf("CapAmb") == 0);
        },
        testing::ExitedWithCode(0), "")
        << ToText(verb);
  }
}

/// Goes into a network namespace of its own, which may be administered without root, too.
bool EnterOwnNetwork() {
  return ::unshare(CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

bool MayEnterOwnNetwork() {
  const pid_t child = ::fork();
  if (child == 0) EndWith(EnterOwnNetwork());
  int status = -1;
  return ::waitpid(child, &status, 0) == child && status == 0;
}

/// The errno that refuses rings to the loopback, which has none.
int RefusalOfRings() {
  Device lo;
  lo.name = "lo";
  lo.ifindex = 1;
  const auto set = LiveKernel().EthtoolSet(lo, EthtoolTopic::kRings, {{"rx", 1UL}});
  return set ? 0 : set.error().sys_errno;
}

TEST(ConfineDeathTest, ACheckCannotWriteWhatAnApplyCan) {
  if (!MayEnterOwnNetwork()) GTEST_SKIP() << "neither root nor allowed a user namespace";
  for (const auto& [verb, refusal] : {std::pair(Verb::kCheck, EPERM), {Verb::kApply, EOPNOTSUPP}}) {
    EXPECT_EXIT(
        {
          const bool done = EnterOwnNetwork() && Confine(RequestOf(verb)).has_value();
          EndWith(done && RefusalOfRings() == refusal);
        },
        testing::ExitedWithCode(0), "")
        << ToText(verb);
  }
}

TEST(ConfineDeathTest, AVectorThatNobodyMayMoveIsNoMatterOfPrivilege) {
  OwnedFile file;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/irq")) {
    const auto number = ParseUnsigned(entry.path().filename().string());
    if (!number) continue;
    const auto actions = IrqActions(LiveKernel(), static_cast<unsigned>(*number));
    if (!actions.empty()) file = {entry.path() / "effective_affinity", 0, actions.front()};
  }
  if (file.path.empty()) GTEST_SKIP() << "no interrupt in /proc/irq";
  EXPECT_EXIT(
      {
        static_cast<void>(Confine(RequestOf(Verb::kApply)));
        const auto written = LiveKernel().WriteFile(file, "1");
        EndWith(!written && written.error().sys_errno == EPERM);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace netkeel
