// SPDX-License-Identifier: Apache-2.0
#include "kernel/netdev_netlink.h"

#include <array>
#include <cerrno>
#include <span>

namespace netkeel {
namespace {

enum class Kind { kNumber, kQueueType };

/// One attribute of a family's messages (linux/netdev.h, which older systems do not have).
struct Attribute {
  int number;
  std::string_view word;
  Kind kind = Kind::kNumber;
};

constexpr std::array kQueueAttributes{
    Attribute{1, "id"},
    Attribute{3, "type", Kind::kQueueType},
    Attribute{4, "napi-id"},
};
constexpr std::array kNapiAttributes{
    Attribute{2, "id"},
    Attribute{3, "irq"},
};

/// How a topic is asked for.
struct Question {
  uint8_t command;
  int interface;  ///< the attribute that holds the interface's index
  std::span<const Attribute> attributes;
};

Question QuestionOf(QueryTopic topic) {
  if (topic == QueryTopic::kQueues) return {10, 2, kQueueAttributes};
  return {11, 1, kNapiAttributes};
}

/// A queue's type as a word; others than these two do not come from a card's channels.
Value ValueOf(Kind kind, uint32_t number) {
  if (kind == Kind::kNumber) return uint64_t{number};
  return std::string(number == 0 ? "rx" : number == 1 ? "tx" : "other");
}

}  // namespace

Fields ReadNetdevFields(std::string_view message, QueryTopic topic) {
  Fields fields;
  ForEachAttribute(message, [&](int type, std::string_view payload) {
    const auto number = NumberIn<uint32_t>(payload);
    for (const Attribute& attribute : QuestionOf(topic).attributes) {
      if (attribute.number != type || !number) continue;
      fields[std::string(attribute.word)] = ValueOf(attribute.kind, *number);
    }
  });
  return fields;
}

Result<std::vector<Fields>> NetdevNetlink::Query(const Device& device, QueryTopic topic) {
  const Question question = QuestionOf(topic);
  if (!family_.Has(question.command))
    return Fail(ErrnoError(QueryPath(device.name, topic), EOPNOTSUPP));
  const auto index = static_cast<uint32_t>(device.ifindex);
  const auto messages =
      family_.Dump(question.command, NetlinkAttributes().Put(question.interface, index));
  if (!messages) return Fail(At(device.name + ' ' + ToText(topic), messages.error()));
  std::vector<Fields> rows;
  rows.reserve(messages->size());
  for (const std::string& message : *messages) {
    rows.push_back(ReadNetdevFields(message, topic));
  }
  return rows;
}

}  // namespace netkeel
