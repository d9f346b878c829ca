// SPDX-License-Identifier: Apache-2.0
#include "cli/looks.h"

#include <gmock/gmock.h>

#include <thread>

#include "cli/report_source.h"
#include "support/forwarding_kernel.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

/// The first pause lasts as long as `late`, whatever was asked for.
class SlowKernel final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;
  void Pause(milliseconds /*time*/) const override {
    if (pauses++ == 0) std::this_thread::sleep_for(late);
  }
  milliseconds late{0};
  mutable int pauses = 0;
};

/// Of each look, whether it has facts.
std::vector<bool> FactsOf(const Kernel& kernel, const LookPlan& plan) {
  std::vector<bool> facts;
  const auto looked = LookAt(
      kernel, {}, plan, [&facts](const Sample& sample) { facts.push_back(!sample.facts.empty()); });
  EXPECT_TRUE(looked);
  return facts;
}

TreeBuilder Host() {
  return TreeBuilder().Nic("eth0", "ixgbe").File("/proc/uptime", "26916.70 4757.34\n");
}

TEST(LooksTest, WithoutATimeNothingIsLookedAt) {
  RecordedKernel recorded = Host().File("/proc/uptime", "").Build();
  size_t taken = 0;
  const auto looked =
      LookAt(recorded, {}, {milliseconds(1), 3}, [&taken](const Sample& /*sample*/) { ++taken; });
  ASSERT_FALSE(looked);
  EXPECT_THAT(looked.error().message, testing::HasSubstr("/proc/uptime cannot be read"));
  EXPECT_EQ(taken, 0U);
}

TEST(LooksTest, FactsAreOfTheFirstLookTheLastAndEachThatIsNamed) {
  RecordedKernel recorded = Host().Build();
  const SlowKernel kernel(recorded);
  EXPECT_THAT(FactsOf(kernel, {milliseconds(1), 3}), ElementsAre(true, false, false, true));
  EXPECT_THAT(FactsOf(kernel, {milliseconds(1), 5, 2}),
              ElementsAre(true, false, true, false, true, true));
}

TEST(LooksTest, ALateLookMakesNoOtherLate) {
  RecordedKernel recorded = Host().Build();
  SlowKernel kernel(recorded);
  kernel.late = milliseconds(600);
  EXPECT_EQ(FactsOf(kernel, {milliseconds(200), 3}).size(), 4U);
  EXPECT_EQ(kernel.pauses, 1);
}

/// Time does not pass; how much was asked for is kept.
class HastyKernel final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;
  void Pause(milliseconds time) const override { asked += time; }
  mutable milliseconds asked{0};
};

TEST(LooksTest, AReportLooksNoLongerThanItWasAskedToHoweverLongTheInterval) {
  RecordedKernel recorded = Host().Build();
  const HastyKernel kernel(recorded);
  Request request;
  request.evidence.duration = milliseconds(2000);
  request.evidence.interval = milliseconds(15'000);
  EXPECT_TRUE(FromLooks(request, kernel));
  EXPECT_GT(kernel.asked, milliseconds(0));
  EXPECT_LE(kernel.asked, milliseconds(2000));
}

}  // namespace
}  // namespace netkeel
