// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernel/judged_lines.h"
#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/boot_rows.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kGrub = "/etc/default/grub";
const Value kGone = std::string(kAbsentWord);
const Value kThere = std::string(kPresentWord);

TreeBuilder Booted(const std::string& line) {
  TreeBuilder builder;
  builder.File("/proc/cmdline", line + "\n");
  return builder;
}

TunableProbe Looked(RecordedKernel& kernel, const std::string& key) {
  TunableProbe probe(MakeBoot(), kernel, HostDevice());
  probe.Look({key});
  return probe;
}

struct Line {
  const char* line;
  const char* key;
  const char* text;
};

class BootLineTest : public testing::TestWithParam<Line> {};

TEST_P(BootLineTest, AParameterIsReadAsTheKernelReadsIt) {
  const Line& each = GetParam();
  RecordedKernel kernel = Booted(each.line).Build();
  EXPECT_EQ(Looked(kernel, each.key).Text(each.key), each.text);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BootLineTest,
    testing::Values(Line{"ro quiet", "nosmt", "absent"}, Line{"ro nosmt quiet", "nosmt", "present"},
                    Line{"nosmt=force", "nosmt", "force"}, Line{"skew_tick=1", "skew_tick", "1"},
                    Line{"skew-tick=1", "skew_tick", "1"}, Line{"skew_tick=1", "skew-tick", "1"},
                    Line{"Skew_tick=1", "skew_tick", "absent"},
                    Line{"skew_tick=0 skew_tick=1", "skew_tick", "1"},
                    Line{"nohz_full=2-3 nohz_full=4-5", "nohz_full", "2-3"},
                    Line{"ro -- nosmt", "nosmt", "absent"},
                    Line{"dyndbg=\"file a.c +p; nosmt\"", "nosmt", "absent"},
                    Line{"dyndbg=\"file a.c +p\"", "dyndbg", "file a.c +p"},
                    Line{"\"tsc=reliable\"", "tsc", "reliable"},
                    Line{"intel_idle.max_cstate=01", "intel_idle.max_cstate", "01"},
                    Line{"nosmtx xnosmt", "nosmt", "absent"},
                    // What a value says is not what we say of the parameter.
                    Line{"mitigations=absent", "mitigations", "\"absent\""},
                    Line{"mitigations=", "mitigations", "\"\""}, Line{"", "nosmt", "absent"}));

TEST(BootTest, PresentIsAnyValueAndAbsentNone) {
  RecordedKernel kernel = Booted("nosmt=force quiet").Build();
  EXPECT_EQ(Looked(kernel, "nosmt").StatusOf("nosmt", kThere), Status::kOk);
  EXPECT_EQ(Looked(kernel, "quiet").StatusOf("quiet", kThere), Status::kOk);
  EXPECT_EQ(Looked(kernel, "nosmt").StatusOf("nosmt", kGone), Status::kDrift);
  EXPECT_EQ(Looked(kernel, "threadirqs").StatusOf("threadirqs", kGone), Status::kOk);
  EXPECT_EQ(Looked(kernel, "threadirqs").StatusOf("threadirqs", kThere), Status::kDrift);
}

TEST(BootTest, NumbersAreComparedAsNumbers) {
  RecordedKernel kernel = Booted("intel_idle.max_cstate=01").Build();
  const TunableProbe probe = Looked(kernel, "intel_idle.max_cstate");
  EXPECT_EQ(probe.StatusOf("intel_idle.max_cstate", uint64_t{1}), Status::kOk);
  EXPECT_EQ(probe.StatusOf("intel_idle.max_cstate", std::string("1")), Status::kOk);
  EXPECT_EQ(probe.StatusOf("intel_idle.max_cstate", uint64_t{2}), Status::kDrift);
}

