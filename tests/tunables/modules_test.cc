// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernel/judged_lines.h"
#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

TunableProbe Looked(RecordedKernel& kernel, const std::string& key) {
  TunableProbe probe(MakeModules(), kernel, HostDevice());
  probe.Look({key});
  return probe;
}

TreeBuilder Virtio() {
  TreeBuilder builder;
  builder.File("/sys/module/virtio_net/initstate", "live\n")
      .File("/sys/module/virtio_net/parameters/napi_tx", "Y\n")
      .File("/sys/module/virtio_net/parameters/napi_weight", "64\n");
  return builder;
}

TEST(ModulesTest, AParameterIsItsFile) {
  RecordedKernel kernel = Virtio().Build();
  const std::string weight = "virtio_net.parameters.napi_weight";
  const TunableProbe probe = Looked(kernel, weight);
  EXPECT_EQ(probe.Text(weight), "64");
  EXPECT_EQ(probe.StatusOf(weight, std::string("64")), Status::kOk);
  EXPECT_EQ(probe.Judge(weight, uint64_t{32}).reason,
            "put \"options virtio_net napi_weight=32\" into /etc/modprobe.d/netkeel.conf and load "
            "virtio_net anew, or reboot; an initramfs that has it is to be made anew");
}

TEST(ModulesTest, ASwitchIsWhatLinuxTakesForOne) {
  RecordedKernel kernel = Virtio().Build();
  const std::string key = "virtio_net.parameters.napi_tx";
  const TunableProbe probe = Looked(kernel, key);
  for (const char* const same : {"Y", "y", "1", "on"}) {
    EXPECT_EQ(probe.StatusOf(key, std::string(same)), Status::kOk) << same;
  }
  for (const char* const other : {"N", "0", "off", "2"}) {
    EXPECT_EQ(probe.StatusOf(key, std::string(other)), Status::kDrift) << other;
  }
}

TEST(ModulesTest, OfWordsToChooseFromTheOneInBracketsIsInForce) {
  RecordedKernel kernel = TreeBuilder()
                              .File("/sys/module/pcie_aspm/parameters/policy",
                                    "default [performance] powersave powersupersave \n")
                              .Build();
  const std::string key = "pcie_aspm.parameters.policy";
  const TunableProbe probe = Looked(kernel, key);
  EXPECT_EQ(probe.Text(key), "performance");
  EXPECT_EQ(probe.StatusOf(key, std::string("performance")), Status::kOk);
  EXPECT_EQ(probe.StatusOf(key, std::string("powersave")), Status::kDrift);
}

TEST(ModulesTest, OneThatIsPartOfTheKernelIsToldAtBoot) {
  RecordedKernel kernel =
      TreeBuilder().File("/sys/module/workqueue/parameters/power_efficient", "N\n").Build();
  const std::string key = "workqueue.parameters.power_efficient";
  EXPECT_THAT(Looked(kernel, key).Judge(key, std::string("Y")).reason,
              HasSubstr("boot with workqueue.power_efficient=Y: put GRUB_CMDLINE"));
}

TEST(ModulesTest, WhyThereIsNoneIsSaid) {
  RecordedKernel kernel = Virtio().Build();
  const auto why = [&kernel](const std::string& key) {
    const TunableProbe probe = Looked(kernel, key);
    EXPECT_EQ(probe.Problem(key).code, ErrorCode::kUnsupported);
    return probe.Problem(key).message;
  };
  EXPECT_THAT(why("i40e.version"), HasSubstr("there is no /sys/module/i40e"));
  EXPECT_THAT(why("virtio_net.version"), HasSubstr("it came with the kernel"));
  EXPECT_THAT(why("virtio_net.parameters.napi_txx"), HasSubstr("did you mean 'napi_tx'?"));
  EXPECT_THAT(why("virtio_net.parameters.bogus"), HasSubstr("there are: napi_tx, napi_weight"));
}

