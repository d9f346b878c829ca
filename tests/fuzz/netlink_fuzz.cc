// SPDX-License-Identifier: Apache-2.0
//
// What generic netlink answers, cut short or lying. The message is copied to its exact size, so
// that a byte read behind it is seen.
#include <vector>

#include "fuzz.h"
#include "kernel/ethtool_message.h"
#include "kernel/netlink_message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using netkeel::EthtoolTopic;
  using Ends = netkeel::NetlinkReply::Ends;
  const std::vector<uint8_t> copy(data, data + size);
  const std::string_view message = netkeel::TextOf(copy.data(), copy.size());
  for (const Ends ends : {Ends::kAtFirst, Ends::kAtAck, Ends::kAtDone}) {
    netkeel::NetlinkReply reply(/*sequence=*/1, /*type=*/16, ends);
    reply.Take(message);
    netkeel::Expect(reply.sys_errno() >= 0 && reply.sys_errno() < 4096);
    for (const std::string& part : reply.parts()) {
      netkeel::Expect(part.size() < size);
      for (const auto topic :
           {EthtoolTopic::kInfo, EthtoolTopic::kRings, EthtoolTopic::kChannels}) {
        netkeel::Expect(netkeel::ReadEthtoolFields(part, topic).size() <= 10);
      }
    }
  }
  return 0;
}