TEST(BootTest, SaysHowToBootWithItOnDebianAndOnRedHat) {
  RecordedKernel debian = Booted("ro").Build();
  EXPECT_EQ(Looked(debian, "skew_tick").Judge("skew_tick", uint64_t{1}).reason,
            "boot with skew_tick=1: put GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT "
            "skew_tick=1\" into /etc/default/grub.d/netkeel.cfg and run update-grub");
  RecordedKernel redhat = Booted("nosmt").File("/etc/os-release", "ID=rhel\n").Build();
  EXPECT_EQ(Looked(redhat, "threadirqs").Judge("threadirqs", kThere).reason,
            "boot with threadirqs: grubby --update-kernel=ALL --args=threadirqs");
  EXPECT_EQ(Looked(redhat, "nosmt").Judge("nosmt", kGone).reason,
            "boot without nosmt: grubby --update-kernel=ALL --remove-args=nosmt");
}

TEST(BootTest, OneThatIsThereIsReplacedAndOfSeveralItIsSaidWhichCounts) {
  RecordedKernel kernel = Booted("tsc=nowatchdog skew_tick=1 skew_tick=0").Build();
  EXPECT_EQ(Looked(kernel, "tsc").Judge("tsc", std::string("reliable")).reason,
            "boot with tsc=reliable in place of tsc=nowatchdog");
  EXPECT_EQ(Looked(kernel, "skew_tick").Judge("skew_tick", uint64_t{1}).reason,
            "boot with skew_tick=1 in place of skew_tick=1 skew_tick=0, of which the last counts");
}

TEST(BootTest, OfThoseThatAddUpAnyCounts) {
  RecordedKernel kernel = Booted("pci=nomsi pci=noaer console=tty0 console=ttyS0").Build();
  EXPECT_EQ(Looked(kernel, "pci").StatusOf("pci", std::string("nomsi")), Status::kOk);
  EXPECT_EQ(Looked(kernel, "pci").StatusOf("pci", std::string("noaer")), Status::kOk);
  const Verdict verdict = Looked(kernel, "pci").Judge("pci", std::string("noats"));
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_THAT(verdict.reason, HasSubstr("boot with pci=noats: put"));
  EXPECT_EQ(Looked(kernel, "console").StatusOf("console", std::string("tty0")), Status::kOk);
}

TEST(BootTest, ConfiguredAndNotYetBootedIsPending) {
  RecordedKernel kernel = Booted("ro mitigations=off")
                              .File(kGrub, "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet skew_tick=1\"\n")
                              .Build();
  const Verdict verdict = Looked(kernel, "skew_tick").Judge("skew_tick", uint64_t{1});
  EXPECT_EQ(verdict.status, Status::kPending);
  EXPECT_EQ(verdict.reason, "configured in /etc/default/grub, waiting for a reboot");
  EXPECT_EQ(Looked(kernel, "skew_tick").StatusOf("skew_tick", uint64_t{2}), Status::kDrift);
  const Verdict gone = Looked(kernel, "mitigations").Judge("mitigations", kGone);
  EXPECT_EQ(gone.status, Status::kPending);
  EXPECT_EQ(gone.reason, "not in the boot configuration (/etc/default/grub), waiting for a reboot");
}

TEST(BootTest, OneThatIsConfiguredAndNotWantedIsSaidWhere) {
  RecordedKernel kernel = Booted("mitigations=off")
                              .File(kGrub, "GRUB_CMDLINE_LINUX=\"quiet mitigations=off\"\n")
                              .Build();
  const Verdict verdict = Looked(kernel, "mitigations").Judge("mitigations", kGone);
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_EQ(verdict.reason, "boot without mitigations=off: it is in /etc/default/grub");
}

TEST(BootTest, OfACaptureOnlyParametersThatTravelAreJudged) {
  RecordedKernel kernel = Booted(JudgedParameters("ip=10.0.0.1 skew_tick=1")).Build();
  EXPECT_EQ(Looked(kernel, "skew_tick").Text("skew_tick"), "1");
  EXPECT_EQ(Looked(kernel, "nosmt").Text("nosmt"), "absent");
  EXPECT_EQ(Looked(kernel, "ip").Problem("ip").code, ErrorCode::kUnsupported);
  EXPECT_THAT(Looked(kernel, "ip").Problem("ip").message, HasSubstr("capture"));
}

