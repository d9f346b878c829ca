// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_message.h"

#include <gmock/gmock.h>

#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

TEST(EthtoolMessageTest, FieldsHaveTheirWords) {
  const std::string attributes = wire::Attribute(2, wire::Number(4096)) +
                                 wire::Attribute(6, wire::Number(512)) +
                                 wire::Attribute(14, wire::Number(1));
  const EthtoolFields expected = {{"rx-max", uint64_t{4096}}, {"rx", uint64_t{512}}};
  EXPECT_EQ(ReadEthtoolFields(attributes, EthtoolTopic::kRings), expected);
  EXPECT_TRUE(ReadEthtoolFields(attributes, EthtoolTopic::kInfo).empty());
}

TEST(EthtoolMessageTest, AFieldOfTheWrongLengthIsNotThere) {
  EXPECT_TRUE(ReadEthtoolFields(wire::Attribute(6, "ab"), EthtoolTopic::kRings).empty());
  EXPECT_TRUE(ReadEthtoolFields(wire::Attribute(6, "abcdefgh"), EthtoolTopic::kRings).empty());
}

}  // namespace
}  // namespace netkeel
