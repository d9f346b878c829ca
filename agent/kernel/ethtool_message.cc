// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_message.h"

#include "kernel/netlink_message.h"

namespace netkeel {

const EthtoolWords& WordsOf(EthtoolTopic topic) {
  static constexpr EthtoolWords kNone = {};
  static constexpr EthtoolWords kRings = {
      15,
      16,
      {nullptr, nullptr, "rx-max", "rx-mini-max", "rx-jumbo-max", "tx-max", "rx", "rx-mini",
       "rx-jumbo", "tx"}};
  static constexpr EthtoolWords kChannels = {17,
                                             18,
                                             {nullptr, nullptr, "rx-max", "tx-max", "other-max",
                                              "combined-max", "rx", "tx", "other", "combined"}};
  if (topic == EthtoolTopic::kRings) return kRings;
  return topic == EthtoolTopic::kChannels ? kChannels : kNone;
}

std::optional<int> AttributeOf(EthtoolTopic topic, std::string_view word) {
  const auto& words = WordsOf(topic).words;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] != nullptr && words[i] == word) return static_cast<int>(i);
  }
  return std::nullopt;
}

EthtoolFields ReadEthtoolFields(std::string_view attributes, EthtoolTopic topic) {
  EthtoolFields fields;
  const auto& words = WordsOf(topic).words;
  ForEachAttribute(attributes, [&](int type, std::string_view payload) {
    const auto index = static_cast<size_t>(type);
    const auto number = NumberIn<uint32_t>(payload);
    if (index < words.size() && words[index] != nullptr && number) {
      fields[words[index]] = uint64_t{*number};
    }
  });
  return fields;
}

}  // namespace netkeel