TEST(BootTest, EveryKnownParameterTravels) {
  for (const KeyDescriptor& row : BootRows()) {
    EXPECT_TRUE(IsJudgedParameter(row.name)) << row.name;
    EXPECT_EQ(kBootKeys.wrong_with(row.name), "") << row.name;
  }
}

TEST(BootTest, WithoutACommandLineThereIsNothingToJudge) {
  RecordedKernel kernel = TreeBuilder().Build();
  kernel.Remove("/proc/cmdline");
  EXPECT_EQ(Looked(kernel, "nosmt").Problem("nosmt").code, ErrorCode::kUnsupported);
}

/// What a bound comes to, and how it is judged.
Verdict JudgeBound(const RecordedKernel& kernel, Bound bound, uint64_t number) {
  const auto boot = MakeBoot();
  Setting setting;
  setting.tunable = "boot";
  setting.key = "hugepages";
  setting.literal = number;
  setting.bound = bound;
  const Target target{HostDevice(), {setting}};
  const Observation seen = boot->Observe(kernel, HostDevice(), {"hugepages"});
  Desired desired;
  boot->Resolve({target, seen, CpuFacts{}}, desired);
  const Address address{kHostDevice, "boot", "hugepages"};
  if (!desired.wishes.contains(address)) return {Status::kError, "no wish"};
  return boot->Satisfies(HostDevice(), address, desired.wishes.at(address).value, seen.values);
}

TEST(BootTest, ABoundIsMetByWhatIsThereOrWaitsForWhatIsConfigured) {
  const RecordedKernel kernel =
      Booted("hugepages=512").File(kGrub, "GRUB_CMDLINE_LINUX=\"hugepages=2048\"\n").Build();
  EXPECT_EQ(JudgeBound(kernel, Bound::kAtLeast, 256).status, Status::kOk);
  EXPECT_EQ(JudgeBound(kernel, Bound::kAtLeast, 1024).status, Status::kPending);
  EXPECT_EQ(JudgeBound(kernel, Bound::kAtLeast, 4096).status, Status::kDrift);
  EXPECT_EQ(JudgeBound(kernel, Bound::kAtMost, 512).status, Status::kOk);
  EXPECT_EQ(JudgeBound(kernel, Bound::kAtMost, 256).status, Status::kDrift);
}

TEST(BootTest, ABoundOfAParameterThatIsAbsentIsDrift) {
  const RecordedKernel kernel = Booted("ro").Build();
  const Verdict verdict = JudgeBound(kernel, Bound::kAtLeast, 512);
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_THAT(verdict.reason, HasSubstr("boot with hugepages=512"));
}

TEST(BootTest, AValueWithBlanksIsQuotedAndNotPutIntoTheShellsQuotes) {
  RecordedKernel kernel = Booted("ro").Build();
  EXPECT_EQ(Looked(kernel, "dyndbg").Judge("dyndbg", std::string("file a.c +p")).reason,
            "boot with dyndbg=\"file a.c +p\"");
}

TEST(BootTest, IsNeverWritten) {
  RecordedKernel kernel = Booted("ro").Build();
  const TunableProbe probe = Looked(kernel, "nosmt");
  EXPECT_FALSE(probe.tunable().descriptor().writable);
  EXPECT_TRUE(probe.Steps({{"nosmt", kThere}}).empty());
  EXPECT_THAT(probe.tunable().Apply(kernel, HostDevice(), Step{}),
              HasCode(ErrorCode::kUnsupported));
  EXPECT_FALSE(probe.tunable().IsWritable("nosmt/configured"));
}

TEST(BootTest, ANameIsOneWord) {
  for (const char* const key :
       {"skew_tick", "intel_idle.max_cstate", "kvm-intel.nested", "8250.x"}) {
    EXPECT_EQ(kBootKeys.wrong_with(key), "") << key;
  }
  for (const char* const key : {"", "a b", "a/b", "a..b", "*", "a.b.c.d.e", "=1"}) {
    EXPECT_NE(kBootKeys.wrong_with(key), "") << key;
  }
  EXPECT_THAT(kBootKeys.wrong_with("skew_tick=1"), HasSubstr("write 'skew_tick': '1'"));
}

}  // namespace
}  // namespace netkeel
