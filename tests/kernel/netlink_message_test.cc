// SPDX-License-Identifier: Apache-2.0
#include "kernel/netlink_message.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <vector>

#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

using Ends = NetlinkReply::Ends;
using testing::ElementsAre;

constexpr uint16_t kType = 21;
constexpr uint32_t kSequence = 7;

/// What a request of sequence 7 makes of one datagram.
NetlinkReply Reply(const std::string& datagram, Ends ends = Ends::kAtAck) {
  NetlinkReply reply(kSequence, kType, ends, GENL_HDRLEN);
  reply.Take(datagram);
  return reply;
}

std::string Ack(const std::string& body, uint16_t flags = 0) {
  return wire::Message({NLMSG_ERROR, kSequence, flags}, body);
}

TEST(NetlinkMessageTest, AttributesAreReadAsTheyWereWritten) {
  const NetlinkAttributes nest = NetlinkAttributes().Put(1, 3U).Put(2, std::string("eth0"));
  const NetlinkAttributes row = NetlinkAttributes().Put(5, nest).Put(6, 512U);
  std::vector<int> types;
  ForEachAttribute(row.bytes(), [&](int type, std::string_view payload) {
    types.push_back(type);
    EXPECT_EQ(payload, type == 5 ? nest.bytes() : wire::Number(512));
  });
  EXPECT_THAT(types, ElementsAre(5, 6));
  EXPECT_EQ(nest.bytes(),
            wire::Attribute(1, wire::Number(3)) + wire::Attribute(2, std::string("eth0\0", 5)));
}

TEST(NetlinkMessageTest, AnAttributeWithoutItsPaddingEndsTheRow) {
  const std::string padded = wire::Attribute(2, "x");
  const std::vector<char> exact(padded.begin(), padded.begin() + 5);
  int count = 0;
  ForEachAttribute({exact.data(), exact.size()}, [&](int type, std::string_view payload) {
    EXPECT_EQ(type, 2);
    EXPECT_EQ(payload, "x");
    ++count;
  });
  EXPECT_EQ(count, 1);
}

TEST(NetlinkMessageTest, ANumberOfTheWrongLengthIsNone) {
  EXPECT_FALSE(NumberIn<uint32_t>("ab"));
  EXPECT_FALSE(NumberIn<uint32_t>("abcdefgh"));
}

TEST(NetlinkMessageTest, ARefusalHasTheKernelsErrnoAndWords) {
  const std::string words = wire::Words("too\0many");
  const NetlinkReply capped =
      Reply(Ack(wire::ErrorBody(-EINVAL, 9999) + words, NLM_F_ACK_TLVS | NLM_F_CAPPED));
  EXPECT_EQ(capped.sys_errno(), EINVAL);
  EXPECT_EQ(capped.text(), "too");
  const NetlinkReply echoed =
      Reply(Ack(wire::ErrorBody(-EPERM, 24) + std::string(8, 'x') + words, NLM_F_ACK_TLVS));
  EXPECT_EQ(echoed.sys_errno(), EPERM);
  EXPECT_EQ(echoed.text(), "too");
  EXPECT_EQ(Reply(Ack(wire::ErrorBody(-EPERM) + words)).text(), "");
}

TEST(NetlinkMessageTest, AnAcknowledgementKeepsWhatTheKernelWarnsOf) {
  const NetlinkReply reply = Reply(wire::Error(kSequence, 0, "rx ring was rounded"));
  EXPECT_TRUE(reply.complete());
  EXPECT_EQ(reply.sys_errno(), 0);
  EXPECT_EQ(reply.text(), "rx ring was rounded");
}

TEST(NetlinkMessageTest, ARefusalThatIsNoneIsNoSuccess) {
  EXPECT_EQ(Reply(Ack("abc")).sys_errno(), EPROTO);
  EXPECT_EQ(Reply(Ack(wire::ErrorBody(5))).sys_errno(), EPROTO);
  EXPECT_EQ(Reply(Ack(wire::ErrorBody(-2147483647 - 1))).sys_errno(), EPROTO);
  const NetlinkReply wild =
      Reply(Ack(wire::ErrorBody(-EINVAL, 0xffffffff) + wire::Words("lost"), NLM_F_ACK_TLVS));
  EXPECT_EQ(wild.sys_errno(), EINVAL);
  EXPECT_EQ(wild.text(), "");
}

