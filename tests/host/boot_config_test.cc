// SPDX-License-Identifier: Apache-2.0
#include "host/boot_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(BootConfigTest, GrubsFilesAreReadInTheShellsOrderAndExpanded) {
  RecordedKernel kernel;
  kernel.AddFile("/etc/default/grub",
                 "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=''\n");
  kernel.AddFile("/etc/default/grub.d/10-a.cfg",
                 "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT isolcpus=2-5\"\n");
  kernel.AddFile("/etc/default/grub.d/9-b.cfg",
                 "GRUB_CMDLINE_LINUX_DEFAULT=\"${GRUB_CMDLINE_LINUX_DEFAULT} nohz_full=2-5\"\n");
  kernel.AddFile("/etc/default/grub.d/README", "GRUB_CMDLINE_LINUX=\"isolcpus=1\"\n");
  const BootConfig config = ReadBootConfig(kernel);
  EXPECT_THAT(config.command_line, HasSubstr("quiet isolcpus=2-5 nohz_full=2-5"));
  EXPECT_THAT(config.command_line, Not(HasSubstr("isolcpus=1")));
  EXPECT_EQ(config.FileWith("isolcpus"), "/etc/default/grub.d/10-a.cfg");
  EXPECT_EQ(config.FileWith("rcu_nocbs"), "");
}

TEST(BootConfigTest, CommentsAndQuotesAreTheShells) {
  RecordedKernel kernel;
  kernel.AddFile("/etc/default/grub",
                 "#GRUB_CMDLINE_LINUX=\"isolcpus=1\"\n"
                 "GRUB_CMDLINE_LINUX='isolcpus=2' # was 3\n"
                 "GRUB_CMDLINE_LINUX+=\" nohz_full=2\"\n"
                 "GRUB_CMDLINE_LINUX_DEFAULT=quiet\n");
  EXPECT_EQ(ReadBootConfig(kernel).command_line, "isolcpus=2 nohz_full=2 quiet");
}

TEST(BootConfigTest, BootEntriesWinOverGrubsDefaults) {
  RecordedKernel kernel;
  kernel.AddFile("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"isolcpus=1\"\n");
  kernel.AddFile("/boot/loader/entries/a-5.14.conf", "title A\noptions root=/dev/sda isolcpus=2\n");
  const BootConfig config = ReadBootConfig(kernel);
  EXPECT_EQ(config.command_line, "root=/dev/sda isolcpus=2");
  EXPECT_EQ(config.FileWith("isolcpus"), "/boot/loader/entries/a-5.14.conf");
}

TEST(BootConfigTest, WhatAnEntryLeavesToGrubsEnvironmentIsNotKnown) {
  RecordedKernel kernel;
  kernel.AddFile("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"isolcpus=1\"\n");
  const std::string entry = "/boot/loader/entries/a-4.18.conf";
  kernel.AddFile(entry, "title A\noptions $kernelopts $tuned_params\n");
  EXPECT_TRUE(ReadBootConfig(kernel).files.empty());
  kernel.AddFile(entry, "title A\noptions isolcpus=2 $tuned_params\n");
  EXPECT_EQ(ReadBootConfig(kernel).FileWith("isolcpus=2"), entry);
}

TEST(BootConfigTest, TheCommandLineOfAUnifiedKernelImageIsRead) {
  RecordedKernel kernel;
  kernel.AddFile("/etc/kernel/cmdline", "root=/dev/sda isolcpus=2\n");
  EXPECT_EQ(ReadBootConfig(kernel).command_line, "root=/dev/sda isolcpus=2");
}

TEST(BootConfigTest, NothingReadableIsNothingConfigured) {
  const RecordedKernel kernel;
  EXPECT_TRUE(ReadBootConfig(kernel).files.empty());
}

TEST(BootConfigTest, RedHatsKinHaveGrubby) {
  RecordedKernel kernel;
  EXPECT_FALSE(HasGrubby(kernel));
  kernel.AddFile("/etc/os-release", "NAME=\"Debian GNU/Linux\"\nID=debian\n");
  EXPECT_FALSE(HasGrubby(kernel));
  kernel.AddFile("/etc/os-release", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n");
  EXPECT_TRUE(HasGrubby(kernel));
}

}  // namespace
}  // namespace netkeel
