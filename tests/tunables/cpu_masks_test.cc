// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kWork = "/sys/devices/virtual/workqueue/cpumask";
constexpr const char* kDefault = "default_smp_affinity";

TunableProbe Probe(std::unique_ptr<const Tunable> tunable, RecordedKernel& kernel) {
  TunableProbe probe(std::move(tunable), kernel, HostDevice());
  probe.Look();
  return probe;
}

TEST(IrqDefaultTest, IsAMaskOfTheKernelsWidth) {
  RecordedKernel kernel = TreeBuilder().Cpus(40).Build();
  TunableProbe irq = Probe(MakeIrqDefault(), kernel);
  EXPECT_EQ(irq.Text(kDefault), "0-39");
  ASSERT_THAT(irq.Set({{kDefault, CpuSet{0, 1}}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write /proc/irq/default_smp_affinity 00,00000003"));
  EXPECT_EQ(irq.Look().StatusOf(kDefault, CpuSet{0, 1}), Status::kOk);
}

TEST(IrqDefaultTest, AMaskWithoutACpuThatIsOnlineIsRefusedAndChangesNothing) {
  RecordedKernel kernel = TreeBuilder().Cpus(4).Online("0-2").Build();
  TunableProbe irq = Probe(MakeIrqDefault(), kernel);
  for (const CpuSet& cpus : {CpuSet{3}, CpuSet{}}) {
    const auto set = irq.Set({{kDefault, cpus}});
    ASSERT_THAT(set, HasErrno(EINVAL));
    EXPECT_THAT(set.error().message, HasSubstr("no mask without a CPU that is online"));
  }
  EXPECT_EQ(irq.Look().Text(kDefault), "0-3");
  EXPECT_THAT(irq.Set({{kDefault, CpuSet{4}}}), HasCode(ErrorCode::kInvalid));
}

/// The finding of a wish for `set`, "" where it becomes a wish.
std::string FindingOf(std::unique_ptr<const Tunable> tunable, const char* key, const char* set) {
  Setting setting;
  setting.tunable = tunable->descriptor().name;
  setting.key = key;
  setting.literal = *CpuExpression::Parse(set);
  const Target target{HostDevice(), {setting}};
  RecordedKernel kernel = TreeBuilder().Cpus(4).File(kWork, "f\n").Build();
  const Observation observed = tunable->Observe(kernel, target.device, {});
  CpuFacts facts;
  facts.present = facts.online = CpuSet::Range(0, 3);
  Desired desired;
  tunable->Resolve({target, observed, facts}, desired);
  EXPECT_EQ(desired.findings.size() + desired.wishes.size(), 1U);
  return desired.findings.empty() ? "" : desired.findings.front().reason;
}

TEST(CpuMasksTest, ASetWithoutACpuIsRefusedBeforeAnyWrite) {
  EXPECT_THAT(FindingOf(MakeWorkqueue(), "cpumask", "none"), HasSubstr("is no CPU on this host"));
  EXPECT_THAT(FindingOf(MakeIrqDefault(), kDefault, "none"), HasSubstr("is no CPU on this host"));
  EXPECT_EQ(FindingOf(MakeWorkqueue(), "cpumask", "0-1"), "");
  EXPECT_EQ(FindingOf(MakeIrqDefault(), kDefault, "0-1"), "");
}

TEST(IrqDefaultTest, HasTheSectionOfInterruptsBelowTheHost) {
  EXPECT_EQ(SectionOf(MakeIrqDefault()->descriptor()), "irq");
  EXPECT_EQ(MakeIrqDefault()->descriptor().scope, Scope::kHost);
}

TEST(WorkqueueTest, IsSetAndRead) {
  RecordedKernel kernel = TreeBuilder().Cpus(4).File(kWork, "f\n").Build();
  TunableProbe work = Probe(MakeWorkqueue(), kernel);
  EXPECT_EQ(work.Text("cpumask"), "0-3");
  ASSERT_THAT(work.Set({{"cpumask", CpuSet{0, 1}}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write /sys/devices/virtual/workqueue/cpumask 3"));
  EXPECT_EQ(work.Look().StatusOf("cpumask", CpuSet{0, 1}), Status::kOk);
  EXPECT_THAT(work.Set({{"cpumask", CpuSet{}}}), HasErrno(EINVAL));
}

TEST(WorkqueueTest, CpusOfAPartitionAreLeftOut) {
  RecordedKernel kernel = TreeBuilder()
                              .Cpus(4)
                              .File(kWork, "3\n")
                              .File(std::string(kWork) + "_isolated", "c\n")
                              .Build();
  const TunableProbe work = Probe(MakeWorkqueue(), kernel);
  const Verdict verdict = work.Judge("cpumask", CpuSet{0, 1, 2});
  EXPECT_EQ(verdict.status, Status::kClamped);
  EXPECT_THAT(verdict.reason, HasSubstr("CPU 2 is isolated by a cpuset partition"));
  EXPECT_EQ(work.StatusOf("cpumask", CpuSet{2}), Status::kDrift);
  EXPECT_FALSE(work.tunable().IsWritable("cpumask/allowed"));
}

TEST(WorkqueueTest, AKernelWithoutTheFileSaysSo) {
  RecordedKernel kernel = TreeBuilder().Build();
  const TunableProbe work = Probe(MakeWorkqueue(), kernel);
  EXPECT_EQ(work.Problem("cpumask").code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace netkeel
