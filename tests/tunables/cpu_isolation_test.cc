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
using testing::Not;

constexpr const char* kGrub = "/etc/default/grub";

TunableProbe Cpu(RecordedKernel& kernel) {
  TunableProbe probe(MakeCpuIsolation(), kernel, HostDevice());
  probe.Look();
  return probe;
}

TreeBuilder EightCpus(const std::string& cmdline) {
  TreeBuilder builder;
  builder.Cpus(8).File("/proc/cmdline", "ro " + cmdline + "\n");
  return builder;
}

TEST(CpuIsolationTest, ShowsTheEffectAndWhereItComesFrom) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const TunableProbe cpu = Cpu(kernel);
  EXPECT_EQ(cpu.Text("isolated"), "2-5");
  EXPECT_EQ(cpu.Text("isolated/source"), "isolcpus=domain,managed_irq,2-5");
  EXPECT_EQ(cpu.Text("nohz_full"), "none");
  EXPECT_EQ(cpu.Text("rcu_nocbs"), "2-5");
  EXPECT_EQ(cpu.Text("irqaffinity"), "0-1,6-7");
  EXPECT_EQ(cpu.StatusOf("isolated", CpuSet::Range(2, 5)), Status::kOk);
}

TEST(CpuIsolationTest, NamesTheParameterAndHowToAddItOnDebian) {
  RecordedKernel kernel = EightCpus("").Build();
  const Verdict verdict = Cpu(kernel).Judge("isolated", CpuSet::Range(2, 5));
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_THAT(verdict.reason, HasSubstr("boot with isolcpus=2-5"));
  EXPECT_THAT(verdict.reason, HasSubstr("/etc/default/grub.d/netkeel.cfg"));
  EXPECT_THAT(verdict.reason, HasSubstr("update-grub"));
}

TEST(CpuIsolationTest, TooFewAreSaidWithBothNumbers) {
  RecordedKernel kernel = EightCpus("isolcpus=3").Isolated("3").Build();
  const Verdict verdict = Cpu(kernel).Judge("isolated", uint64_t{2});
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_EQ(
      verdict.reason,
      "1 CPU; now by isolcpus=3; boot with isolcpus=LIST in place of isolcpus=3 (LIST: 2 CPUs "
      "or more)");
}

TEST(CpuIsolationTest, TooManyAreSaidWithBothNumbers) {
  RecordedKernel kernel = EightCpus("isolcpus=1-3").Isolated("1-3").Build();
  EXPECT_THAT(Cpu(kernel).Judge("isolated", uint64_t{2}).reason,
              HasSubstr("(LIST: 2 CPUs or fewer)"));
  EXPECT_EQ(Cpu(kernel).Judge("isolated", uint64_t{0}).reason,
            "3 CPUs; now by isolcpus=1-3; boot without isolcpus=1-3");
}

TEST(CpuIsolationTest, EnoughThatAreConfiguredWaitForTheReboot) {
  RecordedKernel kernel =
      EightCpus("").File(kGrub, "GRUB_CMDLINE_LINUX_DEFAULT=\"isolcpus=2-5\"\n").Build();
  EXPECT_EQ(Cpu(kernel).Judge("isolated", uint64_t{4}).status, Status::kPending);
  EXPECT_EQ(Cpu(kernel).Judge("isolated", uint64_t{5}).status, Status::kDrift);
}

TEST(CpuIsolationTest, NamesGrubbyOnRedHatsKin) {
  RecordedKernel kernel =
      EightCpus("").File("/etc/os-release", "ID=\"rhel\"\nID_LIKE=\"fedora\"\n").Build();
  const Verdict verdict = Cpu(kernel).Judge("nohz_full", CpuSet{2});
  EXPECT_THAT(verdict.reason, HasSubstr("grubby --update-kernel=ALL --args=nohz_full=2"));
}

TEST(CpuIsolationTest, AParameterThatIsThereIsReplacedNotAdded) {
  RecordedKernel kernel = EightCpus("isolcpus=1-3").Isolated("1-3").Build();
  const Verdict verdict = Cpu(kernel).Judge("isolated", CpuSet::Range(2, 5));
  EXPECT_THAT(verdict.reason, HasSubstr("isolcpus=2-5 in place of isolcpus=1-3"));
}

TEST(CpuIsolationTest, AParameterThatTheKernelDidNotTakeIsNotAdvisedAgain) {
  RecordedKernel kernel = EightCpus("nohz_full=2-5").Build();
  EXPECT_THAT(Cpu(kernel).Judge("nohz_full", CpuSet::Range(2, 5)).reason,
              HasSubstr("the kernel did not take it"));
}

