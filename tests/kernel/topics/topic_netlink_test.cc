// SPDX-License-Identifier: Apache-2.0
//
// The peer is the other end of a socket pair, whose answers lie there before they are asked for:
// the family's look-up has sequence number 1, the request behind it 2.
#include "kernel/topic_netlink.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <cerrno>

#include "kernel/recorded/recorded_rules.h"
#include "support/every_kind.h"
#include "support/matchers.h"
#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

constexpr uint16_t kNumber = 33;
constexpr EthtoolRow kRow{.word = "every",
                          .get = 90,
                          .set = 91,
                          .attributes = kEveryKind,
                          .accept = AcceptByCore,
                          .travels = Travels::kAll};

std::string Operation(uint32_t command) {
  return wire::Attribute(1, wire::Attribute(CTRL_ATTR_OP_ID, wire::Number(command)));
}

std::string Header(const std::string& inside) { return wire::Attribute(1 | NLA_F_NESTED, inside); }

class TopicNetlinkTest : public testing::Test {
 protected:
  TopicNetlinkTest() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    ours_ = UniqueFd(ends[0]);
    peer_ = UniqueFd(ends[1]);
    eth0_.name = "eth0";
    eth0_.ifindex = 2;
    Answer(wire::Data(
        {GENL_ID_CTRL, 1},
        wire::Attribute(CTRL_ATTR_FAMILY_ID, wire::Bytes(kNumber)) +
            wire::Attribute(CTRL_ATTR_OPS, Operation(90) + Operation(10) + Operation(38))));
  }

  void Answer(const std::string& datagram) const {
    EXPECT_EQ(::send(peer_.get(), datagram.data(), datagram.size(), 0),
              static_cast<ssize_t>(datagram.size()));
  }
  /// The attributes of the second message that was sent to the peer.
  std::string Asked() const {
    std::string message(4096, '\0');
    ::recv(peer_.get(), message.data(), message.size(), MSG_DONTWAIT);
    const ssize_t size = ::recv(peer_.get(), message.data(), message.size(), MSG_DONTWAIT);
    return size < 0 ? ""
                    : message.substr(NLMSG_HDRLEN + GENL_HDRLEN,
                                     static_cast<size_t>(size) - NLMSG_HDRLEN - GENL_HDRLEN);
  }

  Device eth0_;
  UniqueFd ours_;
  UniqueFd peer_;
  TopicNetlink netlink_{[this]() -> Result<UniqueFd> { return std::move(ours_); }};
};

TEST_F(TopicNetlinkTest, ARequestThatTheKernelDoesNotHaveIsKnownBeforeItIsMade) {
  EXPECT_THAT(netlink_.Has(kRow.get), IsOkAnd(true));
  EXPECT_THAT(netlink_.Has(kRow.set), IsOkAnd(false));
  EXPECT_THAT(netlink_.Has(0), IsOkAnd(false));
}

TEST_F(TopicNetlinkTest, AGetNamesTheInterfaceByItsIndex) {
  Answer(wire::Data({kNumber, 2}, wire::Attribute(2, "\x05")));
  const auto got = netlink_.Get(eth0_, kRow);
  EXPECT_THAT(got, IsOkAnd(Fields{{"u8", 5UL}, {"flag", 0UL}}));
  EXPECT_EQ(Asked(), Header(wire::Attribute(1, wire::Number(2))));
}

TEST_F(TopicNetlinkTest, ASetHasOnlyTheFieldsThatAreNamedAndGivesTheWarning) {
  Answer(wire::Error(2, 0, "slower than it was"));
  EXPECT_THAT(netlink_.Set(eth0_, kRow, {{"switch", "on"}}), IsOkAnd("slower than it was"));
  EXPECT_EQ(Asked(), Header(wire::Attribute(1, wire::Number(2))) + wire::Attribute(11, "\x01"));
}

