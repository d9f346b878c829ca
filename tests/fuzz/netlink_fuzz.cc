// SPDX-License-Identifier: Apache-2.0
//
// What ethtool's netlink family answers, cut short or lying. The message is copied to its exact
// size, so that a byte read behind it is seen.
#include <vector>

#include "fuzz.h"
#include "kernel/ethtool_message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using netkeel::EthtoolTopic;
  const std::vector<uint8_t> copy(data, data + size);
  const std::string_view message = netkeel::TextOf(copy.data(), copy.size());
  for (const auto topic : {EthtoolTopic::kInfo, EthtoolTopic::kRings, EthtoolTopic::kChannels}) {
    netkeel::Expect(netkeel::ReadEthtoolFields(message, topic).size() <= 10);
  }
  netkeel::Expect(netkeel::ReadEthtoolFamily(message).number <= 0xffff);
  const auto refusal = netkeel::ReadEthtoolRefusal(message);
  netkeel::Expect(refusal.sys_errno >= 0 && refusal.sys_errno < 4096);
  return 0;
}
