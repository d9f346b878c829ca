// SPDX-License-Identifier: Apache-2.0
#include "kernel/leave_out.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

TEST(LeaveOutTest, MacAddressesAreSaidToBeLeftOut) {
  KernelTree tree;
  tree.ethtool[{"eth0", EthtoolTopic::kInfo}] = {
      {"driver", std::string("ixgbe")}, {"permanent-address", std::string("00:1b:21:aa:bb:cc")}};
  LeaveOutAddresses(tree);
  const auto& fields = tree.ethtool[{"eth0", EthtoolTopic::kInfo}];
  EXPECT_EQ(ToText(fields.at("permanent-address")), kLeftOutMac);
  EXPECT_EQ(ToText(fields.at("driver")), "ixgbe");
}

TEST(LeaveOutTest, ANameMadeOfTheAddressIsLeftOutToo) {
  KernelTree tree;
  auto& fields = tree.ethtool[{"eth0", EthtoolTopic::kInfo}];
  fields["altnames"] = std::string("enp3s0 enx001b21aabbcc feed-a");
  LeaveOutAddresses(tree);
  EXPECT_EQ(ToText(fields.at("altnames")), "enp3s0 feed-a");
  fields["altnames"] = std::string("enx001b21aabbcc");
  LeaveOutAddresses(tree);
  EXPECT_FALSE(fields.contains("altnames"));
}

TEST(LeaveOutTest, OnlyTheParametersThatAreJudgedStay) {
  EXPECT_EQ(JudgedParameters("root=/dev/sda1 isolcpus=domain,2-5 ip=10.0.0.1::10.0.0.254 "
                             "nohz-full=2-5 netroot=iscsi:user:secret@10.0.0.9 rcu_nocbs"),
            "isolcpus=domain,2-5 nohz-full=2-5 rcu_nocbs");
}

TEST(LeaveOutTest, WhatTheKernelDoesNotTakeForAParameterIsNone) {
  EXPECT_EQ(JudgedParameters("dyndbg=\"file a isolcpus=1 \" -- isolcpus=3"), "");
}

TEST(LeaveOutTest, BootConfigurationsKeepTheirForm) {
  KernelTree tree;
  tree.files["/proc/cmdline"] = "BOOTIF=01-00-1b-21-aa-bb-cc irqaffinity=0-1\n";
  tree.files["/etc/default/grub"] =
      "# password hunter2\nGRUB_PASSWORD=hunter2\n"
      "GRUB_CMDLINE_LINUX=\"ip=10.0.0.1 isolcpus=2-5 $EXTRA\"\n";
  tree.files["/boot/loader/entries/a.conf"] = "title hunter2\noptions ip=10.0.0.1 nohz_full=2\n";
  LeaveOutAddresses(tree);
  EXPECT_EQ(tree.files["/proc/cmdline"], "irqaffinity=0-1\n");
  EXPECT_EQ(tree.files["/etc/default/grub"],
            "GRUB_PASSWORD=\nGRUB_CMDLINE_LINUX=\" isolcpus=2-5 $EXTRA\"\n");
  EXPECT_EQ(tree.files["/boot/loader/entries/a.conf"], "options nohz_full=2\n");
}

TEST(LeaveOutTest, SysctlFilesKeepTheirSettingsOfTheNetworkAndTheirLineNumbers) {
  KernelTree tree;
  tree.files["/etc/sysctl.d/9-a.conf"] =
      "# hunter2\nkernel.domainname = corp\n-net.core.dev_weight = 64\n"
      "net.ipv6.conf.all.stable_secret = 2001:db8::1\n";
  LeaveOutAddresses(tree);
  EXPECT_EQ(tree.files["/etc/sysctl.d/9-a.conf"], "\n\n-net.core.dev_weight = 64\n\n\n");
}

TEST(LeaveOutTest, OtherProgramsConfigurationsKeepWhatEthtoolIsToldAndNoSecret) {
  KernelTree tree;
  const std::string connection = "/etc/NetworkManager/system-connections/a.nmconnection";
  tree.files[connection] =
      "[ethernet]\nmac-address=00:1B:21:AA:BB:CC\n[wifi-security]\npsk=hunter2\n"
      "[ipv4]\naddress1=10.0.0.1/24\n[ethtool]\nring-rx=512\n";
  tree.files["/etc/network/interfaces"] =
      "iface eth0 inet static\n  address 10.0.0.1/24\n  hardware-dma-ring-rx 4096\n"
      "  wpa-psk hunter2\n  up ethtool -G eth0 tx 512 && ip addr add 10.0.0.2 dev eth0\n";
  tree.files["/etc/systemd/network/a.link"] = "[Match]\nMACAddress=00:1b:21:aa:bb:cc\n[Link]\n";
  tree.files["/etc/elsewhere"] = "password hunter2\n";
  LeaveOutAddresses(tree);
  EXPECT_EQ(tree.files[connection],
            "[ethernet]\nmac-address=none\n[wifi-security]\n\n[ipv4]\n\n[ethtool]\n"
            "ring-rx=512\n\n");
  EXPECT_EQ(tree.files["/etc/network/interfaces"],
            "iface eth0 inet static\n\n  hardware-dma-ring-rx 4096\n\n"
            "  up ethtool -G eth0 tx 512 \n\n");
  EXPECT_EQ(tree.files["/etc/systemd/network/a.link"], "[Match]\nMACAddress=none\n[Link]\n\n");
  EXPECT_EQ(tree.files["/etc/elsewhere"], "\n\n");
}

}  // namespace
}  // namespace netkeel