TEST_F(TopicNetlinkTest, ARefusalSaysWhereAndKeepsTheKernelsWords) {
  Answer(wire::Error(2, -EINVAL, "too many"));
  const auto set = netlink_.Set(eth0_, kRow, {{"u8", 9UL}});
  ASSERT_THAT(set, HasErrno(EINVAL));
  EXPECT_EQ(set.error().message, "eth0 every: Invalid argument: too many");
}

TEST_F(TopicNetlinkTest, AFieldThatCannotBeSetNeverReachesTheKernel) {
  const auto set = netlink_.Set(eth0_, kRow, {{"u8", 256UL}});
  ASSERT_THAT(set, HasErrno(EINVAL));
  EXPECT_EQ(set.error().message, "eth0 every: Invalid argument: u8 cannot be set");
  EXPECT_EQ(Asked(), "");
}

TEST_F(TopicNetlinkTest, AListIsOfOneInterfaceAndHasARowAMessage) {
  const auto part = [](uint32_t id) {
    return wire::Data({kNumber, 2}, wire::Attribute(1, wire::Number(id)));
  };
  Answer(part(0) + part(1));
  Answer(wire::Done(2, 0));
  EXPECT_THAT(netlink_.Query(eth0_, kQueuesRow),
              IsOkAnd(testing::ElementsAre(Fields{{"id", 0UL}}, Fields{{"id", 1UL}})));
  EXPECT_EQ(Asked(), wire::Attribute(2, wire::Number(2)));
}

TEST_F(TopicNetlinkTest, AListOfEthtoolNamesTheInterfaceInItsHeader) {
  Answer(wire::Data({kNumber, 2}, wire::Attribute(2, wire::Number(3))));
  Answer(wire::Done(2, 0));
  EXPECT_THAT(netlink_.Query(eth0_, kRssContextsRow),
              IsOkAnd(testing::ElementsAre(Fields{{"context", 3UL}})));
  EXPECT_EQ(Asked(), Header(wire::Attribute(1, wire::Number(2))));
}

TEST_F(TopicNetlinkTest, AListThatTheKernelDoesNotHaveIsUnsupported) {
  const auto list = netlink_.Query(eth0_, kNapisRow);
  ASSERT_THAT(list, HasCode(ErrorCode::kUnsupported));
  EXPECT_THAT(list.error().message, testing::StartsWith("netdev/eth0/napis: "));
}

TEST_F(TopicNetlinkTest, WithoutASocketNothingIsTakenForUnsupported) {
  TopicNetlink netlink([]() -> Result<UniqueFd> { return Fail(ErrnoError("socket", EMFILE)); });
  const auto list = netlink.Query(eth0_, kNapisRow);
  ASSERT_THAT(list, HasErrno(EMFILE));
  EXPECT_THAT(list.error().message, testing::StartsWith("netdev/eth0/napis: "));
  EXPECT_THAT(netlink.Has(kRow.get), HasErrno(EMFILE));
}

// ETHTOOL_MSG_FEATURES_GET, whose bitsets have names and, but for `hw`, no masks.
constexpr std::array kBitsets{
    AttributeRow{.number = 2, .word = "hw", .kind = AttributeKind::kBitset},
    AttributeRow{.number = 4, .word = "active", .kind = AttributeKind::kBitset},
};
constexpr EthtoolRow kFeatures{.word = "features",
                               .get = 11,
                               .attributes = kBitsets,
                               .accept = AcceptByCore,
                               .travels = Travels::kAll};

TEST(LiveTopicNetlinkTest, BitsHaveTheNamesThatTheRunningKernelGivesThem) {
  TopicNetlink live;
  ASSERT_THAT(live.Has(kFeatures.get), IsOkAnd(true)) << "Linux 5.7 has it";
  Device lo;
  lo.name = "lo";
  const auto got = live.Get(lo, kFeatures);
  ASSERT_THAT(got, IsOk());
  EXPECT_TRUE(got->contains("hw/rx-gro"));
  // NETIF_F_LOOPBACK, which no other kind of interface has on by itself.
  EXPECT_EQ(got->at("active/loopback"), Value(1UL));
}

}  // namespace
}  // namespace netkeel
