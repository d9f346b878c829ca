// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kIgb = "/sys/devices/pci0000:00/0000:00:01.0/0000:04:00.0/power/";
constexpr const char* kVirtio = "/sys/devices/pci0000:00/0000:00:03.0/power/";

Value Word(const char* word) { return std::string(word); }

TunableProbe Power(RecordedKernel& kernel) {
  TunableProbe probe(MakePower(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(PowerTest, ADeviceIsKeptAwakeByAFileOfItsOwn) {
  RecordedKernel kernel = LoadTestTree("igb-paired");
  TunableProbe power = Power(kernel);
  EXPECT_EQ(power.Text("control"), "auto");
  EXPECT_EQ(power.StatusOf("control", Word("on")), Status::kDrift);
  ASSERT_THAT(power.Set({{"control", Word("on")}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write " + std::string(kIgb) + "control on"));
  EXPECT_EQ(power.Look().StatusOf("control", Word("on")), Status::kOk);
}

TEST(PowerTest, OfVirtioItIsTheFunctionAboveIt) {
  RecordedKernel kernel = LoadTestTree("virtio");
  TunableProbe power = Power(kernel);
  EXPECT_EQ(power.Text("control"), "on");
  ASSERT_THAT(power.Set({{"control", Word("auto")}}), IsOk());
  EXPECT_EQ(kernel.ReadFile(std::string(kVirtio) + "control").value(), "auto\n");
}

TEST(PowerTest, WhatIsNeverSuspendedOrHasNoDeviceIsUnsupported) {
  RecordedKernel kernel = LoadTestTree("igb-paired");
  kernel.AddFile(std::string(kIgb) + "runtime_status", "unsupported\n");
  EXPECT_EQ(Power(kernel).Problem("control").message, "the device is never suspended at run time");
  kernel.Remove(std::string(kIgb) + "control");
  EXPECT_THAT(Power(kernel).Problem("control").message, HasSubstr("no power/control"));
  RecordedKernel veth = LoadTestTree("veth");
  EXPECT_EQ(Power(veth).Problem("control").code, ErrorCode::kUnsupported);
  EXPECT_EQ(Power(veth).Problem("control").message, "a virtual interface has no device to suspend");
}

TEST(PowerTest, AnyOtherWordIsRefusedByLinuxAndNoValue) {
  RecordedKernel kernel = LoadTestTree("igb-paired");
  const int index = Interface(kernel, "eth0").ifindex;
  const std::string path = std::string(kIgb) + "control";
  EXPECT_THAT(kernel.WriteFile({path, index, ""}, "off\n"), HasErrno(EINVAL));
  kernel.AddFile(path, "sometimes\n");
  EXPECT_THAT(Power(kernel).Problem("control").message, HasSubstr("neither on nor auto"));
}

TEST(PowerTest, WhatNeedsRootSaysSo) {
  RecordedKernel kernel = LoadTestTree("igb-paired");
  kernel.SetImmovable(kIgb + std::string("control"), EACCES);
  const auto set = Power(kernel).Set({{"control", Word("on")}});
  ASSERT_THAT(set, HasErrno(EACCES));
  EXPECT_THAT(set.error().message, HasSubstr("needs root on the host itself"));
}

}  // namespace
}  // namespace netkeel
