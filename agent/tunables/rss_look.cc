// SPDX-License-Identifier: Apache-2.0
#include "tunables/rss_look.h"

#include <algorithm>

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
