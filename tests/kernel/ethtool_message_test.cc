// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_message.h"

#include <gmock/gmock.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <cerrno>
#include <cstring>

namespace netkeel {
namespace {

template <typename Struct>
std::string Bytes(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string Padded(std::string text) {
  text.resize((text.size() + 3) / 4 * 4);
  return text;
}

std::string Attribute(uint16_t type, const std::string& payload) {
  const nlattr head = {static_cast<uint16_t>(sizeof(nlattr) + payload.size()), type};
  return Padded(Bytes(head) + payload);
}

std::string Message(const std::string& body, uint16_t flags = 0) {
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<uint32_t>(sizeof header + body.size());
  header.nlmsg_flags = flags;
  return Bytes(header) + body;
}

std::string Generic(const std::string& attributes) {
  return Message(Bytes(genlmsghdr{}) + attributes);
}

std::string Refusal(int error, uint32_t echoed) {
  nlmsgerr body = {};
  body.error = error;
  body.msg.nlmsg_len = echoed;
  return Bytes(body);
}

std::string Number(uint32_t number) { return Bytes(number); }

TEST(EthtoolMessageTest, FieldsHaveTheirWords) {
  const std::string message =
      Generic(Attribute(2, Number(4096)) + Attribute(6, Number(512)) + Attribute(14, Number(1)));
  const EthtoolFields expected = {{"rx-max", uint64_t{4096}}, {"rx", uint64_t{512}}};
  EXPECT_EQ(ReadEthtoolFields(message, EthtoolTopic::kRings), expected);
  EXPECT_TRUE(ReadEthtoolFields(message, EthtoolTopic::kInfo).empty());
}

TEST(EthtoolMessageTest, AFieldOfTheWrongLengthIsNotThere) {
  EXPECT_TRUE(ReadEthtoolFields(Generic(Attribute(6, "ab")), EthtoolTopic::kRings).empty());
  EXPECT_TRUE(ReadEthtoolFields(Generic(Attribute(6, "abcdefgh")), EthtoolTopic::kRings).empty());
}

TEST(EthtoolMessageTest, ARefusalHasTheKernelsErrnoAndWords) {
  const std::string words("too\0many", 8);
  const std::string text = Attribute(NLMSGERR_ATTR_MSG, words);
  const auto capped =
      ReadEthtoolRefusal(Message(Refusal(-EINVAL, 9999) + text, NLM_F_ACK_TLVS | NLM_F_CAPPED));
  EXPECT_EQ(capped.sys_errno, EINVAL);
  EXPECT_EQ(capped.text, "too");
  const auto echoed =
      ReadEthtoolRefusal(Message(Refusal(-EPERM, 24) + std::string(8, 'x') + text, NLM_F_ACK_TLVS));
  EXPECT_EQ(echoed.sys_errno, EPERM);
  EXPECT_EQ(echoed.text, "too");
  EXPECT_EQ(ReadEthtoolRefusal(Message(Refusal(-EPERM, 0) + text)).text, "");
}

TEST(EthtoolMessageTest, ARefusalThatIsNoneIsNoSuccess) {
  EXPECT_EQ(ReadEthtoolRefusal("").sys_errno, EPROTO);
  EXPECT_EQ(ReadEthtoolRefusal(Message("abc")).sys_errno, EPROTO);
  EXPECT_EQ(ReadEthtoolRefusal(Message(Refusal(5, 0))).sys_errno, EPROTO);
  EXPECT_EQ(ReadEthtoolRefusal(Message(Refusal(-2147483647 - 1, 0))).sys_errno, EPROTO);
  const std::string text = Attribute(NLMSGERR_ATTR_MSG, "lost");
  const auto wild =
      ReadEthtoolRefusal(Message(Refusal(-EINVAL, 0xffffffff) + text, NLM_F_ACK_TLVS));
  EXPECT_EQ(wild.sys_errno, EINVAL);
  EXPECT_EQ(wild.text, "");
}

TEST(EthtoolMessageTest, AFamilyHasItsNumberAndItsCommands) {
  const std::string operations =
      Attribute(1, Attribute(CTRL_ATTR_OP_ID, Number(15))) +
      Attribute(2, Attribute(CTRL_ATTR_OP_ID, "x") + Attribute(CTRL_ATTR_OP_ID, Number(16)));
  const std::string message = Generic(Attribute(CTRL_ATTR_FAMILY_ID, Bytes(uint16_t{21})) +
                                      Attribute(CTRL_ATTR_OPS, operations));
  const EthtoolFamily family = ReadEthtoolFamily(message);
  EXPECT_EQ(family.number, 21);
  EXPECT_THAT(family.commands, testing::ElementsAre(15, 16));
}

TEST(EthtoolMessageTest, AMessageCutAnywhereOrThatLiesAboutItsLengthIsReadNoFurther) {
  const std::string message =
      Generic(Attribute(6, Number(512)) + Attribute(CTRL_ATTR_FAMILY_ID, Bytes(uint16_t{21})) +
              Attribute(CTRL_ATTR_OPS, Attribute(1, Attribute(CTRL_ATTR_OP_ID, Number(15)))));
  for (size_t length = 0; length <= message.size(); ++length) {
    // A copy of exactly this length: AddressSanitizer sees a byte too many.
    const std::vector<char> cut(message.begin(), message.begin() + static_cast<long>(length));
    const std::string_view view(cut.data(), cut.size());
    EXPECT_LE(ReadEthtoolFields(view, EthtoolTopic::kRings).size(), 1U);
    EXPECT_LE(ReadEthtoolFamily(view).commands.size(), 1U);
    ReadEthtoolRefusal(view);
  }
}

}  // namespace
}  // namespace netkeel