TEST(CpuIsolationTest, NothingIsolatedIsBootedWithoutTheParameter) {
  RecordedKernel kernel = EightCpus("isolcpus=1-3").Isolated("1-3").Build();
  EXPECT_THAT(Cpu(kernel).Judge("isolated", CpuSet{}).reason,
              HasSubstr("boot without isolcpus=1-3"));
}

TEST(CpuIsolationTest, ConfiguredAndNotYetBootedIsPending) {
  RecordedKernel kernel =
      EightCpus("")
          .File(kGrub, "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet isolcpus=domain,2-5\"\n")
          .Build();
  const TunableProbe cpu = Cpu(kernel);
  const Verdict verdict = cpu.Judge("isolated", CpuSet::Range(2, 5));
  EXPECT_EQ(verdict.status, Status::kPending);
  EXPECT_THAT(verdict.reason, HasSubstr("configured in /etc/default/grub"));
  EXPECT_THAT(verdict.reason, HasSubstr("reboot"));
  EXPECT_EQ(cpu.StatusOf("isolated", CpuSet::Range(3, 5)), Status::kDrift);
  EXPECT_EQ(cpu.StatusOf("nohz_full", CpuSet::Range(2, 5)), Status::kDrift);
}

TEST(CpuIsolationTest, ManagedIrqAloneIsConfiguredAndStillNoIsolation) {
  RecordedKernel kernel = EightCpus("isolcpus=managed_irq,2-5").Build();
  const Verdict verdict = Cpu(kernel).Judge("isolated", CpuSet::Range(2, 5));
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_THAT(verdict.reason, HasSubstr("without the flag `domain` it isolates no CPU"));
}

TEST(CpuIsolationTest, AnIsolatedPartitionCountsAndIsNamed) {
  RecordedKernel kernel = EightCpus("")
                              .File("/sys/fs/cgroup/cgroup.procs", "1\n")
                              .File("/sys/fs/cgroup/cpuset.cpus.effective", "0-3\n")
                              .File("/sys/fs/cgroup/system.slice/cpuset.cpus.partition", "member\n")
                              .File("/sys/fs/cgroup/rt.slice/cpuset.cpus.partition", "isolated\n")
                              .File("/sys/fs/cgroup/rt.slice/cpuset.cpus.effective", "4-7\n")
                              .Build();
  const TunableProbe cpu = Cpu(kernel);
  EXPECT_EQ(cpu.Text("isolated"), "4-7");
  EXPECT_EQ(cpu.Text("isolated/source"), "cgroup partition /sys/fs/cgroup/rt.slice");
  EXPECT_EQ(cpu.StatusOf("isolated", CpuSet::Range(4, 7)), Status::kOk);
}

TEST(CpuIsolationTest, AnInvalidPartitionIsolatesNothingAndSaysWhy) {
  RecordedKernel kernel = EightCpus("")
                              .File("/sys/fs/cgroup/rt.slice/cpuset.cpus.partition",
                                    "isolated invalid (Cpu list in cpuset.cpus not exclusive)\n")
                              .File("/sys/fs/cgroup/rt.slice/cpuset.cpus.effective", "4-7\n")
                              .Build();
  const TunableProbe cpu = Cpu(kernel);
  EXPECT_EQ(cpu.Text("isolated"), "none");
  EXPECT_THAT(cpu.Judge("isolated", CpuSet::Range(4, 7)).reason, HasSubstr("not exclusive"));
}

TEST(CpuIsolationTest, TheKernelsSumOfPartitionsIsTakenWhereThereIsOne) {
  RecordedKernel kernel = EightCpus("isolcpus=1")
                              .Isolated("1")
                              .File("/sys/fs/cgroup/cpuset.cpus.isolated", "6-7\n")
                              .Build();
  const TunableProbe cpu = Cpu(kernel);
  EXPECT_EQ(cpu.Text("isolated"), "1,6-7");
  EXPECT_EQ(cpu.Text("isolated/source"), "isolcpus=1, cgroup partitions (cpuset.cpus.isolated)");
}

TEST(CpuIsolationTest, AKernelWithoutNohzFullSaysSo) {
  RecordedKernel kernel = EightCpus("").Build();
  kernel.Remove("/sys/devices/system/cpu/nohz_full");
  const TunableProbe cpu = Cpu(kernel);
  EXPECT_EQ(cpu.Problem("nohz_full").code, ErrorCode::kUnsupported);
  EXPECT_THAT(cpu.Problem("nohz_full").message, HasSubstr("CONFIG_NO_HZ_FULL"));
  EXPECT_EQ(cpu.Text("rcu_nocbs"), "none");
}

