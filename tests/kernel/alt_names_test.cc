// SPDX-License-Identifier: Apache-2.0
#include "kernel/alt_names.h"

#include <gmock/gmock.h>
#include <linux/rtnetlink.h>

#include <cstring>

#include "kernel/netlink_message.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kPropertyList = 52;
constexpr int kAltIfName = 53;

std::string Link(const NetlinkAttributes& attributes, uint16_t type = RTM_NEWLINK) {
  nlmsghdr header = {};
  header.nlmsg_len =
      static_cast<uint32_t>(NLMSG_LENGTH(sizeof(ifinfomsg)) + attributes.bytes().size());
  header.nlmsg_type = type;
  std::string message(NLMSG_LENGTH(sizeof(ifinfomsg)), '\0');
  std::memcpy(message.data(), &header, sizeof header);
  return message + attributes.bytes();
}

NetlinkAttributes Names(const std::vector<std::string>& names) {
  NetlinkAttributes list;
  for (const std::string& name : names) list.Put(kAltIfName, name);
  return NetlinkAttributes().Put(IFLA_IFNAME, std::string("eth0")).Put(kPropertyList, list);
}

TEST(AltNamesTest, EveryNameOfTheListIsRead) {
  EXPECT_THAT(ReadAltNames(Link(Names({"enp3s0", "feed-a"}))), ElementsAre("enp3s0", "feed-a"));
  EXPECT_THAT(ReadAltNames(Link(NetlinkAttributes().Put(IFLA_IFNAME, std::string("eth0")))),
              IsEmpty());
}

TEST(AltNamesTest, ANameThatNoProfileCouldSayIsLeftOut) {
  EXPECT_THAT(ReadAltNames(Link(Names({"a b", "", "c/d", "e:f", "\x1b[2J", "g"}))),
              ElementsAre("g"));
}

TEST(AltNamesTest, AnotherMessageOrHalfOfOneHasNone) {
  const std::string whole = Link(Names({"enp3s0"}));
  EXPECT_THAT(ReadAltNames(Link(Names({"enp3s0"}), RTM_DELLINK)), IsEmpty());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(ReadAltNames(std::string_view(whole).substr(0, size)), IsEmpty()) << size;
  }
}

TEST(AltNamesTest, ALengthThatLiesIsNotFollowed) {
  std::string message = Link(Names({"enp3s0"}));
  const uint32_t tiny = 4;
  std::memcpy(message.data(), &tiny, sizeof tiny);
  EXPECT_THAT(ReadAltNames(message), IsEmpty());
}

TEST(AltNamesTest, AnInterfaceThatIsNotThereHasNone) {
  EXPECT_THAT(AltNames(0x7FFFFFFF), IsEmpty());
}

}  // namespace
}  // namespace netkeel
