// SPDX-License-Identifier: Apache-2.0
//
// A write reaches the interface and the interrupt that were looked at, or nothing.
#include <gmock/gmock.h>

#include <cerrno>

#include "host/inventory.h"
#include "kernel/irq_actions.h"
#include "kernel/recorded/recorded_kernel.h"
#include "support/matchers.h"
#include "support/swap_names.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

constexpr const char* kMask = "/sys/class/net/eth0/queues/rx-0/rps_cpus";
constexpr const char* kVector = "/proc/irq/40/smp_affinity_list";

RecordedKernel TwoCards() {
  return TreeBuilder().Cpus(4).Nic("eth0", "ixgbe").Queues(2).Nic("eth1", "igb").Queues(2).Build();
}

TEST(OwnedFileTest, AFileOfAnInterfaceIsWrittenByItsIfindexOnly) {
  RecordedKernel kernel = TwoCards();
  const int index = InterfaceIndex(kernel, "eth0").value();
  EXPECT_THAT(kernel.WriteFile({kMask, 0, ""}, "3"), HasCode(ErrorCode::kPermission));
  EXPECT_THAT(kernel.WriteFile({kMask, index, ""}, "3"), IsOk());
}

TEST(OwnedFileTest, AFileOfAnotherInterfaceOfThatNameIsLeftAlone) {
  RecordedKernel kernel = TwoCards();
  const int looked_at = InterfaceIndex(kernel, "eth0").value();
  RecordedKernel later(SwappedNames(kernel.tree(), "eth0", "eth1"));
  const auto written = later.WriteFile({kMask, looked_at, ""}, "3");
  ASSERT_THAT(written, HasErrno(ENODEV));
  EXPECT_EQ(written.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(written.error().message, HasSubstr("not of " + std::to_string(looked_at)));
  EXPECT_EQ(later.ReadFile(kMask).value(),
            kernel.ReadFile("/sys/class/net/eth1/queues/rx-0/rps_cpus").value());
}

TEST(OwnedFileTest, PowerControlIsWrittenForTheInterfaceOfThatDeviceOnly) {
  RecordedKernel kernel = TwoCards();
  const std::string path = DescribeInterface(kernel, "eth0").value().sys_path + "/power/control";
  kernel.AddFile(path, "auto\n");
  const int index = InterfaceIndex(kernel, "eth0").value();
  EXPECT_THAT(kernel.WriteFile({path, 0, ""}, "on"), HasCode(ErrorCode::kPermission));
  const int other = InterfaceIndex(kernel, "eth1").value();
  EXPECT_THAT(kernel.WriteFile({path, other, ""}, "on"), HasErrno(ENODEV));
  EXPECT_EQ(kernel.ReadFile(path).value(), "auto\n");
  EXPECT_THAT(kernel.WriteFile({path, index, ""}, "on"), IsOk());
  EXPECT_EQ(kernel.ReadFile(path).value(), "on\n");
}

TEST(OwnedFileTest, AnInterruptIsWrittenByItsHandlerOnly) {
  RecordedKernel kernel = TwoCards();
  const std::string action = IrqActions(kernel, 40).at(0);
  EXPECT_THAT(kernel.WriteFile({kVector, 0, ""}, "2"), HasCode(ErrorCode::kPermission));
  const std::string before = kernel.ReadFile(kVector).value();
  const auto written = kernel.WriteFile({kVector, 0, "nvme0q1"}, "2");
  ASSERT_THAT(written, HasErrno(ENODEV));
  EXPECT_THAT(written.error().message, HasSubstr("is not nvme0q1 any more"));
  EXPECT_EQ(kernel.ReadFile(kVector).value(), before);
  EXPECT_THAT(kernel.WriteFile({kVector, 0, action}, "2"), IsOk());
}

TEST(OwnedFileTest, EthtoolReachesTheDeviceThatWasLookedAtUnderWhateverName) {
  RecordedKernel kernel = TwoCards();
  const Device device = DescribeInterface(kernel, "eth0").value();
  RecordedKernel later(SwappedNames(kernel.tree(), "eth0", "eth1"));
  ASSERT_THAT(later.EthtoolSet(device, EthtoolTopic::kRings, {{"rx", 1024UL}}), IsOk());
  const Device renamed = DescribeInterface(later, "eth1").value();
  EXPECT_EQ(later.EthtoolGet(renamed, EthtoolTopic::kRings)->at("rx"), Value{uint64_t{1024}});
  later.Remove("/sys/class/net/eth1");
  EXPECT_THAT(later.EthtoolGet(device, EthtoolTopic::kRings), HasCode(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace netkeel
