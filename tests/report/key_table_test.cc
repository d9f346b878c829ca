// SPDX-License-Identifier: Apache-2.0
#include "report/key_table.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

TEST(KeyTableTest, AnAddressIsOfTheKeyThatAProfileNames) {
  EXPECT_EQ(KeyName({"eth0", "irq", "TxRx-0/affinity"}), "irq.affinity");
  EXPECT_EQ(KeyName({"eth0", "queues", "rx-12/rps_cpus"}), "queues.rps_cpus");
  EXPECT_EQ(KeyName({"eth0", "rings", "rx"}), "rings.rx");
  EXPECT_EQ(KeyName({"eth0", "irq", ""}), "irq");
  EXPECT_EQ(KeyName({kHostDevice, "sysctl", "net.ipv4.conf.eth0/100.rp_filter"}),
            "net.ipv4.conf.eth0/100.rp_filter");
  EXPECT_EQ(KeyName({kBlocksDevice, "match", "name a/b"}), "interfaces.match");
}

TEST(KeyTableTest, EveryKeyOfTheTableIsNamedOnce) {
  std::vector<std::string> names;
  for (const KeyEntry& entry : KeyTable()) names.push_back(entry.name);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace netkeel
