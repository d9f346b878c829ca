// SPDX-License-Identifier: Apache-2.0
#include "kernel/link_netlink.h"

#include <gmock/gmock.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "kernel/live_kernel.h"
#include "support/matchers.h"
#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

TEST(LinkNetlinkTest, ALinkHasItsFlagsAndItsAttributes) {
  ifinfomsg head = {};
  head.ifi_flags = IFF_UP | IFF_LOOPBACK;
  const std::string attributes = wire::Attribute(IFLA_MTU, wire::Number(1500));
  const auto link = ParseLink(wire::Bytes(head) + attributes);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->flags, unsigned{IFF_UP | IFF_LOOPBACK});
  EXPECT_EQ(link->attributes, attributes);
}

TEST(LinkNetlinkTest, HalfALinkIsNone) {
  const std::string whole = wire::Bytes(ifinfomsg{});
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ParseLink(std::string_view(whole).substr(0, size))) << size;
  }
}

TEST(LinkNetlinkTest, AnIndexThatNobodyHasIsNotFound) {
  EXPECT_THAT(AskForLink(0x7FFFFFFF, LinkStatistics::kAsk), HasCode(ErrorCode::kNotFound));
}

TEST(LinkNetlinkTest, TheLoopbackCountsAsSysfsSays) {
  const LiveKernel kernel;
  Device lo;
  lo.name = "lo";
  lo.ifindex = 1;
  const auto fields = kernel.EthtoolGet(lo, EthtoolTopic::kLink);
  ASSERT_THAT(fields, IsOk());
  for (const char* const word : {"rx_missed_errors", "rx_crc_errors", "rx_dropped"}) {
    EXPECT_EQ(ToText(fields->at(word)) + '\n',
              kernel.ReadFile(std::string("/sys/class/net/lo/statistics/") + word).value_or("-"));
  }
  EXPECT_TRUE(fields->contains("up"));
  EXPECT_TRUE(fields->contains("carrier_changes"));
}

TEST(LinkNetlinkTest, TheLoopbacksSizesAreThoseOfSysfsAndHaveBounds) {
  const LiveKernel kernel;
  Device lo;
  lo.name = "lo";
  lo.ifindex = 1;
  const auto fields = kernel.EthtoolGet(lo, EthtoolTopic::kLinkSettings);
  ASSERT_THAT(fields, IsOk());
  for (const auto& [word, file] : {std::pair{"mtu", "mtu"}, {"txqueuelen", "tx_queue_len"}}) {
    EXPECT_EQ(ToText(fields->at(word)) + '\n',
              kernel.ReadFile(std::string("/sys/class/net/lo/") + file).value_or("-"));
  }
  EXPECT_EQ(fields->at("mtu-max"), Value{uint64_t{INT32_MAX}});  // it has no limit of its own
  EXPECT_TRUE(fields->contains("gso_max_size-max"));
}

TEST(LinkNetlinkTest, AnIndexThatNobodyHasCannotBeSet) {
  EXPECT_THAT(SetLink(0x7FFFFFFF, NetlinkAttributes().Put(IFLA_MTU, 1500U)),
              HasCode(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace netkeel
