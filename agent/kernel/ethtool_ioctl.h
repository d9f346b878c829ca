// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/ethtool.h>
#include <net/if.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "base/unique_fd.h"
#include "kernel/topics/topic.h"

namespace netkeel {

/// SIOCETHTOOL of one interface: a socket and the interface's present name, since the ioctl goes by
/// name, and a rename since the device was described must not make it reach another one.
class EthtoolCall {
 public:
  EthtoolCall(const Device& device, EthtoolTopic topic);

  const Device& device() const { return device_; }

  /// The errno, 0 if none.
  int Call(void* request);

  /// The structure as the kernel fills it.
  template <typename Struct>
  Result<Struct> Fetch(__u32 command) {
    Struct request = {};
    request.cmd = command;
    const int failed = Call(&request);
    if (failed != 0) return Failed(failed);
    return request;
  }

  tl::unexpected<Error> Failed(int sys_errno, const std::string& text = "") const {
    return Fail(EthtoolError(device_.name, topic_, sys_errno, text));
  }

 private:
  const Device& device_;
  EthtoolTopic topic_;
  UniqueFd socket_;
  ifreq call_;
  int failed_ = 0;
};

/// A word, and where the ioctl's structure keeps it and its maximum; null where it has none.
template <typename Struct>
struct IoctlMember {
  const char* word;
  __u32 Struct::*current;
  __u32 Struct::*maximum = nullptr;
  bool flag = false;  ///< on where it is not 0, whatever number a driver has: so netlink says it
};

template <typename Struct>
EthtoolFields FieldsOf(const Struct& got, std::span<const IoctlMember<Struct>> members) {
  EthtoolFields fields;
  for (const IoctlMember<Struct>& member : members) {
    if (member.maximum != nullptr) {
      if (got.*member.maximum == 0) continue;  // what netlink leaves out as well
      fields[std::string(member.word) + "-max"] = uint64_t{got.*member.maximum};
    }
    const uint64_t number = got.*member.current;
    fields[member.word] = member.flag ? uint64_t{number != 0} : number;
  }
  return fields;
}

template <typename Struct>
Result<EthtoolFields> GetMembers(EthtoolCall& call, __u32 command,
                                 std::span<const IoctlMember<Struct>> members) {
  const auto got = call.Fetch<Struct>(command);
  if (!got) return Fail(got.error());
  return FieldsOf(*got, members);
}

/// The number that `word` is set to, where it is one of `members`; null where it cannot be set.
template <typename Struct>
const IoctlMember<Struct>* MemberToSet(std::span<const IoctlMember<Struct>> members,
                                       const std::string& word, const Value& value) {
  const auto* const number = std::get_if<uint64_t>(&value);
  if (number == nullptr || *number > UINT32_MAX) return nullptr;
  for (const IoctlMember<Struct>& member : members) {
    if (member.word == word) return &member;
  }
  return nullptr;
}

struct IoctlCommands {
  __u32 get;
  __u32 set;
};

/// Reads, changes only `fields`, and writes; asks nothing of the driver where they are so already.
template <typename Struct>
Result<void> SetMembers(EthtoolCall& call, IoctlCommands commands, const EthtoolFields& fields,
                        std::span<const IoctlMember<Struct>> members) {
  const auto got = call.Fetch<Struct>(commands.get);
  if (!got) return Fail(got.error());
  Struct request = *got;
  for (const auto& [word, value] : fields) {
    const auto* const member = MemberToSet(members, word, value);
    if (member == nullptr) return call.Failed(EINVAL, word + " cannot be set");
    request.*member->current = static_cast<__u32>(std::get<uint64_t>(value));
  }
  if (std::memcmp(&request, &*got, sizeof request) == 0) return {};
  request.cmd = commands.set;
  const int failed = call.Call(&request);
  if (failed != 0) return call.Failed(failed);
  return {};
}

/// By a topic's IoctlAdapter, which sees numbers only; kUnsupported where it has none.
Result<EthtoolFields> EthtoolIoctlGet(const Device& device, EthtoolTopic topic);
Result<void> EthtoolIoctlSet(const Device& device, EthtoolTopic topic, const EthtoolFields& fields);

}  // namespace netkeel
