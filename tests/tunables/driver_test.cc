// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

RecordedKernel Card(const std::string& version, const std::string& firmware) {
  RecordedKernel kernel = TreeBuilder()
                              .Nic("eth0", "i40e")
                              .File("/proc/sys/kernel/osrelease", "6.12.38-amd64\n")
                              .Build();
  kernel.SetEthtool("eth0", EthtoolTopic::kInfo,
                    {{"driver", "i40e"}, {"version", version}, {"firmware-version", firmware}});
  return kernel;
}

TunableProbe Looked(RecordedKernel& kernel) {
  TunableProbe probe(MakeDriver(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

/// "drift: why", of a bound on what the card tells.
std::string JudgedFirmware(const std::string& firmware, Bound bound, const std::string& asked) {
  RecordedKernel kernel = Card("2.8.20-k", firmware);
  const TunableProbe probe = Looked(kernel);
  Setting setting;
  setting.tunable = "driver";
  setting.key = "firmware-version";
  setting.literal = asked;
  setting.bound = bound;
  const Target target{Interface(kernel, "eth0"), {setting}};
  Desired desired;
  probe.tunable().Resolve({target, probe.seen(), CpuFacts{}}, desired);
  for (const Finding& finding : desired.findings) {
    return std::string(ToText(finding.status)) + ": " + finding.actual + ": " + finding.reason;
  }
  const Verdict verdict = probe.Judge(setting.key, desired.wishes.begin()->second.value);
  return std::string(ToText(verdict.status)) +
         (verdict.reason.empty() ? "" : ": " + verdict.reason);
}

TEST(DriverTest, FirmwareIsComparedByTheFirstWordWithADot) {
  constexpr const char* kCard = "8.30 0x8000a49d 1.2926.0";
  EXPECT_EQ(JudgedFirmware(kCard, Bound::kAtLeast, "8.30"), "ok");
  EXPECT_EQ(JudgedFirmware(kCard, Bound::kAtLeast, "8.5"), "ok");
  EXPECT_EQ(JudgedFirmware(kCard, Bound::kAtLeast, "9.20"),
            "drift: flash that firmware, with its maker's tool or ethtool --flash");
  EXPECT_THAT(JudgedFirmware(kCard, Bound::kAtMost, "8.20"), HasSubstr("drift"));
  EXPECT_EQ(JudgedFirmware(kCard, Bound::kExactly, "8.30"), "ok");
  EXPECT_EQ(JudgedFirmware(kCard, Bound::kExactly, kCard), "ok");
  EXPECT_THAT(JudgedFirmware(kCard, Bound::kExactly, "0x8000a49d"), HasSubstr("drift"));
}

TEST(DriverTest, WhatHasNoOrderIsUnsupportedForABoundAndComparedAsItIs) {
  EXPECT_THAT(JudgedFirmware("0x800006d1", Bound::kAtLeast, "8.30"),
              HasSubstr("unsupported: 0x800006d1: it is no number with a dot in it"));
  EXPECT_EQ(JudgedFirmware("0x800006d1", Bound::kExactly, "0x800006d1"), "ok");
}

TEST(DriverTest, ADriverOfTheKernelIsReplacedWithTheKernel) {
  RecordedKernel own = Card("6.12.38-amd64", "8.30");
  EXPECT_THAT(Looked(own).Judge("version", std::string("6.18")).reason,
              HasSubstr("boot another kernel"));
  RecordedKernel other = Card("2.8.20", "8.30");
  EXPECT_EQ(Looked(other).Judge("version", std::string("2.9")).reason,
            "install that version of i40e and load it anew, or reboot");
}

TEST(DriverTest, ADriverThatTellsNoneSaysSo) {
  for (const char* const none : {"", "N/A"}) {
    RecordedKernel kernel = Card("6.12.38-amd64", none);
    EXPECT_EQ(Looked(kernel).Problem("firmware-version").code, ErrorCode::kUnsupported) << none;
    EXPECT_EQ(Looked(kernel).Text("version"), "6.12.38-amd64");
  }
}

TEST(DriverTest, IsNeverWritten) {
  RecordedKernel kernel = Card("2.8.20", "8.30");
  const TunableProbe probe = Looked(kernel);
  EXPECT_FALSE(probe.tunable().descriptor().writable);
  EXPECT_TRUE(probe.Steps({{"version", std::string("3.0")}}).empty());
  EXPECT_THAT(probe.tunable().Apply(kernel, Interface(kernel, "eth0"), Step{}),
              HasCode(ErrorCode::kUnsupported));
}

}  // namespace
}  // namespace netkeel
