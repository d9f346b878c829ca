// SPDX-License-Identifier: Apache-2.0
#include "kernel/recording_kernel.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "host/inventory.h"
#include "kernel/live_kernel.h"
#include "kernel/recorded/recorded_kernel.h"
#include "support/matchers.h"
#include "support/temp_folder.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

/// Everything that a look at all interfaces and CPUs gives, errors with their words.
std::string Look(const Kernel& kernel) {
  std::string seen = HostName(kernel) + '\n';
  const auto names = InterfaceNames(kernel);
  for (const std::string& name : names.value()) {
    const auto device = DescribeInterface(kernel, name);
    seen += device ? device->name + ' ' + device->driver + ' ' + device->pci + ' ' +
                         device->permanent_mac + ' ' + std::to_string(device->numa_node) +
                         std::to_string(device->up) + std::to_string(device->carrier) + '\n'
                   : device.error().message + '\n';
    if (!device) continue;
    for (const EthtoolTopic topic : kEthtoolTopics) {
      const auto fields = kernel.EthtoolGet(*device, topic);
      if (!fields) seen += fields.error().message + '\n';
      if (!fields) continue;
      for (const auto& [word, value] : *fields) seen += word + '=' + ToText(value) + '\n';
    }
    for (const std::string folder : {"/queues", "/device/msi_irqs", "/nosuch"}) {
      const auto list = kernel.ListDirectory("/sys/class/net/" + name + folder);
      seen += list ? std::to_string(list->size()) + '\n' : list.error().message + '\n';
    }
    const auto carrier = kernel.ReadFile("/sys/class/net/" + name + "/carrier");
    seen += (carrier ? *carrier : carrier.error().message) + '\n';
  }
  const auto facts = ReadCpuFacts(kernel);
  return seen + (facts ? facts->online.ToList() : facts.error().message) + '\n';
}

class RecordingKernelTest : public ::testing::Test {
 protected:
  std::string Folder(const std::string& name) const { return (folder_ / name).string(); }

  /// A look through a recorder, what it saved, and the same look at that.
  void ExpectSameReplay(const Kernel& kernel) {
    const RecordingKernel recording(kernel);
    const std::string live = Look(recording);
    ASSERT_THAT(SaveTree(recording.Tree(), Folder("tree")), IsOk());
    const auto replay = RecordedKernel::Load(Folder("tree"));
    ASSERT_THAT(replay, IsOk());
    EXPECT_EQ(Look(*replay), live);
  }

  const TempFolder folder_;
};

TEST_F(RecordingKernelTest, ABuiltHostReplaysTheSame) {
  RecordedKernel kernel = TreeBuilder()
                              .Cpus(8, 2)
                              .Nic("eth0", "ixgbe")
                              .Nic("eth1", "virtio_net")
                              .Down()
                              .Nic("veth0", "veth")
                              .Build();
  kernel.SetUnreadable("/sys/class/net/eth0/carrier", EINVAL);
  kernel.SetUnreadable("ethtool/eth1/rings", EPERM);
  ExpectSameReplay(kernel);
}

TEST_F(RecordingKernelTest, ThisMachineReplaysTheSame) { ExpectSameReplay(LiveKernel()); }

TEST_F(RecordingKernelTest, TheSameLookGivesTheSameTree) {
  const RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Build();
  std::vector<KernelTree> trees;
  for (int round = 0; round < 2; ++round) {
    const RecordingKernel recording(kernel);
    Look(recording);
    trees.push_back(recording.Tree());
    trees.back().meta.erase("captured-at");
  }
  EXPECT_EQ(TreeFiles(trees[0]), TreeFiles(trees[1]));
}

TEST_F(RecordingKernelTest, OnlyWhatWasReadIsInTheTree) {
  const RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Nic("eth1", "igb").Build();
  const RecordingKernel recording(kernel);
  ASSERT_THAT(recording.ListDirectory("/sys/class/net"), IsOk());
  ASSERT_THAT(recording.ReadFile("/sys/class/net/eth0/ifindex"), IsOk());
  const KernelTree tree = recording.Tree();
  EXPECT_EQ(tree.files,
            (std::map<std::string, std::string>{{"/sys/class/net/eth0/ifindex", "2\n"}}));
  EXPECT_EQ(tree.listed, std::set<std::string>{"/sys/class/net/eth1"});
}

TEST_F(RecordingKernelTest, AnEmptyFolderIsListedAsEmpty) {
  RecordedKernel kernel;
  kernel.AddDirectory("/proc/irq");
  const RecordingKernel recording(kernel);
  ASSERT_THAT(recording.ListDirectory("/proc/irq"), IsOk());
  EXPECT_THAT(RecordedKernel(recording.Tree()).ListDirectory("/proc/irq"),
              IsOkAnd(testing::IsEmpty()));
}

TEST_F(RecordingKernelTest, WhatNobodyJudgesIsLeftOut) {
  constexpr const char* kPath = "/etc/NetworkManager/system-connections/office.nmconnection";
  const auto kernel =
      TreeBuilder().File(kPath, "psk=secret\n").File("/root/secret", "secret\n").Build();
  const RecordingKernel recording(kernel);
  EXPECT_TRUE(recording.ReadFile(kPath).has_value());
  EXPECT_TRUE(recording.ReadFile("/root/secret").has_value());
  for (const auto& [path, text] : TreeFiles(recording.Tree())) {
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("secret\n"))) << path;
  }
}

TEST_F(RecordingKernelTest, ItRefusesToWrite) {
  const RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Build();
  RecordingKernel recording(kernel);
  const Device device = DescribeInterface(kernel, "eth0").value();
  EXPECT_THAT(recording.WriteFile({"/proc/sys/net/core/dev_weight", 0, ""}, "1"),
              HasCode(ErrorCode::kPermission));
  EXPECT_THAT(recording.EthtoolSet(device, EthtoolTopic::kRings, {{"rx", 64UL}}),
              HasCode(ErrorCode::kPermission));
  EXPECT_TRUE(kernel.writes().empty());
}

TEST_F(RecordingKernelTest, ItDoesNotSaveOverWhatIsThere) {
  std::ofstream(folder_ / "precious") << "x";
  const RecordedKernel kernel;
  EXPECT_THAT(SaveTree(RecordingKernel(kernel).Tree(), folder_.string()),
              HasCode(ErrorCode::kBadInput));
}

}  // namespace
}  // namespace netkeel