TEST(ModulesTest, TextThatACaptureLeftOutIsNotJudged) {
  const std::string text = NumbersOrSwitch("00:1b:21:aa:bb:cc\n");
  RecordedKernel kernel =
      TreeBuilder().File("/sys/module/g_ether/parameters/dev_addr", text).Build();
  const std::string key = "g_ether.parameters.dev_addr";
  EXPECT_EQ(Looked(kernel, key).Problem(key).code, ErrorCode::kUnsupported);
  for (const char* const kept : {"64\n", "Y\n", "N\n", "0,-1,8\n", "\n"}) {
    EXPECT_EQ(NumbersOrSwitch(kept), kept);
  }
}

/// What a version that is wanted comes to, and how it is judged; "unsupported" where it cannot be.
std::string JudgedVersion(const std::string& actual, Bound bound, const std::string& asked) {
  const RecordedKernel kernel = TreeBuilder().File("/sys/module/ixgbe/version", actual).Build();
  const auto modules = MakeModules();
  Setting setting;
  setting.tunable = "modules";
  setting.key = "ixgbe.version";
  setting.literal = asked;
  setting.bound = bound;
  const Target target{HostDevice(), {setting}};
  const Observation seen = modules->Observe(kernel, HostDevice(), {setting.key});
  Desired desired;
  modules->Resolve({target, seen, CpuFacts{}}, desired);
  if (!desired.findings.empty()) return ToText(desired.findings.front().status);
  const auto& [address, wish] = *desired.wishes.begin();
  return ToText(modules->Satisfies(HostDevice(), address, wish.value, seen.values).status);
}

TEST(ModulesTest, VersionsHaveAnOrder) {
  EXPECT_EQ(JudgedVersion("5.19.6\n", Bound::kAtLeast, "5.3"), "ok");
  EXPECT_EQ(JudgedVersion("5.19.6\n", Bound::kAtLeast, "5.20"), "drift");
  EXPECT_EQ(JudgedVersion("5.19.6\n", Bound::kAtMost, "5.19"), "ok");
  EXPECT_EQ(JudgedVersion("5.19.6\n", Bound::kAtMost, "5.18"), "drift");
  EXPECT_EQ(JudgedVersion("5.19.6\n", Bound::kExactly, "5.19.6"), "ok");
  EXPECT_EQ(JudgedVersion("5.19.6\n", Bound::kExactly, "5.19"), "drift");
  EXPECT_EQ(JudgedVersion("release\n", Bound::kAtLeast, "5.3"), "unsupported");
  EXPECT_EQ(JudgedVersion("release\n", Bound::kExactly, "release"), "ok");
}

TEST(ModulesTest, AKeyIsOfAModule) {
  const auto wrong = MakeModules()->descriptor().open.wrong_with;
  EXPECT_EQ(wrong("ixgbe.version"), "");
  EXPECT_EQ(wrong("8250.parameters.nr_uarts"), "");
  EXPECT_THAT(wrong("ixgbe.max_vfs"), HasSubstr("did you mean 'ixgbe.parameters.max_vfs'?"));
  EXPECT_THAT(wrong("virtio-net.parameters.gso"), HasSubstr("write 'virtio_net.parameters.gso'"));
  for (const char* const key :
       {"", "ixgbe", "../x.version", "a/b.version", "a.parameters.", "a.parameters.b.c"}) {
    EXPECT_NE(wrong(key), "") << key;
  }
}

TEST(ModulesTest, IsNeverWritten) {
  RecordedKernel kernel = Virtio().Build();
  const std::string key = "virtio_net.parameters.napi_tx";
  const TunableProbe probe = Looked(kernel, key);
  EXPECT_FALSE(probe.tunable().descriptor().writable);
  EXPECT_TRUE(probe.Steps({{key, std::string("N")}}).empty());
  EXPECT_THAT(probe.tunable().Apply(kernel, HostDevice(), Step{}),
              HasCode(ErrorCode::kUnsupported));
  EXPECT_FALSE(probe.tunable().IsWritable(key + "/loadable"));
}

}  // namespace
}  // namespace netkeel
