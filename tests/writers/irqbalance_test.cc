// SPDX-License-Identifier: Apache-2.0
#include "writers/irqbalance.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "support/tree_builder.h"
#include "writers/irqbalance_policy.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using std::string_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kSocket = "/run/irqbalance/irqbalance812.sock";

/// An irqbalance of pid 812 with these arguments behind its name, and one vector that is sought.
class IrqbalanceTest : public ::testing::Test {
 protected:
  IrqbalanceTest() {
    device_.name = "eth0";
    device_.pci = "0000:03:00.0";
    kernel_ = TreeBuilder().Cpus(8).Isolated("2-3").Build();
  }

  void Run(const std::string& arguments) {
    kernel_.AddFile(kSocket, "");
    kernel_.AddFile("/proc/812/status", ProcessStatus("irqbalance", "0"));
    kernel_.AddFile("/proc/812/cmdline", "/usr/sbin/irqbalance\0--foreground\0"s + arguments);
    kernel_.AddLink("/sys/bus/pci/devices/0000:03:00.0/driver", "/sys/bus/pci/drivers/ixgbe");
    kernel_.AddDirectory("/proc/irq/57/eth0-TxRx-0");
  }
  void Answer(const std::string& setup, const std::string& stats) {
    kernel_.AddAnswer(kSocket, "setup", setup);
    kernel_.AddAnswer(kSocket, "stats", stats);
  }

  std::vector<std::string> Found() const {
    const Sought vector{{"eth0", "irq", "TxRx-0/affinity"}, &device_, 57};
    return LinesOf(IrqbalanceWriters(kernel_, {vector}));
  }

  Device device_;
  RecordedKernel kernel_;
};

constexpr const char* kFree = "TxRx-0/affinity: irqbalance (pid 812) does not ban it";

TEST_F(IrqbalanceTest, WhereItDoesNotRunNobodyIsNamed) { EXPECT_THAT(Found(), IsEmpty()); }

TEST_F(IrqbalanceTest, AVectorThatNothingBansMayBeMoved) {
  Run("");
  EXPECT_THAT(Found(), ElementsAre(kFree));
}

