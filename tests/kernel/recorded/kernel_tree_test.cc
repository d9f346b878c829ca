// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/kernel_tree.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "kernel/recorded/recorded_kernel.h"
#include "support/matchers.h"
#include "support/temp_folder.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class KernelTreeTest : public ::testing::Test {
 protected:
  void Put(const std::string& path, const std::string& content) const {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << content;
  }

  const TempFolder folder_;
};

TEST_F(KernelTreeTest, AfterSaveLoadGivesTheSame) {
  RecordedKernel kernel =
      TreeBuilder().Cpus(8).Nic("eth0", "igb").Nic("eth1", "ice").Down().Build();
  kernel.SetImmovable("/proc/irq/40", EIO);
  kernel.AddFile("/proc/bytes", std::string("a\0b\xff", 4));
  ASSERT_THAT(SaveTree(kernel.tree(), folder_.string()), IsOk());
  const auto loaded = RecordedKernel::Load(folder_.string());
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->Files(), kernel.Files());
  EXPECT_EQ(loaded->tree().immovable, kernel.tree().immovable);
  EXPECT_EQ(loaded->tree().unreadable, kernel.tree().unreadable);
}

TEST_F(KernelTreeTest, APathOfNoKnownFolderIsKeptToo) {
  RecordedKernel kernel;
  kernel.AddFile("/opt/policy\n: x", "a\n");
  kernel.AddFile("/policy", "b\n");
  ASSERT_THAT(SaveTree(kernel.tree(), folder_.string()), IsOk());
  EXPECT_EQ(RecordedKernel::Load(folder_.string())->tree().files, kernel.tree().files);
}

TEST_F(KernelTreeTest, AnArchiveHasTheKernelsShortFilesInOne) {
  RecordedKernel kernel = TreeBuilder().Cpus(8).Nic("eth0", "igb").Build();
  kernel.AddFile("/proc/sys/net/odd\n: name", "\t1 2\n");
  kernel.AddFile("/proc/sys/net/no-end", "1");
  kernel.AddFile("/proc/sys/net/two", "1\n2\n");
  kernel.AddFile("/proc/sys/net/none", "\n");
  kernel.AddFile("/etc/one-line", "1\n");
  const auto archive = ArchiveOfTree(kernel.tree(), 0);
  ASSERT_THAT(archive, IsOk());
  Put("host.tar", *archive);
  const auto loaded = LoadTree((folder_ / "host.tar").string());
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->files, kernel.tree().files);
  EXPECT_EQ(TreeFiles(*loaded), TreeFiles(kernel.tree()));
  EXPECT_LT(archive->size(), 40'000U);
}

TEST_F(KernelTreeTest, AFileThatIsTooLargeToReadSaysSo) {
  Put("proc/cmdline", "ro\n");
  fs::resize_file(folder_ / "proc/cmdline", 17 << 20);
  const auto tree = LoadTree(folder_.string());
  ASSERT_THAT(tree, HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(tree.error().message, HasSubstr("has 17 MiB, and at most 16 MiB are read"));
  Put("host.tar", "");
  fs::resize_file(folder_ / "host.tar", (uintmax_t{256} << 20) + 1);
  EXPECT_THAT(LoadTree((folder_ / "host.tar").string()).error().message,
              HasSubstr("has 257 MiB, and at most 256 MiB are read"));
}

TEST_F(KernelTreeTest, AFolderThatHoldsSomethingIsNotOverwritten) {
  Put("precious", "x");
  EXPECT_THAT(SaveTree(TreeBuilder().Build().tree(), folder_.string()),
              HasCode(ErrorCode::kBadInput));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(KernelTreeTest, ASymbolicLinkIsRefusedWhereverItPoints) {
  Put("proc/cmdline", "ro\n");
  fs::create_symlink("/etc/passwd", folder_ / "proc/passwd");
  const auto file = LoadTree(folder_.string());
  ASSERT_THAT(file, HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(file.error().message, HasSubstr("proc/passwd"));
  fs::remove(folder_ / "proc/passwd");
  fs::create_directory_symlink("/proc", folder_ / "sys");
  EXPECT_THAT(LoadTree(folder_.string()), HasCode(ErrorCode::kBadInput));
}

TEST_F(KernelTreeTest, AHandMadeTreeNeedsOnlyItsFiles) {
  Put("proc/sys/net/core/dev_weight", "64\n");
  Put("ethtool/eth0/rings.yaml", "rx: 512\nrx-max: 4096\n");
  Put("meta.yaml", "kernel: 6.1.0\nunreadable /proc/secret: EACCES\n");
  Put("README.md", "# What this is\n");
  fs::create_directories(folder_ / "sys/class/net");
  const auto kernel = RecordedKernel::Load(folder_.string());
  ASSERT_THAT(kernel, IsOk());
  EXPECT_THAT(kernel->ReadFile("/proc/sys/net/core/dev_weight"), IsOkAnd("64\n"));
  EXPECT_THAT(kernel->ReadFile("/proc/secret"), HasErrno(EACCES));
  EXPECT_THAT(kernel->ListDirectory("/sys/class/net"), IsOk());
  Device device;
  device.name = "eth0";
  EXPECT_EQ(kernel->EthtoolGet(device, EthtoolTopic::kRings).value().at("rx-max"),
            Value(uint64_t{4096}));
}

TEST_F(KernelTreeTest, AMistakeIsNamedWithItsFileAndLine) {
  Put("proc/cmdline", "ro\n");
  Put("ethtool/eth0/rings.yaml", "rx: 512\n  rx-max: 4096\n");
  const auto tree = LoadTree(folder_.string());
  ASSERT_THAT(tree, HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(tree.error().message, HasSubstr("ethtool/eth0/rings.yaml:2: "));
  Put("ethtool/eth0/rings.yaml", "rx: many\n");
  EXPECT_THAT(LoadTree(folder_.string()), HasCode(ErrorCode::kBadInput));
  Put("ethtool/eth0/rings.yaml", "rx: 1\n");
  Put("meta.yaml", "unreadable /proc/x: EWHATEVER\n");
  EXPECT_THAT(LoadTree(folder_.string()), HasCode(ErrorCode::kBadInput));
}

TEST_F(KernelTreeTest, ANameThatATerminalWouldActOnIsPrintedInSafeWords) {
  KernelTree tree;
  for (const char* const content : {"no line of it", "\x1b[2J: 1x"}) {
    const auto added = AddTreeFile("ethtool/eth\x1b[2J\x7f/rings.yaml", content, tree);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().message.find('\x1b'), std::string::npos);
    EXPECT_NE(added.error().message.find("eth\\x1b[2J\\x7f/rings.yaml"), std::string::npos);
  }
}

TEST_F(KernelTreeTest, WhatIsNoTreeIsAnError) {
  EXPECT_THAT(LoadTree((folder_ / "nosuch").string()), HasCode(ErrorCode::kNotFound));
  EXPECT_THAT(LoadTree(folder_.string()), HasCode(ErrorCode::kBadInput));
}

}  // namespace
}  // namespace netkeel
