// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/napi.h"

#include <array>
#include <cerrno>
#include <limits>

#include "base/text.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/generic_netlink.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// Numbers of linux/netdev.h, which older systems do not have.
constexpr const char* kFamily = "netdev";
constexpr uint8_t kGetCommand = 11;
constexpr uint8_t kSetCommand = 14;
constexpr int kInterface = 1;
constexpr uint16_t kId = 2;
constexpr uint64_t kThreadedModes = 3;  // off, on, busy poll

constexpr AttributeRow Set(uint16_t number, std::string_view word, AttributeKind kind) {
  return {.number = number, .word = word, .kind = kind, .writable = true};
}

constexpr std::array kAttributes{
    AttributeRow{.number = kId, .word = "id"},
    AttributeRow{.number = 4, .word = "pid"},           // of its thread, once it has had one
    Set(5, "defer-hard-irqs", AttributeKind::kU32),     // Linux 6.13
    Set(6, "gro-flush-timeout", AttributeKind::kUint),  // nanoseconds
    Set(7, "irq-suspend-timeout", AttributeKind::kUint),
    Set(8, "threaded", AttributeKind::kU32),  // Linux 6.17
};

using Refusal = tl::unexpected<Error>;

Refusal Failed(const EthtoolCall& call, const Error& error) {
  return Fail(At(call.device().name + " napi", error));
}

/// "8193/threaded": the words of each NAPI below its id.
Result<EthtoolFields> Get(EthtoolCall& call) {
  GenericNetlink netlink;
  if (!netlink.Has(kFamily, kGetCommand)) return call.Failed(EOPNOTSUPP);
  NetlinkAttributes wanted;
  wanted.Put(kInterface, static_cast<uint32_t>(call.device().ifindex));
  const auto messages = netlink.Dump(kFamily, kGetCommand, wanted);
  if (!messages) return Failed(call, messages.error());
  EthtoolFields fields;
  for (const std::string& message : *messages) {
    const Fields napi = ReadFields(message, kAttributes);
    const auto id = napi.find("id");
    if (id == napi.end()) continue;
    for (const auto& [word, value] : napi) fields[ToText(id->second) + '/' + word] = value;
  }
  return fields;
}

/// One request for each NAPI.
Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  GenericNetlink netlink;
  if (!netlink.Has(kFamily, kSetCommand)) return call.Failed(EOPNOTSUPP);
  for (const auto& [id, napi] : NapisById(fields)) {
    const auto attributes = WriteFields(napi, kAttributes);
    if (!attributes) return call.Failed(EINVAL, attributes.error() + " cannot be set");
    NetlinkAttributes request;
    request.Put(kId, static_cast<uint32_t>(id)).Append(*attributes);
    const auto done = netlink.Set(kFamily, kSetCommand, request);
    if (!done) return Failed(call, done.error());
  }
  return {};
}

/// net/core/netdev-genl.c: netdev_nl_napi_set_doit and the policy of its attributes, Linux 6.18.
EthtoolAccepted Accept(const RecordedRequest& request) {
  EthtoolFields after = request.current;
  const auto known = NapisById(request.current);
  for (const auto& [id, napi] : NapisById(request.written)) {
    if (!known.contains(id)) return Refused(ENOENT);
    for (const auto& [word, value] : napi) {
      const AttributeRow* const row = FindAttribute(kAttributes, word);
      const auto* const number = std::get_if<uint64_t>(&value);
      if (row == nullptr || !row->writable || number == nullptr) return Refused(EINVAL);
      if (!known.at(id).contains(word)) return Refused(EINVAL, "Unknown attribute type");
      const bool is_beyond =
          (word == "threaded" && *number >= kThreadedModes) ||
          (word == "defer-hard-irqs" && *number > std::numeric_limits<int32_t>::max());
      if (is_beyond) return Refused(ERANGE, "integer out of range");
      after[std::to_string(id) + '/' + word] = value;
    }
  }
  return after;
}

}  // namespace

std::map<uint64_t, Fields> NapisById(const EthtoolFields& fields) {
  std::map<uint64_t, Fields> napis;
  for (const auto& [word, value] : fields) {
    const size_t slash = word.find('/');
    const auto id = ParseUnsigned(word.substr(0, slash));
    if (id && slash != std::string::npos) napis[*id][word.substr(slash + 1)] = value;
  }
  return napis;
}

/// What each NAPI of an interface that is up has: Linux 6.8, and what can be set of it 6.13.
constexpr EthtoolRow kNapiRow{
    .word = "napi",
    .unnamed = AttributeKind::kUint,
    .ioctl = {Get, Set},
    .accept = Accept,
    .follow = FollowThreads,
    .travels = Travels::kAll,
};

}  // namespace netkeel