TEST_F(IrqbalanceTest, ASocketLeftBehindByAnotherProcessIsNone) {
  Run("");
  kernel_.AddFile("/proc/812/status", ProcessStatus("bash", "0"));
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(IrqbalanceTest, AProcessOfSomebodyElseIsNoneWhateverItCallsItself) {
  Run("--policyscript=/opt/secret\0"s);
  for (const char* const user : {"65534", "1000"}) {
    kernel_.AddFile("/proc/812/status", ProcessStatus("irqbalance", user));
    EXPECT_THAT(Found(), IsEmpty()) << user;
  }
  // A program that is root's by its set-user-ID bit runs with the words of whoever started it.
  kernel_.AddFile("/proc/812/status", "Name:\tirqbalance\nUid:\t1000\t0\t0\t0\n");
  EXPECT_THAT(Found(), IsEmpty());
  kernel_.AddFile("/proc/812/status", "Name:\tirqbalance\n");
  EXPECT_THAT(Found(), IsEmpty());
  kernel_.Remove("/proc/812/status");
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(IrqbalanceTest, WithoutASocketItsCgroupTellsItsPid) {
  Run("");
  kernel_.Remove(kSocket);
  EXPECT_THAT(Found(), IsEmpty());
  kernel_.AddFile("/sys/fs/cgroup/system.slice/irqbalance.service/cgroup.procs", "812\n");
  EXPECT_THAT(Found(), ElementsAre(kFree));
}

TEST_F(IrqbalanceTest, EveryWayToBanAVectorIsKnown) {
  for (const auto& arguments :
       {"--banirq=57\0"s, "--banirq\0"s + "57\0"s, "-i\0"s + "57\0"s, "-i57\0"s,
        "--banirq=4\0"s + "--banirq=57\0"s, "--banmod=ixgbe\0"s, "-m\0"s + "eth0-\0"s}) {
    Run(arguments);
    EXPECT_THAT(Found(), IsEmpty()) << arguments;
  }
  for (const auto& arguments : {"--banirq=5\0"s, "--banmod=igb\0"s, "--banmod=\0"s}) {
    Run(arguments);
    EXPECT_THAT(Found(), ElementsAre(kFree)) << arguments;
  }
}

TEST_F(IrqbalanceTest, WhatItSaysItselfCountsMoreThanItsCommandLine) {
  Run("--banirq=57\0"s);
  Answer("SLEEP 10 IRQ 41 LOAD 0 DIFF 0 CLASS 0 BANNED 00000000", "TYPE 3 NUMBER 0 IRQ 57 LOAD 1");
  EXPECT_THAT(Found(), ElementsAre(kFree));
  Answer("SLEEP 10 IRQ 57 LOAD 0 DIFF 0 CLASS 0 BANNED 00000000", "TYPE 3 NUMBER 0 IRQ 41 LOAD 1");
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(IrqbalanceTest, OneThatIsYetToBeRestartedStillPlacesTheVector) {
  Run("--banmod=ixgbe\0"s);
  Answer("SLEEP 10 BANNED 0", "IRQ 57 LOAD 1");
  EXPECT_THAT(Found(), ElementsAre("TxRx-0/affinity: irqbalance (pid 812) places it, as it did "
                                   "before it was to ban it: restart it"));
}

TEST_F(IrqbalanceTest, OurPolicyScriptKeepsTheVector) {
  Run("--policyscript=/etc/netkeel/policy\0"s);
  kernel_.AddFile("/etc/netkeel/policy", PolicyScript({device_}, PolicyForm::kFile));
  EXPECT_THAT(Found(), IsEmpty());
  kernel_.AddFile("/etc/netkeel/policy", PolicyScript({}, PolicyForm::kFile));
  EXPECT_THAT(Found(), ElementsAre(kFree));
}

TEST_F(IrqbalanceTest, WhetherAnotherPolicyScriptBansItIsForIrqbalanceToSay) {
  Run("--policyscript=/etc/other\0"s);
  kernel_.AddFile("/etc/other", "#!/bin/sh\n");
  EXPECT_THAT(Found(), ElementsAre("TxRx-0/affinity: irqbalance (pid 812) may move it: its policy "
                                   "script decides, and only root is told how"));
  Answer("SLEEP 10 BANNED 00000000", "TYPE 3 NUMBER 0 IRQ 41 LOAD 1");
  EXPECT_THAT(Found(), IsEmpty());
  Answer("SLEEP 10 BANNED 00000000", "TYPE 3 NUMBER 0 IRQ 57 LOAD 1");
  EXPECT_THAT(Found(), ElementsAre(kFree));
}

TEST_F(IrqbalanceTest, ARefusedQuestionLeavesTheCommandLine) {
  Run("--banirq=57\0"s);
  Answer("", "");
  EXPECT_THAT(Found(), IsEmpty());
  kernel_.SetUnreadable(kSocket, EAGAIN);
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(IrqbalanceTest, BannedCpusThatLeaveOutTheIsolatedOnesAreAGap) {
  Run("");
  Answer("SLEEP 10 BANNED 00000004", "");
  EXPECT_EQ(IsolationGap(kernel_, *FindIrqbalance(kernel_)),
            "irqbalance (pid 812) may place interrupts on CPU 3, isolated or nohz_full: "
            "IRQBALANCE_BANNED_CPULIST replaces its own list, which has them");
  Answer("SLEEP 10 BANNED 0000000c", "");
  EXPECT_EQ(IsolationGap(kernel_, *FindIrqbalance(kernel_)), "");
  kernel_.AddFile("/sys/fs/cgroup/rt/cpuset.cpus.partition", "isolated\n");
  kernel_.AddFile("/sys/fs/cgroup/rt/cpuset.cpus.effective", "6\n");
  EXPECT_THAT(IsolationGap(kernel_, *FindIrqbalance(kernel_)),
              ::testing::HasSubstr("on CPU 6, isolated or nohz_full, and cpuset partitions are "
                                   "unknown to it"));
}

}  // namespace
}  // namespace netkeel
