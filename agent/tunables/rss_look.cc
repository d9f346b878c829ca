// SPDX-License-Identifier: Apache-2.0
#include "tunables/rss_look.h"

#include <algorithm>

#include "tunables/resolve.h"

namespace netkeel {

uint64_t ReceiveQueuesOf(const Kernel& kernel, const Device& device) {
  const auto number = [](const EthtoolFields& fields, const char* word) {
    const auto field = fields.find(word);
    const bool is_number = field != fields.end() && std::holds_alternative<uint64_t>(field->second);
    return is_number ? std::get<uint64_t>(field->second) : 0;
  };
  const auto channels = kernel.EthtoolGet(device, EthtoolTopic::kChannels);
  if (channels) return number(*channels, "combined") + number(*channels, "rx");
  const auto folders = kernel.ListDirectory("/sys/class/net/" + device.name + "/queues");
  if (!folders) return 0;
  return static_cast<uint64_t>(std::count_if(folders->begin(), folders->end(),
                                             [](const auto& it) { return it.starts_with("rx-"); }));
}

uint64_t QueuesToBe(const Situation& situation, const Desired& desired, uint64_t present) {
  uint64_t queues = 0;
  bool set = false;
  for (const char* const key : {"combined", "rx"}) {
    const Address address{situation.target.device.name, "channels", key};
    const auto wish = desired.wishes.find(address);
    const bool has = wish != desired.wishes.end() && !wish->second.audit;
    const auto* const wanted = has ? std::get_if<uint64_t>(&wish->second.value) : nullptr;
    set = set || wanted != nullptr;
    queues +=
        wanted != nullptr ? *wanted : NumberAt(situation.observed.values, address).value_or(0);
  }
  return set ? queues : present;
}

std::string OutOfRange(uint64_t queue, uint64_t queues) {
  return "there is no queue " + std::to_string(queue) + ": the interface has " +
         std::to_string(queues) + " that receive";
}

RssTable ContextsOf(const Kernel& kernel, const Device& device) {
  RssTable contexts;
  for (const Fields& fields :
       kernel.Query(device, QueryTopic::kRssContexts).value_or(std::vector<Fields>{})) {
    const auto field = fields.find("context");
    const bool is_number = field != fields.end() && std::holds_alternative<uint64_t>(field->second);
    if (is_number && std::get<uint64_t>(field->second) > 0) {
      contexts.push_back(std::get<uint64_t>(field->second));
    }
  }
  return contexts;
}

}  // namespace netkeel
