// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/faulty_kernel.h"
#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TunableProbe Irq(Kernel& kernel) {
  TunableProbe probe(MakeIrqAffinity(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(IrqAffinityTest, EveryVectorHasItsNumberQueueAndBothAffinities) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const TunableProbe irq = Irq(kernel);
  EXPECT_EQ(irq.Text("TxRx-1/irq"), "31");
  EXPECT_EQ(irq.Text("TxRx-1/queue"), "1");
  EXPECT_EQ(irq.Text("TxRx-1/affinity"), "0-3");
  EXPECT_EQ(irq.Text("TxRx-1/effective-affinity"), "1");
  EXPECT_TRUE(irq.Has("other/affinity"));
  EXPECT_FALSE(irq.Has("other/queue"));
  EXPECT_TRUE(irq.tunable().IsWritable("other/affinity"));
  EXPECT_FALSE(irq.tunable().IsWritable("TxRx-1/effective-affinity"));
}

TEST(IrqAffinityTest, EachVectorIsAStepOfItsOwnOnItsListFile) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe irq = Irq(kernel);
  const auto steps = irq.Steps({{"TxRx-0/affinity", CpuSet{2}}, {"TxRx-1/affinity", CpuSet{3}}});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[1].object, "/proc/irq/31/smp_affinity_list");
  EXPECT_FALSE(steps[1].disruptive);
  ASSERT_THAT(irq.Set({{"TxRx-0/affinity", CpuSet{2}}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write /proc/irq/30/smp_affinity_list 2"));
  EXPECT_EQ(irq.Look().StatusOf("TxRx-0/affinity", CpuSet{2}), Status::kOk);
}

TEST(IrqAffinityTest, RequestedRightAndHandledElsewhereIsPending) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.AddFile("/proc/irq/30/smp_affinity_list", "2\n");
  const Verdict verdict = Irq(kernel).Judge("TxRx-0/affinity", CpuSet{2});
  EXPECT_EQ(verdict.status, Status::kPending);
  EXPECT_THAT(verdict.reason, HasSubstr("CPU 0"));
}

TEST(IrqAffinityTest, HandledRightByAChanceOfAWiderMaskIsDrift) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  EXPECT_EQ(Irq(kernel).StatusOf("TxRx-2/affinity", CpuSet{2}), Status::kDrift);
}

TEST(IrqAffinityTest, OfflineCpusCountOnNeitherSide) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.AddFile("/sys/devices/system/cpu/online", "0-2,4-7\n");
  TunableProbe irq = Irq(kernel);
  EXPECT_EQ(irq.StatusOf("TxRx-0/affinity", CpuSet::Range(0, 2)), Status::kOk);
  EXPECT_EQ(irq.StatusOf("TxRx-0/affinity", CpuSet::Range(0, 3)), Status::kOk);
  const Verdict offline = irq.Judge("TxRx-0/affinity", CpuSet{3});
  EXPECT_EQ(offline.status, Status::kDrift);
  EXPECT_THAT(offline.reason, HasSubstr("no CPU of 3 is online"));
}

TEST(IrqAffinityTest, WithoutAnEffectiveAffinityTheRequestedOneIsIt) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.Remove("/proc/irq/30/effective_affinity_list");
  const TunableProbe irq = Irq(kernel);
  EXPECT_EQ(irq.Text("TxRx-0/effective-affinity"), "0-3");
  EXPECT_EQ(irq.StatusOf("TxRx-0/affinity", CpuSet::Range(0, 3)), Status::kOk);
}

TEST(IrqAffinityTest, WideMasksGoThroughTheListFile) {
  RecordedKernel kernel = LoadTestTree("big-1024-cpu");
  TunableProbe irq = Irq(kernel);
  const CpuSet wanted{130, 900};
  ASSERT_THAT(irq.Set({{"TxRx-3/affinity", wanted}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write /proc/irq/34/smp_affinity_list 130,900"));
  EXPECT_EQ(irq.Look().StatusOf("TxRx-3/affinity", wanted), Status::kOk);
}

struct Refusal {
  int sys_errno;
  ErrorCode code;
  const char* why;
};

class RefusalTest : public testing::TestWithParam<Refusal> {};

TEST_P(RefusalTest, IsClassifiedAndExplained) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.SetImmovable("/proc/irq/30", GetParam().sys_errno);
  const auto set = Irq(kernel).Set({{"TxRx-0/affinity", CpuSet{2}}});
  ASSERT_THAT(set, HasCode(GetParam().code));
  EXPECT_EQ(set.error().sys_errno, GetParam().sys_errno);
  EXPECT_THAT(set.error().message, HasSubstr("eth0/irq/TxRx-0/affinity"));
  EXPECT_THAT(set.error().message, HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Errnos, RefusalTest,
    testing::Values(Refusal{EIO, ErrorCode::kImmovable, "never lets it be moved"},
                    Refusal{EPERM, ErrorCode::kImmovable, "never lets it be moved"},
                    Refusal{EACCES, ErrorCode::kPermission, "needs root"},
                    Refusal{EROFS, ErrorCode::kPermission, "writable /proc/irq"},
                    Refusal{ENOSPC, ErrorCode::kBusy, "no free interrupt vector on CPUs 2"},
                    Refusal{EINVAL, ErrorCode::kInvalid, "is online"},
                    Refusal{EOVERFLOW, ErrorCode::kInvalid, "beyond"},
                    Refusal{ENOENT, ErrorCode::kNotFound, "gone"}));

TEST(IrqAffinityTest, AFullVectorSpaceIsTriedFiveTimes) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.SetImmovable("/proc/irq/30", ENOSPC);
  EXPECT_FALSE(Irq(kernel).Set({{"TxRx-0/affinity", CpuSet{2}}}));
  EXPECT_EQ(kernel.writes().size(), 5U);
}

TEST(IrqAffinityTest, AVectorThatComesFreeAMomentLaterIsTaken) {
  RecordedKernel recorded = LoadTestTree("ixgbe-4q");
  FaultyKernel kernel(recorded, 1, ENOSPC);
  EXPECT_THAT(Irq(kernel).Set({{"TxRx-0/affinity", CpuSet{2}}}), IsOk());
}

TEST(IrqAffinityTest, AnInterfaceThatIsDownIsPendingAsAWhole) {
  RecordedKernel kernel = LoadTestTree("ixgbe-down");
  const TunableProbe irq = Irq(kernel);
  EXPECT_TRUE(irq.seen().values.empty());
  EXPECT_EQ(irq.Problem("").code, ErrorCode::kPending);
}

TEST(IrqAffinityTest, AVectorThatCannotBeReadIsAProblemOfItsOwn) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.SetUnreadable("/proc/irq/31/smp_affinity_list", EACCES);
  const TunableProbe irq = Irq(kernel);
  EXPECT_EQ(irq.Problem("TxRx-1/affinity").code, ErrorCode::kPermission);
  EXPECT_TRUE(irq.Has("TxRx-0/affinity"));
}

}  // namespace
}  // namespace netkeel
