// SPDX-License-Identifier: Apache-2.0
//
// The peer is the other end of a socket pair, whose answers lie there before they are asked for:
// the family's look-up has sequence number 1, the request behind it 2.
#include "kernel/generic_netlink.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "support/matchers.h"
#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

using testing::ElementsAre;

constexpr uint16_t kNumber = 33;
constexpr uint8_t kGet = 15;
constexpr uint8_t kSet = 16;

std::string Operation(uint32_t command) {
  return wire::Attribute(1, wire::Attribute(CTRL_ATTR_OP_ID, wire::Number(command)));
}

std::string FamilyOf(uint16_t number, uint32_t sequence = 1) {
  return wire::Data({GENL_ID_CTRL, sequence},
                    wire::Attribute(CTRL_ATTR_FAMILY_ID, wire::Bytes(number)) +
                        wire::Attribute(CTRL_ATTR_OPS, Operation(kGet) + Operation(kSet)));
}

std::string Part(uint32_t sequence, uint32_t value, uint16_t flags = 0) {
  return wire::Data({kNumber, sequence, flags}, wire::Attribute(6, wire::Number(value)));
}

std::string Attributes(uint32_t value) { return wire::Attribute(6, wire::Number(value)); }

class GenericNetlinkTest : public testing::Test {
 protected:
  GenericNetlinkTest() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    ours_ = UniqueFd(ends[0]);
    peer_ = UniqueFd(ends[1]);
  }

  void Answer(const std::string& datagram) const {
    EXPECT_EQ(::send(peer_.get(), datagram.data(), datagram.size(), 0),
              static_cast<ssize_t>(datagram.size()));
  }
  /// The next message that was sent to the peer.
  std::string Asked() const {
    std::string message(4096, '\0');
    const ssize_t size = ::recv(peer_.get(), message.data(), message.size(), MSG_DONTWAIT);
    message.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return message;
  }

  UniqueFd ours_;
  UniqueFd peer_;
  GenericNetlink netlink_{[this]() -> Result<UniqueFd> { return std::move(ours_); }};
  const NetlinkAttributes nothing_;
};

TEST_F(GenericNetlinkTest, AFamilyHasTheCommandsOfTheRunningKernel) {
  Answer(FamilyOf(kNumber));
  EXPECT_THAT(netlink_.Has("netdev", kGet), IsOkAnd(true));
  EXPECT_THAT(netlink_.Has("netdev", 17), IsOkAnd(false));
}

TEST_F(GenericNetlinkTest, AFamilyThatIsNotThereIsUnsupported) {
  Answer(wire::Error(1, -ENOENT));
  EXPECT_THAT(netlink_.Has("netdev", kGet), IsOkAnd(false));
  EXPECT_THAT(netlink_.Get("netdev", kGet, nothing_), HasCode(ErrorCode::kUnsupported));
  EXPECT_THAT(netlink_.Dump("netdev", kGet, nothing_), HasCode(ErrorCode::kUnsupported));
}

TEST_F(GenericNetlinkTest, AFamilyWithoutANumberIsNone) {
  uint32_t sequence = 0;
  for (const uint16_t number : {uint16_t{0}, uint16_t{NLMSG_DONE}}) {
    Answer(FamilyOf(number, ++sequence));
    EXPECT_THAT(netlink_.Has("family" + std::to_string(number), kGet), HasErrno(EPROTO)) << number;
  }
  EXPECT_EQ(sequence, 2U);
}

TEST_F(GenericNetlinkTest, ALookUpThatFailedIsMadeAnew) {
  Answer(wire::Error(1, -ENOBUFS));
  Answer(FamilyOf(kNumber, 2));
  EXPECT_THAT(netlink_.Has("netdev", kGet), HasErrno(ENOBUFS));
  EXPECT_THAT(netlink_.Has("netdev", kGet), IsOkAnd(true));
}

TEST_F(GenericNetlinkTest, ASocketThatCouldNotBeOpenedIsOpenedByTheNextRequest) {
  bool full = true;
  GenericNetlink netlink([&]() -> Result<UniqueFd> {
    if (std::exchange(full, false)) return Fail(ErrnoError("socket", EMFILE));
    return std::move(ours_);
  });
  Answer(FamilyOf(kNumber));
  EXPECT_THAT(netlink.Get("netdev", kGet, nothing_), HasErrno(EMFILE));
  EXPECT_THAT(netlink.Has("netdev", kGet), IsOkAnd(true));
}

TEST_F(GenericNetlinkTest, AllFamiliesGoByOneSocketAndAreLookedUpOnce) {
  constexpr uint16_t kOther = 34;
  Answer(FamilyOf(kNumber));
  Answer(FamilyOf(kOther, 2));
  EXPECT_THAT(netlink_.Has("netdev", kGet), IsOkAnd(true));
  EXPECT_THAT(netlink_.Has("ethtool", kGet), IsOkAnd(true));
  EXPECT_THAT(netlink_.Has("netdev", kSet), IsOkAnd(true));
  Answer(Part(3, 512));
  EXPECT_THAT(netlink_.Get("netdev", kGet, nothing_), IsOkAnd(Attributes(512)));
}

