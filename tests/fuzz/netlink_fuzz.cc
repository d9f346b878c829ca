// SPDX-License-Identifier: Apache-2.0
//
// What netlink and ethtool's ioctls answer, cut short or lying. The message is copied to its exact
// size, so that a byte read behind it is seen.
#include <vector>

#include "fuzz.h"
#include "kernel/alt_names.h"
#include "kernel/link_netlink.h"
#include "kernel/netlink_message.h"
#include "kernel/socket_diag.h"
#include "kernel/topics/statistics.h"
#include "kernel/topics/topic.h"
#include "support/every_kind.h"

namespace {

/// Every field costs the sender bytes: four of an attribute's head at the least.
void ReadByEveryTopic(const std::string& part) {
  for (const auto* const row : netkeel::kEthtoolRows) {
    netkeel::Expect(netkeel::ReadFields(part, row->attributes).size() <=
                    row->attributes.size() + part.size() / 4);
  }
  for (const auto* const row : netkeel::kQueryRows) {
    netkeel::Expect(netkeel::ReadFields(part, row->attributes).size() <=
                    row->attributes.size() + part.size() / 4);
  }
}

/// What is read of a message can be written, and is then read as the same.
void SameWrittenAndReadAgain(const std::string& part) {
  const auto fields = netkeel::ReadFields(part, netkeel::kEveryKind);
  const auto written = netkeel::WriteFields(fields, netkeel::kEveryKind);
  netkeel::Expect(written.has_value());
  netkeel::Expect(netkeel::ReadFields(written->bytes(), netkeel::kEveryKind) == fields);
}

/// Messages with a fixed part of their own, and words of 32 bytes with numbers of 8.
void ReadByTheOthers(std::string_view message) {
  if (const auto row = netkeel::InetSocketIn(message)) netkeel::Expect(row->contains("local"));
  if (const auto row = netkeel::PacketSocketIn(message)) netkeel::Expect(row->contains("inode"));
  if (const auto link = netkeel::ParseLink(message)) netkeel::ReadAltNames(link->attributes);
  const size_t half = message.size() / 2;
  const auto words = netkeel::StatisticsOf(message.substr(0, half), message.substr(half));
  netkeel::Expect(words.size() <= half / 32);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using Ends = netkeel::NetlinkReply::Ends;
  const std::vector<uint8_t> copy(data, data + size);
  const std::string_view message = netkeel::TextOf(copy.data(), copy.size());
  ReadByTheOthers(message);
  for (const Ends ends : {Ends::kAtFirst, Ends::kAtAck, Ends::kAtDone}) {
    netkeel::NetlinkReply reply(/*sequence=*/1, /*type=*/16, ends, /*skipped=*/4);
    reply.Take(message);
    netkeel::Expect(reply.sys_errno() >= 0 && reply.sys_errno() < 4096);
    for (const std::string& part : reply.parts()) {
      netkeel::Expect(part.size() < size);
      ReadByEveryTopic(part);
      SameWrittenAndReadAgain(part);
    }
  }
  return 0;
}
