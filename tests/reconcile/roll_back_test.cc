// SPDX-License-Identifier: Apache-2.0
#include "reconcile/roll_back.h"

#include <cerrno>

#include "reconcile/fixture.h"

namespace netkeel {
namespace {

class RollBackTest : public ReconcileTest {
 protected:
  /// The kernel's files without what no roll back can promise: the numbers of re-made vectors.
  static std::map<std::string, std::string> Settings(const RecordedKernel& kernel) {
    std::map<std::string, std::string> settings;
    for (const auto& [path, content] : kernel.Files()) {
      if (path == "directories.yaml" || path.find("irq") != std::string::npos) continue;
      settings[path] = content;
    }
    return settings;
  }

  /// "TxRx-2/affinity" -> CPUs of every vector, whatever its number is.
  State Affinities(const Kernel& kernel) const {
    const Profile profile = ProfileOf(
        "interfaces: [{match: {name: eth0}, irq: {affinity: pool, cpus: online, "
        "other: online}}]\n");
    State affinities;
    for (const Finding& finding : Check(kernel, profile).findings) {
      affinities[finding.address] = finding.actual;
    }
    return affinities;
  }

  size_t WritesOfAWholeApply() {
    RecordedKernel kernel = Tuned();
    FaultyKernel counter(kernel, 0, 0);
    Apply(counter, ProfileOf(kWholePath));
    return counter.writes();
  }
};

TEST_F(RollBackTest, AfterAnyOneFailedWriteEverythingIsAsBefore) {
  const size_t writes = WritesOfAWholeApply();
  ASSERT_GE(writes, 8U);
  for (const int sys_errno : {EIO, EINVAL, EBUSY, ENOMEM, EROFS, EOPNOTSUPP}) {
    for (size_t nth = 1; nth <= writes; ++nth) {
      RecordedKernel kernel = Tuned();
      const auto settings = Settings(kernel);
      const State affinities = Affinities(kernel);
      FaultyKernel faulty(kernel, nth, sys_errno);
      const Report report = Apply(faulty, ProfileOf(kWholePath));
      // A busy device is asked again, and an interrupt that stays put is no failure of the whole.
      if (report.exit_code != ExitCode::kRolledBack) {
        EXPECT_TRUE(sys_errno == EBUSY || sys_errno == EIO) << sys_errno << " at write " << nth;
        continue;
      }
      EXPECT_EQ(Settings(kernel), settings) << sys_errno << " at write " << nth;
      EXPECT_EQ(Affinities(kernel), affinities) << sys_errno << " at write " << nth;
      EXPECT_TRUE(report.changes.empty());
    }
  }
}

TEST_F(RollBackTest, WhatCannotBePutBackIsNamedAndTheRestIsPutBack) {
  RecordedKernel kernel = Tuned();
  // From the fourth write on nothing works any more: two sysctls and the channels are changed.
  FaultyKernel faulty(kernel, 4, EINVAL, FaultyKernel::Lasts::kForEver);
  const Report report = Apply(faulty, ProfileOf(kWholePath));
  EXPECT_EQ(report.exit_code, ExitCode::kNotRolledBack);
  std::string all;
  for (const std::string& message : report.messages) all += message + '\n';
  EXPECT_NE(all.find("eth0/channels/combined was 4 and is 2"), std::string::npos) << all;
  EXPECT_NE(all.find("host/sysctl/net.core.netdev_budget was 300 and is 600"), std::string::npos)
      << all;
}

TEST_F(RollBackTest, RollBackRestoresWhatAChangeOfQueuesDestroyed) {
  RecordedKernel kernel = Tuned();
  const auto before = Settings(kernel);
  ASSERT_EQ(before.at("sys/class/net/eth0/queues/rx-3/rps_cpus").find("c0"), 0U);
  FaultyKernel faulty(kernel, WritesOfAWholeApply(), EINVAL);
  const Report report = Apply(faulty, ProfileOf(kWholePath));
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_EQ(Settings(kernel), before);
}

}  // namespace
}  // namespace netkeel