TEST(NetlinkMessageTest, AnotherRequestsAnswerIsPassedOver) {
  NetlinkReply reply(kSequence, kType, Ends::kAtFirst, GENL_HDRLEN);
  reply.Take(wire::Data({kType, kSequence - 1}, "") + wire::Error(kSequence - 1, -EINVAL) +
             wire::Data({kType, kSequence + 1}, "") + wire::Data({kType, 0}, ""));
  EXPECT_FALSE(reply.complete());
  reply.Take(wire::Data({kType, kSequence}, wire::Attribute(6, wire::Number(512))));
  EXPECT_TRUE(reply.complete());
  EXPECT_THAT(reply.parts(), ElementsAre(wire::Attribute(6, wire::Number(512))));
}

TEST(NetlinkMessageTest, ADumpEndsInTheErrnoOfItsDone) {
  const std::string one = wire::Data({kType, kSequence, NLM_F_MULTI}, "");
  NetlinkReply whole = Reply(one + one + wire::Done(kSequence, 0), Ends::kAtDone);
  EXPECT_EQ(whole.sys_errno(), 0);
  EXPECT_EQ(whole.parts().size(), 2U);
  EXPECT_EQ(Reply(one + wire::Done(kSequence, -ENODEV), Ends::kAtDone).sys_errno(), ENODEV);
  const NetlinkReply told =
      Reply(one + wire::Message({NLMSG_DONE, kSequence, NLM_F_ACK_TLVS},
                                wire::Bytes(-ENODEV) + wire::Words("device is asleep")),
            Ends::kAtDone);
  EXPECT_EQ(told.text(), "device is asleep");
  EXPECT_FALSE(Reply(one, Ends::kAtDone).complete());
}

TEST(NetlinkMessageTest, ADumpSaysWhereSomethingChangedUnderWay) {
  const std::string done = wire::Done(kSequence, 0);
  EXPECT_FALSE(Reply(done, Ends::kAtDone).interrupted());
  EXPECT_TRUE(Reply(wire::Done(kSequence, 0, NLM_F_DUMP_INTR), Ends::kAtDone).interrupted());
  EXPECT_TRUE(Reply(wire::Data({kType, kSequence, NLM_F_DUMP_INTR}, "") + done, Ends::kAtDone)
                  .interrupted());
}

TEST(NetlinkMessageTest, WhatCannotBeIsAnError) {
  for (const std::string& datagram :
       {std::string("abc"), wire::Data({kType + 1, kSequence}, ""),
        wire::Message({kType, kSequence}, "x"), wire::Message({NLMSG_DONE, kSequence}, "x"),
        wire::Message({NLMSG_DONE, kSequence}, ""), wire::Done(kSequence, 5),
        wire::Done(kSequence, 0).substr(0, 18)}) {
    const NetlinkReply reply = Reply(datagram, Ends::kAtDone);
    EXPECT_TRUE(reply.complete());
    EXPECT_EQ(reply.sys_errno(), EPROTO);
  }
  EXPECT_EQ(Reply(wire::Error(kSequence, 0), Ends::kAtDone).sys_errno(), EPROTO);
  EXPECT_EQ(Reply(wire::Message({NLMSG_OVERRUN, kSequence}, "")).sys_errno(), ENOBUFS);
  EXPECT_FALSE(Reply(wire::Message({NLMSG_NOOP, kSequence}, "")).complete());
}

TEST(NetlinkMessageTest, AMessageCutAnywhereOrThatLiesAboutItsLengthIsReadNoFurther) {
  const std::string message =
      wire::Data({kType, kSequence}, wire::Attribute(6, wire::Number(512))) +
      wire::Error(kSequence, -EINVAL, "no");
  for (size_t length = 0; length < message.size(); ++length) {
    // A copy of exactly this length: AddressSanitizer sees a byte too many.
    const std::vector<char> cut(message.begin(), message.begin() + static_cast<long>(length));
    NetlinkReply reply(kSequence, kType, Ends::kAtAck, GENL_HDRLEN);
    reply.Take({cut.data(), cut.size()});
    EXPECT_NE(reply.complete() ? reply.sys_errno() : EPROTO, 0);
    ForEachAttribute({cut.data(), cut.size()}, [](int /*type*/, std::string_view payload) {
      EXPECT_LE(payload.size(), 64U);
    });
  }
}

}  // namespace
}  // namespace netkeel
