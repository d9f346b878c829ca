// SPDX-License-Identifier: Apache-2.0
#include "kernel/judged_counters.h"

#include <gmock/gmock.h>

#include <map>

#include "kernel/capture_table.h"

namespace netkeel {
namespace {

constexpr std::string_view kStat =
    "cpu  1 2\ncpu0 1 2\nintr 5 0 0\nctxt 1\nbtime 1795833696\nprocesses 7\n";

TEST(JudgedCountersTest, OfTheTimesOfCpusNothingElseTravels) {
  EXPECT_EQ(CpuLines(kStat), "cpu  1 2\ncpu0 1 2\nbtime 1795833696\n");
}

TEST(JudgedCountersTest, OfSoftirqsTheNetworksTravel) {
  EXPECT_EQ(NetworkSoftirqLines("  CPU0 CPU1\n HI: 0 0\n NET_TX: 1 2\n NET_RX: 3 4\n RCU: 5 6\n"),
            "  CPU0 CPU1\n NET_TX: 1 2\n NET_RX: 3 4\n");
}

TEST(JudgedCountersTest, OfProcessesOnlyThreadsOfTheKernelTravel) {
  EXPECT_EQ(KernelThreadLine("15 (ksoftirqd/0) S 2 0\n"), "15 (ksoftirqd/0) S 2 0\n");
  EXPECT_EQ(KernelThreadLine("812 (feedd) S 2) S 1 0\n"), "");
  EXPECT_EQ(KernelThreadLine(""), "");
}

TEST(JudgedCountersTest, OfTheKernelsConfigurationOnlyItsTicksTravel) {
  EXPECT_EQ(HzLine("CONFIG_SECRET=\"x\"\n# CONFIG_HZ_100 is not set\nCONFIG_HZ_250=y\n"
                   "CONFIG_HZ=250\n"),
            "CONFIG_HZ=250\n");
}

TEST(JudgedCountersTest, WhatTravelledIsLeftAsItIsByAnotherCapture) {
  const std::map<std::string, std::string> files{
      {"/proc/stat", std::string(kStat)},
      {"/proc/softirqs", "  CPU0\n HI: 1\n NET_RX: 3\n"},
      {"/proc/15/stat", "15 (ksoftirqd/0) S 2 0\n"},
      {"/boot/config-6.12.1", "CONFIG_A=y\nCONFIG_HZ=250\n"},
      {"/proc/sys/kernel/random/boot_id", "5f3c-01\n"}};
  for (const auto& [path, content] : files) {
    const auto once = JudgedContent(path, content);
    ASSERT_TRUE(once) << path;
    EXPECT_NE(*once, "") << path;
    EXPECT_EQ(JudgedContent(path, *once), once) << path;
  }
}

TEST(JudgedCountersTest, OfRawSocketsNoAddressTravels) {
  const std::string content =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
      "   1: 0100000A:0001 0200000A:0000 07 00000000:00000300 00:00000000 00000000  1000        0 "
      "77 2 ffff888012345678 4242\n"
      "   2: 0100000A:0059 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
      "78 2 0000000000000000 0\n";
  const std::string kept = RawSocketLines(content);
  EXPECT_EQ(kept, "1: 0:0001 0:0000 07 00000000:00000300 00:00000000 00000000 0 0 77 2 0 4242\n");
  EXPECT_EQ(RawSocketLines(kept), kept);
}

}  // namespace
}  // namespace netkeel
