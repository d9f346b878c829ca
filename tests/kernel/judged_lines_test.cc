// SPDX-License-Identifier: Apache-2.0
#include "kernel/judged_lines.h"

#include <gmock/gmock.h>

#include "kernel/capture_table.h"

namespace netkeel {
namespace {

TEST(JudgedLinesTest, MacAddressesAreSaidToBeLeftOut) {
  KernelTree tree;
  tree.ethtool[{"eth0", EthtoolTopic::kInfo}] = {
      {"driver", std::string("ixgbe")}, {"permanent-address", std::string("00:1b:21:aa:bb:cc")}};
  LeaveOutAddresses(tree);
  const auto& fields = tree.ethtool[{"eth0", EthtoolTopic::kInfo}];
  EXPECT_EQ(ToText(fields.at("permanent-address")), kLeftOutMac);
  EXPECT_EQ(ToText(fields.at("driver")), "ixgbe");
}

TEST(JudgedLinesTest, ANameMadeOfTheAddressIsLeftOutToo) {
  KernelTree tree;
  auto& fields = tree.ethtool[{"eth0", EthtoolTopic::kInfo}];
  fields["altnames"] = std::string("enp3s0 enx001b21aabbcc feed-a");
  LeaveOutAddresses(tree);
  EXPECT_EQ(ToText(fields.at("altnames")), "enp3s0 feed-a");
  fields["altnames"] = std::string("enx001b21aabbcc");
  LeaveOutAddresses(tree);
  EXPECT_FALSE(fields.contains("altnames"));
}

TEST(JudgedLinesTest, OnlyTheParametersThatAreJudgedStay) {
  EXPECT_EQ(JudgedParameters("root=/dev/sda1 isolcpus=domain,2-5 ip=10.0.0.1::10.0.0.254 "
                             "nohz-full=2-5 netroot=iscsi:user:secret@10.0.0.9 rcu_nocbs"),
            "isolcpus=domain,2-5 nohz-full=2-5 rcu_nocbs left-out");
  EXPECT_EQ(JudgedParameters("nosmt mitigations=off"), "nosmt mitigations=off");
  EXPECT_EQ(JudgedParameters("nosmt left-out"), "nosmt left-out");
}

TEST(JudgedLinesTest, WhatTheKernelDoesNotTakeForAParameterIsNone) {
  EXPECT_EQ(JudgedParameters("dyndbg=\"file a isolcpus=1 \" -- isolcpus=3"), "left-out");
  EXPECT_EQ(JudgedParameters("nosmt -- isolcpus=3"), "nosmt");
}

std::string Kept(const std::string& path, std::string_view content) {
  return JudgedContent(path, content).value_or("nothing of it");
}

TEST(JudgedLinesTest, BootConfigurationsKeepTheirForm) {
  EXPECT_EQ(Kept("/proc/cmdline", "BOOTIF=01-00-1b-21-aa-bb-cc irqaffinity=0-1\n"),
            "irqaffinity=0-1 left-out\n");
  EXPECT_EQ(Kept("/etc/default/grub",
                 "# password hunter2\nGRUB_PASSWORD=hunter2\n"
                 "GRUB_CMDLINE_LINUX=\"ip=10.0.0.1 isolcpus=2-5 $EXTRA\"\n"),
            "\nGRUB_PASSWORD=\nGRUB_CMDLINE_LINUX=\" isolcpus=2-5 $EXTRA\"\n");
  EXPECT_EQ(Kept("/boot/loader/entries/a.conf", "title hunter2\noptions ip=10.0.0.1 nohz_full=2\n"),
            "\noptions nohz_full=2 left-out\n");
  EXPECT_EQ(Kept("/boot/loader/entries/a.conf", "options $kernelopts quiet $tuned_params\n"),
            "options $kernelopts $tuned_params left-out\n");
}

TEST(JudgedLinesTest, OfTheFlagsOfACpuOneIsKept) {
  EXPECT_EQ(Kept("/proc/cpuinfo", "processor : 0\nflags : fpu hypervisor sse\n"),
            "flags : hypervisor\n");
  EXPECT_EQ(Kept("/proc/cpuinfo", "processor : 0\nflags : fpu sse\n"), "flags :\n");
  EXPECT_EQ(Kept("/proc/cpuinfo", "processor : 0\nFeatures : fp asimd\n"), "");
  EXPECT_EQ(Kept("/sys/class/dmi/id/product_name", "m7g.large\n"), "m7g.large\n");
}

TEST(JudgedLinesTest, SysctlFilesKeepTheirSettingsOfTheNetworkAndTheirLineNumbers) {
  EXPECT_EQ(Kept("/etc/sysctl.d/9-a.conf",
                 "# hunter2\nkernel.domainname = corp\n-net.core.dev_weight = 64\n"
                 "net.ipv6.conf.all.stable_secret = 2001:db8::1\n"),
            "\n\n-net.core.dev_weight = 64\n\n");
}

TEST(JudgedLinesTest, AConnectionKeepsWhatEthtoolIsToldAndNoSecret) {
  EXPECT_EQ(Kept("/etc/NetworkManager/system-connections/a.nmconnection",
                 "[connection]\nid=Office\ninterface-name=eth0\n[wifi-security]\npsk=hunter2\n"
                 "[802-1x]\npassword=hunter2\nprivate-key-password=hunter2\n"
                 "[wireguard-peer.hunter2]\npreshared-key=hunter2\n"
                 "[ipv4]\naddress1=10.0.0.1/24\n[ethtool]\nring-rx = 512\n"
                 "[link]\ngso-max-size=65536\n[ethernet]\nmtu=9000\n"),
            "[connection]\n\ninterface-name=eth0\n[-]\n\n[-]\n\n\n[-]\n\n[-]\n\n[ethtool]\n"
            "ring-rx = 512\n[link]\ngso-max-size=65536\n[ethernet]\nmtu=9000\n");
}

TEST(JudgedLinesTest, AStanzaKeepsWhatEthtoolIsToldAndNoSecret) {
  EXPECT_EQ(Kept("/etc/network/interfaces",
                 "iface eth0 inet static\n  address 10.0.0.1/24\n  hardware-dma-ring-rx 4096\n"
                 "  wpa-psk hunter2\n  up ethtool -G $IFACE tx 512 && echo hunter2\n"
                 "  up echo hunter2; /sbin/ethtool -K eth0 gro on;echo hunter2\n"
                 "  up ethtool -X eth0 hkey 6d:5a equal 4\n"
                 "  up ethtool -s eth0 sopass hunter2\n# ethtool -G eth0 rx 64\n"),
            "iface eth0\n\nhardware-dma-ring-rx 4096\n\nup ethtool -G $IFACE tx 512\n"
            "up ethtool -K eth0 gro on\n"
            "up ethtool -X eth0 equal 4\n\n\n");
}

TEST(JudgedLinesTest, AStanzaKeepsWhatIpLinkIsToldOfSizes) {
  EXPECT_EQ(Kept("/etc/network/interfaces",
                 "  mtu 9000\n  up ip link set dev $IFACE alias hunter2 mtu 1400 txqueuelen 500\n"
                 "  up echo hunter2; /sbin/ip link set eth0 mtu 9000;echo hunter2\n"
                 "  up ip link set eth0 address hunter2\n  up ip link set eth0 mtu $(hunter2)\n"
                 "  up ip link show eth0 mtu 2\n"),
            "mtu 9000\nup ip link set $IFACE mtu 1400 txqueuelen 500\n"
            "up ip link set eth0 mtu 9000\n\n\n\n");
}

TEST(JudgedLinesTest, ALinkFileKeepsWhatItIsForAndWhatItSets) {
  EXPECT_EQ(Kept("/etc/systemd/network/a.link",
                 "[Match]\nDriver=igb\nCredential=hunter2\n[Link]\nWakeOnLanPassword=hunter2\n"
                 "RxBufferSize=512\n"),
            "[Match]\nDriver=igb\nCredential=\n[Link]\nWakeOnLanPassword=\nRxBufferSize=512\n");
}

TEST(JudgedLinesTest, AProfileOfTunedAndAUnitKeepWhatIsOfUse) {
  EXPECT_EQ(
      Kept("/etc/tuned/x/tuned.conf",
           "[main]\nsummary=hunter2\ninclude=base\n[bootloader]\ncmdline=ip=hunter2\n[sysctl]\n"
           "net.core.dev_weight=64\nvm.swappiness=1\n[sysfs]\n/sys/class/net/*/mtu=1\n"),
      "[main]\n\ninclude=base\n[bootloader]\n\n[sysctl]\nnet.core.dev_weight=64\n\n[sysfs]\n"
      "/sys/class/net/*/mtu=1\n");
  EXPECT_EQ(Kept("/usr/lib/systemd/system/irqbalance.service",
                 "[Service]\nEnvironment=TOKEN=hunter2\nExecStart=/usr/sbin/irqbalance\n"),
            "[Service]\n\nExecStart=/usr/sbin/irqbalance\n");
  EXPECT_EQ(Kept("/etc/os-release", "NAME=hunter2\nID=debian\nID_LIKE=x\n"),
            "\nID=debian\nID_LIKE=x\n");
}

TEST(JudgedLinesTest, OfAProcessItsNameAndOwnerAreKeptAndTheOptionsThatBan) {
  using std::string_literals::operator""s;
  EXPECT_EQ(Kept("/proc/812/status", "Name:\tirqbalance\nUmask:\t0022\nUid:\t0\t0\t0\t0\n"),
            "Name:\tirqbalance\n\nUid:\t0\t0\t0\t0\n");
  EXPECT_EQ(Kept("/proc/812/cmdline",
                 "/opt/hunter2\0--debug=hunter2\0-i\0"s + "57\0hunter2\0--banmod=igb\0-l/opt/p\0"s),
            "irqbalance\0-i\0"s + "57\0--banmod=igb\0-l/opt/p"s);
}

TEST(JudgedLinesTest, OfAnyOtherFileOnlyWhatNetkeelWroteIsKept) {
  const std::string secret = "root:hunter2:1:0:99999:7:::\n  0000:03:00.0) echo hunter2 ;;\n";
  for (const char* const path :
       {"/etc/shadow", "/opt/secret", "/etc/tuned/../shadow", "/etc/elsewhere", "", "x"}) {
    EXPECT_EQ(Kept(path, secret), "\n\n") << path;
    EXPECT_FALSE(IsInCaptureTable(path)) << path;
  }
  for (const char* const path : {"/proc/812/environ", "/sys/class/net/eth0/address"}) {
    EXPECT_EQ(JudgedContent(path, secret), std::nullopt) << path;
  }
  EXPECT_EQ(Kept("/opt/policy",
                 "#!/bin/sh hunter2\n# Written by `netkeel coexist --install`, hunter2\n"
                 "  0000:03:00.0) echo ban=true; exit 0 ;;\n"
                 "  $(hunter2)) echo ban=true; exit 0 ;;\n"),
            "\n# Written by `netkeel coexist --install`\n"
            "  0000:03:00.0) echo ban=true; exit 0 ;;\n\n");
}

TEST(JudgedLinesTest, OfAKeyNothingIsKept) {
  EXPECT_EQ(JudgedContent("/proc/sys/net/ipv6/conf/eth0/stable_secret", "x"), std::nullopt);
  EXPECT_EQ(JudgedContent("/proc/sys/net/core/netdev_rss_key", "x"), std::nullopt);
}

TEST(JudgedLinesTest, AnAddressInAFileOfOthersBecomesItsInterface) {
  KernelTree tree;
  tree.ethtool[{"eth0", EthtoolTopic::kInfo}] = {
      {"permanent-address", std::string("00:1b:21:aa:bb:cc")}};
  const std::string link = "/etc/systemd/network/a.link";
  const std::string connection = "/etc/NetworkManager/system-connections/a";
  tree.files[link] = "[Match]\nMACAddress=!00:1B:21:AA:* 02:00:00:00:00:01\n";
  tree.files[connection] = "[ethernet]\nmac-address=02:00:00:00:00:01\n";
  LeaveOutAddresses(tree);
  EXPECT_EQ(tree.files[link], "[Match]\nMACAddress=!left-out:eth0\n");
  EXPECT_EQ(tree.files[connection], "[ethernet]\nmac-address=none\n");
  const auto once = tree.files;
  LeaveOutAddresses(tree);
  EXPECT_EQ(tree.files, once);
}

}  // namespace
}  // namespace netkeel
