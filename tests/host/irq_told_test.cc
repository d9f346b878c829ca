// SPDX-License-Identifier: Apache-2.0
//
// What the running kernel tells of queues and interrupts goes before every name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "host/irq_vectors.h"
#include "support/test_trees.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

/// "TxRx-0=0:40": every vector with its queue and its number.
std::string Summary(const FoundVectors& found) {
  std::vector<std::string> parts;
  for (const IrqVector& vector : found.vectors) {
    parts.push_back(vector.label + '=' + (vector.queue ? std::to_string(*vector.queue) : "-") +
                    ':' + std::to_string(vector.irq));
  }
  return found.problem ? found.problem->message : Join(parts, " ");
}

FoundVectors Find(const RecordedKernel& kernel) {
  return FindVectors(kernel, Interface(kernel, "eth0"));
}

TEST(IrqToldTest, WhereBothSayTheSameNothingNeedsToBeSaid) {
  const FoundVectors found = Find(TreeBuilder().Nic("eth0", "ice").Queues(2).Told(41).Build());
  EXPECT_EQ(Summary(found), "TxRx-0=0:41 TxRx-1=1:42 other=-:40");
  EXPECT_EQ(found.vectors.front().by, "");
}

TEST(IrqToldTest, WhereNameAndKernelDifferTheKernelIsRightAndThatIsSaid) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Queues(2).Told(40).Build();
  kernel.AddFile("/sys/kernel/irq/40/actions", "eth0-TxRx-1\n");
  kernel.AddFile("/sys/kernel/irq/41/actions", "eth0-TxRx-0\n");
  const FoundVectors found = Find(kernel);
  EXPECT_EQ(Summary(found), "TxRx-1=0:40 TxRx-0=1:41 other=-:42");
  EXPECT_THAT(found.vectors.front().by, HasSubstr("its name says 1"));
}

TEST(IrqToldTest, AnUnknownDriversQueuesAreTheKernels) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Queues(2).Told(40).Build();
  kernel.AddFile("/sys/kernel/irq/40/actions", "novelty-a\n");
  kernel.AddFile("/sys/kernel/irq/41/actions", "novelty-b\n");
  kernel.AddFile("/sys/kernel/irq/42/actions", "novelty-c\n");
  const FoundVectors found = Find(kernel);
  // What serves none of the queues is nobody's business, and stays where it is.
  EXPECT_EQ(Summary(found), "queue-0=0:40 queue-1=1:41");
  EXPECT_EQ(found.vectors.front().by, "what the kernel tells");
}

TEST(IrqToldTest, HalfAnAnswerLeavesTheOtherHalfToTheNames) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Queues(2).Told(40).Build();
  kernel.SetRows("eth0", QueryTopic::kNapis, {{{"id", 8193UL}, {"irq", 40UL}}});
  EXPECT_EQ(Summary(Find(kernel)), "TxRx-0=0:40 TxRx-1=1:41 other=-:42");
  kernel.AddFile("/sys/kernel/irq/41/actions", "novelty\n");
  EXPECT_THAT(Summary(Find(kernel)), HasSubstr("novelty"));
}

TEST(IrqToldTest, NapisWithoutInterruptsTellNothing) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "virtio_net").Queues(2).Told(40).Build();
  kernel.SetRows("eth0", QueryTopic::kNapis, {{{"id", 8193UL}}, {{"id", 8194UL}}});
  EXPECT_EQ(Summary(Find(kernel)),
            "input.0=0:41 output.0=0:43 input.1=1:42 output.1=1:44 config=-:40");
}

TEST(IrqToldTest, TwoPortsOfOneFunctionAreToldApart) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "mlx4_core").Queues(4).Build();
  const auto port = [&](uint64_t first) {
    kernel.SetRows("eth0", QueryTopic::kQueues,
                   {{{"id", 0UL}, {"type", std::string("rx")}, {"napi-id", 9UL}},
                    {{"id", 1UL}, {"type", std::string("rx")}, {"napi-id", 10UL}}});
    kernel.SetRows("eth0", QueryTopic::kNapis,
                   {{{"id", 9UL}, {"irq", first}}, {{"id", 10UL}, {"irq", first + 1}}});
    return Summary(Find(kernel));
  };
  EXPECT_THAT(port(41), HasSubstr("=0:41 "));
  EXPECT_THAT(port(41), testing::Not(HasSubstr(":43")));
  EXPECT_THAT(port(43), HasSubstr("=0:43 "));
  EXPECT_THAT(port(43), testing::Not(HasSubstr(":41")));
}

TEST(IrqToldTest, AVectorThatOnlyTheKernelKnowsIsFound) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "igc").Queues(2).Told(41).Build();
  kernel.Remove("/sys/devices/pci0000:00/0000:01:00.0/msi_irqs/42");
  EXPECT_EQ(Summary(Find(kernel)), "TxRx-0=0:41 TxRx-1=1:42 other=-:40");
}

TEST(IrqToldTest, AnInterfaceThatIsDownIsNotAsked) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "igc").Queues(2).Told(41).Down().Build();
  EXPECT_EQ(Find(kernel).problem->code, ErrorCode::kPending);
}

}  // namespace
}  // namespace netkeel
