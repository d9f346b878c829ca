// SPDX-License-Identifier: Apache-2.0
#include "kernel/judged_rows.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace netkeel {
namespace {

constexpr std::pair<const char*, QueryTopic> kUdp = {kHostDevice, QueryTopic::kUdpSockets};
constexpr std::pair<const char*, QueryTopic> kTasks = {kHostDevice, QueryTopic::kPinnedTasks};

/// The local address as a capture has it.
std::string Kept(const std::string& local) {
  KernelTree tree;
  tree.rows[kUdp] = {{{"local", local}, {"inode", 7UL}}};
  LeaveOutMadeAddresses(tree);
  return ToText(tree.rows[kUdp].front().at("local"));
}

TEST(JudgedRowsTest, OfAnAddressThatIsMadeOfAMacAddressTheNetworkStays) {
  EXPECT_EQ(Kept("[fe80::21b:21ff:feaa:bbcc]:546"), "[fe80::*]:546");
  EXPECT_EQ(Kept("[2001:db8:1:2:21b:21ff:feaa:bbcc]:53"), "[2001:db8:1:2::*]:53");
  EXPECT_EQ(Kept("[2001:0:0:2:21b:21ff:feaa:bbcc]:53"), "[2001:0:0:2::*]:53");
}

TEST(JudgedRowsTest, OtherAddressesStayAsTheyAre) {
  for (const char* const local :
       {"239.1.1.1:5000", "*:80", "?", "[::]:53", "[::1]:53", "[fe80::1]:546", "[fe80::*]:546",
        "[2001:db8::fffe]:53", "[ff02::1:ff36:1a2b]:53", "[::ffff:10.0.0.1]:80", "[", "[]"}) {
    EXPECT_EQ(Kept(local), local);
  }
}

TEST(JudgedRowsTest, OnlyTasksOfIsolatedCpusStay) {
  KernelTree tree;
  for (const char* const cpus : {"3", "2,9", "0,3", "0-3", "9", "", "x"}) {
    tree.rows[kTasks].push_back({{"pid", 1UL}, {"name", "feedd"}, {"cpus", cpus}});
  }
  tree.rows[kTasks].push_back({{"pid", 2UL}});
  LeaveOutOtherTasks(tree, CpuSet::Range(2, 5), CpuSet::Range(0, 7));
  std::vector<std::string> kept;
  for (const Fields& row : tree.rows[kTasks]) kept.push_back(ToText(row.at("cpus")));
  EXPECT_THAT(kept, testing::ElementsAre("3", "2,9"));  // CPU 9 is not online
}

}  // namespace
}  // namespace netkeel
