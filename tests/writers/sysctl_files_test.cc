// SPDX-License-Identifier: Apache-2.0
#include "writers/sysctl_files.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kKey = "net.core.netdev_budget";

using Files = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> Found(const Files& files, const std::string& key = kKey) {
  TreeBuilder tree;
  for (const auto& [path, text] : files) tree.File(path, text);
  return LinesOf(SysctlFileWriters(tree.Build(), {SoughtSysctl(key)}));
}

TEST(SysctlFilesTest, ALineIsNamedWithItsFileItsNumberAndItsValue) {
  EXPECT_THAT(
      Found({{"/etc/sysctl.d/99-x.conf", "# mine\n\nnet.core.netdev_budget = 300\n"}}),
      ElementsAre("net.core.netdev_budget: /etc/sysctl.d/99-x.conf:3 sets it to 300 at boot"));
}

TEST(SysctlFilesTest, AnInterfacesOwnSectionMeansTheSameFiles) {
  const Device port = Port("eth0.100", "ixgbe");
  const auto tree = TreeBuilder().File("/usr/lib/sysctl.d/50-default.conf",
                                       "net.ipv4.conf.*.rp_filter = 2\n"
                                       "-net.ipv4.conf.all.rp_filter\n");
  EXPECT_THAT(LinesOf(SysctlFileWriters(
                  tree.Build(), {SoughtOf(port, "interface-sysctl", "ipv4.conf.rp_filter")})),
              ElementsAre("ipv4.conf.rp_filter: /usr/lib/sysctl.d/50-default.conf:1 sets it to 2 "
                          "at boot"));
}

TEST(SysctlFilesTest, NothingIsSaidOfKeysThatNoFileNames) {
  EXPECT_THAT(Found({{"/etc/sysctl.d/1.conf",
                      "net.core.dev_weight=1\n;net.core.netdev_budget=1\n"
                      "net.core.netdev_budget\n= 4\n"}}),
              IsEmpty());
}

TEST(SysctlFilesTest, TheLastFileByNameWinsWhereverItLies) {
  EXPECT_THAT(
      Found({{"/etc/sysctl.d/10-a.conf", "net.core.netdev_budget=1\n"},
             {"/usr/lib/sysctl.d/50-b.conf", "net.core.netdev_budget=2\n"},
             {"/run/sysctl.d/30-c.conf", "net.core.netdev_budget=3\n"}}),
      ElementsAre("net.core.netdev_budget: /usr/lib/sysctl.d/50-b.conf:1 sets it to 2 at boot"));
}

TEST(SysctlFilesTest, AFileHidesThoseOfTheSameNameBelowIt) {
  const Files files = {{"/usr/lib/sysctl.d/50-b.conf", "net.core.netdev_budget=2\n"},
                       {"/usr/local/lib/sysctl.d/50-b.conf", "net.core.netdev_budget=3\n"},
                       {"/run/sysctl.d/50-b.conf", "net.core.netdev_budget=4\n"}};
  EXPECT_THAT(
      Found(files),
      ElementsAre("net.core.netdev_budget: /run/sysctl.d/50-b.conf:1 sets it to 4 at boot"));
  Files masked = files;
  masked.emplace_back("/etc/sysctl.d/50-b.conf", "");
  EXPECT_THAT(Found(masked), IsEmpty());
}

TEST(SysctlFilesTest, TheLastLineThatNamesTheKeyWins) {
  EXPECT_THAT(
      Found({{"/etc/sysctl.d/1.conf", "net.core.netdev_budget=1\n-net/core/netdev_budget = 2\n"}}),
      ElementsAre("net.core.netdev_budget: /etc/sysctl.d/1.conf:2 sets it to 2 at boot"));
}

TEST(SysctlFilesTest, OtherEndingsAreNotRead) {
  EXPECT_THAT(Found({{"/etc/sysctl.d/1.conf.bak", "net.core.netdev_budget=1\n"}}), IsEmpty());
}

TEST(SysctlFilesTest, TheFirstSeparatorDecidesWhatTheOthersMean) {
  const std::string key = "net.ipv4.conf.eth0/100.rp_filter";
  EXPECT_THAT(Found({{"/etc/sysctl.d/1.conf", "net.ipv4.conf.eth0/100.rp_filter = 1\n"}}, key),
              ElementsAre(key + ": /etc/sysctl.d/1.conf:1 sets it to 1 at boot"));
  EXPECT_THAT(Found({{"/etc/sysctl.d/1.conf", "net/ipv4/conf/eth0.100/rp_filter = 1\n"}}, key),
              ElementsAre(key + ": /etc/sysctl.d/1.conf:1 sets it to 1 at boot"));
}

TEST(SysctlFilesTest, AGlobIsForKeysThatNoLineNamesOrExcludes) {
  const std::string key = "net.ipv4.conf.eth0.rp_filter";
  const std::string glob = "net.ipv4.conf.*.rp_filter = 2\n";
  EXPECT_THAT(Found({{"/etc/sysctl.d/1.conf", glob}}, key),
              ElementsAre(key + ": /etc/sysctl.d/1.conf:1 sets it to 2 at boot"));
  EXPECT_THAT(Found({{"/etc/sysctl.d/1.conf", key + "=1\n"}, {"/etc/sysctl.d/2.conf", glob}}, key),
              ElementsAre(key + ": /etc/sysctl.d/1.conf:1 sets it to 1 at boot"));
  EXPECT_THAT(Found({{"/etc/sysctl.d/1.conf", glob + "-" + key + "\n"}}, key), IsEmpty());
}

TEST(SysctlFilesTest, TheOldFileCountsAtBootOnlyWhereSysctlDLinksToIt) {
  TreeBuilder tree;
  tree.File("/etc/sysctl.conf", "net.core.netdev_budget=7\n");
  auto kernel = tree.Build();
  EXPECT_THAT(LinesOf(SysctlFileWriters(kernel, {SoughtSysctl(kKey)})),
              ElementsAre("net.core.netdev_budget: /etc/sysctl.conf:1 sets it to 7 where "
                          "`sysctl --system` runs"));
  kernel.AddLink("/etc/sysctl.d/99-sysctl.conf", "/etc/sysctl.conf");
  EXPECT_THAT(
      LinesOf(SysctlFileWriters(kernel, {SoughtSysctl(kKey)})),
      ElementsAre("net.core.netdev_budget: /etc/sysctl.d/99-sysctl.conf:1 sets it to 7 at boot"));
}

}  // namespace
}  // namespace netkeel
