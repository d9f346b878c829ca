// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/flow_types.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

/// The fields that are hashed, as bits RXH_* of linux/ethtool.h.
constexpr auto kFlows = [] {
  std::array<AttributeRow, kFlowTypes.size()> rows{};
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i] = {.number = kFlowTypes[i].attribute,
               .word = kFlowTypes[i].word,
               .kind = AttributeKind::kUint,
               .writable = true};
  }
  return rows;
}();

constexpr std::array kAttributes{
    AttributeRow{.number = 8, .kind = AttributeKind::kNest, .nest = kFlows},
};

/// The errno, 0 if none.
int Ask(EthtoolCall& call, __u32 command, __u32 flow, __u64& data) {
  ethtool_rxnfc request = {};
  request.cmd = command;
  request.flow_type = flow;
  request.data = data;
  const int failed = call.Call(&request);
  if (failed == 0) data = request.data;
  return failed;
}

/// What a driver refuses to say it does not have. With none at all, why the first one is not there.
Result<EthtoolFields> Get(EthtoolCall& call) {
  EthtoolFields fields;
  int first = 0;
  for (const FlowType& type : kFlowTypes) {
    __u64 data = 0;
    const int failed = Ask(call, ETHTOOL_GRXFH, type.flow, data);
    if (failed == 0) fields[std::string(type.word)] = uint64_t{data};
    if (first == 0) first = failed;
    if (failed == ENODEV || failed == EPERM) return call.Failed(failed);
  }
  if (fields.empty()) return call.Failed(first == EINVAL ? EOPNOTSUPP : first);
  return fields;
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  for (const FlowType& type : kFlowTypes) {
    const auto field = fields.find(std::string(type.word));
    if (field == fields.end()) continue;
    const auto* const bits = std::get_if<uint64_t>(&field->second);
    if (bits == nullptr) return call.Failed(EINVAL, field->first + " cannot be set");
    __u64 data = *bits;
    const int failed = Ask(call, ETHTOOL_SRXFH, type.flow, data);
    if (failed != 0) return call.Failed(failed);
  }
  return {};
}

}  // namespace

// In the answer to ETHTOOL_MSG_RSS_GET since Linux 6.17, together with RSS_SET.
constexpr EthtoolRow kFlowHashRow{
    .word = "flow-hash",
    .get = 38,
    .set = 48,
    .get_came_with_set = true,
    .attributes = kAttributes,
    .ioctl = {Get, Set},
    .accept = AcceptFlowHash,
    .travels = Travels::kAll,
};

}  // namespace netkeel