TEST(CpuIsolationTest, NohzFullOffloadsRcuCallbacksOnItsOwn) {
  RecordedKernel kernel = EightCpus("nohz_full=2-5 rcu_nocbs=6").NohzFull("2-5").Build();
  const TunableProbe cpu = Cpu(kernel);
  EXPECT_EQ(cpu.Text("rcu_nocbs"), "2-6");
  const Verdict verdict = cpu.Judge("rcu_nocbs", CpuSet{6});
  EXPECT_EQ(verdict.status, Status::kClamped);
  EXPECT_THAT(verdict.reason, HasSubstr("nohz_full"));
}

TEST(CpuIsolationTest, TheBootCpuIsAlwaysAmongThoseOfIrqaffinity) {
  RecordedKernel kernel = EightCpus("irqaffinity=6-7").Build();
  const TunableProbe cpu = Cpu(kernel);
  EXPECT_EQ(cpu.Text("irqaffinity"), "0,6-7");
  EXPECT_EQ(cpu.StatusOf("irqaffinity", CpuSet::Range(6, 7)), Status::kClamped);
  EXPECT_EQ(cpu.StatusOf("irqaffinity", CpuSet{0, 6, 7}), Status::kOk);
  EXPECT_EQ(cpu.StatusOf("irqaffinity", CpuSet{6}), Status::kDrift);
}

TEST(CpuIsolationTest, WithoutIrqaffinityInterruptsStartAnywhere) {
  RecordedKernel kernel = EightCpus("").Build();
  EXPECT_EQ(Cpu(kernel).Text("irqaffinity"), "0-7");
}

TEST(CpuIsolationTest, IsNeverWritten) {
  RecordedKernel kernel = EightCpus("").Build();
  TunableProbe cpu = Cpu(kernel);
  EXPECT_FALSE(cpu.tunable().descriptor().writable);
  EXPECT_TRUE(cpu.Steps({{"isolated", CpuSet{1}}}).empty());
  EXPECT_THAT(cpu.tunable().Apply(kernel, HostDevice(), Step{}), HasCode(ErrorCode::kUnsupported));
  EXPECT_FALSE(cpu.tunable().IsWritable("isolated/source"));
}

/// What the machine is, and what is wanted of it.
struct Expectation {
  const char* key;
  const char* file;
  const char* content;
  Value wanted;
  const char* advice;
};

class ExpectationTest : public testing::TestWithParam<Expectation> {};

TEST_P(ExpectationTest, IsReadFromItsFileAndSaysWhatToDo) {
  const Expectation& each = GetParam();
  RecordedKernel kernel = TreeBuilder().File(each.file, each.content).Build();
  TunableProbe probe(MakeCpuIsolation(), kernel, HostDevice());
  probe.Look({each.key});
  EXPECT_EQ(probe.Judge(each.key, each.wanted).status, Status::kDrift);
  EXPECT_THAT(probe.Judge(each.key, each.wanted).reason, testing::HasSubstr(each.advice));
  EXPECT_EQ(probe.StatusOf(each.key, probe.seen().values.at(probe.At(each.key))), Status::kOk);
}

constexpr const char* kControl = "/sys/devices/system/cpu/smt/control";

INSTANTIATE_TEST_SUITE_P(
    Keys, ExpectationTest,
    testing::Values(
        Expectation{"smt", kControl, "on\n", std::string("off"), "boot with nosmt"},
        Expectation{"smt", kControl, "forceoff\n", std::string("on"), "boot without nosmt=force"},
        Expectation{"smt", kControl, "notsupported\n", std::string("on"), "no hardware threads"},
        Expectation{"clocksource",
                    "/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n",
                    std::string("tsc"), "boot with clocksource=tsc"},
        Expectation{"max_cstate", "/sys/module/intel_idle/parameters/max_cstate", "9\n",
                    uint64_t{1}, "intel_idle.max_cstate=1"}));

TEST(CpuExpectationTest, AMachineWithoutTheFileSaysSo) {
  RecordedKernel kernel = TreeBuilder().Build();
  TunableProbe probe(MakeCpuIsolation(), kernel, HostDevice());
  probe.Look({"smt"});
  EXPECT_EQ(probe.Problem("smt").code, ErrorCode::kUnsupported);
  EXPECT_THAT(probe.Problem("smt").message, testing::HasSubstr("smt/control"));
}

}  // namespace
}  // namespace netkeel