TEST_F(GenericNetlinkTest, ARequestHasItsFamilyItsCommandAndItsAttributes) {
  Answer(FamilyOf(kNumber));
  Answer(wire::Error(2, 0));
  EXPECT_THAT(netlink_.Set("netdev", kSet, NetlinkAttributes().Put(6, 512U)), IsOkAnd(""));
  EXPECT_TRUE(
      Asked().ends_with(wire::Attribute(CTRL_ATTR_FAMILY_NAME, std::string("netdev\0", 7))));
  const genlmsghdr generic = {kSet, 1, 0};
  EXPECT_EQ(Asked(), wire::Message({kNumber, 2, NLM_F_REQUEST | NLM_F_ACK},
                                   wire::Bytes(generic) + Attributes(512)));
}

TEST_F(GenericNetlinkTest, TheLateAnswerOfAnEarlierRequestIsNotTakenForThisOnes) {
  Answer(FamilyOf(kNumber));
  Answer(Part(1, 1) + Part(9, 2));
  Answer(wire::Error(1, -EINVAL));
  Answer(Part(2, 512));
  EXPECT_THAT(netlink_.Get("netdev", kGet, nothing_), IsOkAnd(Attributes(512)));
}

TEST_F(GenericNetlinkTest, ARefusalIsInTheKernelsWordsAndASuccessKeepsItsWarning) {
  Answer(FamilyOf(kNumber));
  Answer(wire::Error(2, -EINVAL, "requested ring size exceeds maximum"));
  const auto refused = netlink_.Set("netdev", kSet, nothing_);
  ASSERT_THAT(refused, HasErrno(EINVAL));
  EXPECT_EQ(refused.error().message, "Invalid argument: requested ring size exceeds maximum");
  Answer(wire::Error(3, 0, "link flap is expected"));
  EXPECT_THAT(netlink_.Set("netdev", kSet, nothing_), IsOkAnd("link flap is expected"));
}

TEST_F(GenericNetlinkTest, ADumpIsReadToItsEnd) {
  Answer(FamilyOf(kNumber));
  Answer(Part(2, 1, NLM_F_MULTI) + Part(2, 2, NLM_F_MULTI));
  Answer(Part(2, 3, NLM_F_MULTI));
  Answer(wire::Done(2, 0));
  EXPECT_THAT(netlink_.Dump("netdev", kGet, nothing_),
              IsOkAnd(ElementsAre(Attributes(1), Attributes(2), Attributes(3))));
}

TEST_F(GenericNetlinkTest, ADumpThatFailsUnderWayIsNoShortList) {
  Answer(FamilyOf(kNumber));
  Answer(Part(2, 1, NLM_F_MULTI) + wire::Done(2, -ENODEV));
  EXPECT_THAT(netlink_.Dump("netdev", kGet, nothing_), HasCode(ErrorCode::kNotFound));
}

TEST_F(GenericNetlinkTest, ADumpThatWasInterruptedIsAskedAgain) {
  Answer(FamilyOf(kNumber));
  Answer(Part(2, 1, NLM_F_DUMP_INTR) + wire::Done(2, 0));
  Answer(Part(3, 2) + wire::Done(3, 0));
  EXPECT_THAT(netlink_.Dump("netdev", kGet, nothing_), IsOkAnd(ElementsAre(Attributes(2))));
}

TEST_F(GenericNetlinkTest, ADumpThatIsAlwaysInterruptedIsGivenUp) {
  Answer(FamilyOf(kNumber));
  for (uint32_t sequence = 2; sequence < 100; ++sequence) {
    Answer(wire::Done(sequence, 0, NLM_F_DUMP_INTR));
  }
  EXPECT_THAT(netlink_.Dump("netdev", kGet, nothing_), HasCode(ErrorCode::kBusy));
}

TEST_F(GenericNetlinkTest, APeerThatIsGoneOrSendsTooMuchKeepsNobodyWaiting) {
  Answer(FamilyOf(kNumber));
  Answer(std::string(40000, 'x'));
  EXPECT_THAT(netlink_.Get("netdev", kGet, nothing_), HasErrno(EMSGSIZE));
  Answer(wire::Error(3, 0));
  EXPECT_THAT(netlink_.Get("netdev", kGet, nothing_), HasErrno(EPROTO));
  peer_ = UniqueFd();
  EXPECT_THAT(netlink_.Get("netdev", kGet, nothing_), HasCode(ErrorCode::kIo));
}

TEST(GenericNetlinkKernelTest, TheRunningKernelsControlFamilyAnswers) {
  GenericNetlink netlink;
  EXPECT_THAT(netlink.Has("nlctrl", CTRL_CMD_GETFAMILY), IsOkAnd(true));
  const auto families = netlink.Dump("nlctrl", CTRL_CMD_GETFAMILY, {});
  ASSERT_THAT(families, IsOk());
  EXPECT_FALSE(families->empty());
  EXPECT_THAT(
      netlink.Get("nlctrl", CTRL_CMD_GETFAMILY,
                  NetlinkAttributes().Put(CTRL_ATTR_FAMILY_NAME, std::string("no-such-family"))),
      HasCode(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace netkeel
