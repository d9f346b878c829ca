// SPDX-License-Identifier: Apache-2.0
#include "tunables/labelled_napis.h"

#include "kernel/topics/napi.h"
#include "model/state.h"

namespace netkeel {
namespace {

/// NAPI -> the queue that it serves, "rx-3", as far as the kernel tells; a receive queue goes
/// first.
std::map<uint64_t, std::string> QueuesOfNapis(const Kernel& kernel, const Device& device) {
  std::map<uint64_t, std::string> queues;
  const auto rows = kernel.Query(device, QueryTopic::kQueues);
  if (!rows) return queues;
  for (const std::string type : {"rx", "tx"}) {
    for (const Fields& row : *rows) {
      const auto napi = row.find("napi-id");
      const auto id = row.find("id");
      const auto is_type = row.find("type");
      if (napi == row.end() || id == row.end() || is_type == row.end()) continue;
      const auto* const number = std::get_if<uint64_t>(&napi->second);
      if (number == nullptr || is_type->second != Value{type}) continue;
      queues.try_emplace(*number, type + '-' + ToText(id->second));
    }
  }
  return queues;
}

}  // namespace

Result<std::vector<LabelledNapi>> LabelledNapis(const Kernel& kernel, const Device& device,
                                                EthtoolTopic topic) {
  const auto fields = kernel.EthtoolGet(device, topic);
  if (!fields) return Fail(fields.error());
  const auto queues = QueuesOfNapis(kernel, device);
  std::vector<LabelledNapi> napis;
  for (auto& [id, napi] : NapisById(*fields)) {
    const auto queue = queues.find(id);
    std::string label =
        queue != queues.end() ? queue->second : "napi-" + std::to_string(napis.size());
    napis.push_back({std::move(label), id, napi});
  }
  return napis;
}

Error WhyNoNapi(const Device& device) {
  if (!device.up) return {ErrorCode::kPending, "Linux lists no NAPI of an interface that is down"};
  const bool is_veth = device.driver == "veth";
  return {ErrorCode::kUnsupported,
          is_veth ? "a veth has no NAPI while its gro is off" : "the interface has no NAPI"};
}

}  // namespace netkeel
