// SPDX-License-Identifier: Apache-2.0
#include "kernel/alt_names.h"

#include <gmock/gmock.h>
#include <linux/rtnetlink.h>

#include "kernel/netlink_message.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kPropertyList = 52;
constexpr int kAltIfName = 53;

NetlinkAttributes Names(const std::vector<std::string>& names) {
  NetlinkAttributes list;
  for (const std::string& name : names) list.Put(kAltIfName, name);
  return NetlinkAttributes().Put(IFLA_IFNAME, std::string("eth0")).Put(kPropertyList, list);
}

TEST(AltNamesTest, EveryNameOfTheListIsRead) {
  EXPECT_THAT(ReadAltNames(Names({"enp3s0", "feed-a"}).bytes()), ElementsAre("enp3s0", "feed-a"));
  EXPECT_THAT(ReadAltNames(NetlinkAttributes().Put(IFLA_IFNAME, std::string("eth0")).bytes()),
              IsEmpty());
}

TEST(AltNamesTest, ANameThatNoProfileCouldSayIsLeftOut) {
  EXPECT_THAT(ReadAltNames(Names({"a b", "", "c/d", "e:f", "\x1b[2J", "g"}).bytes()),
              ElementsAre("g"));
}

TEST(AltNamesTest, AnInterfaceThatIsNotThereHasNone) {
  EXPECT_THAT(AltNames(0x7FFFFFFF), IsEmpty());
}

}  // namespace
}  // namespace netkeel
