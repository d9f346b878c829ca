// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/string_set.h"

#include <cerrno>

namespace netkeel {
namespace {

/// An ethtool_sset_info for one set.
struct SetInfo {
  __u32 cmd;
  __u32 reserved;
  __u64 sset_mask;
  __u32 count;
};

}  // namespace

Result<uint32_t> CountStrings(EthtoolCall& call, uint32_t set, uint32_t most) {
  SetInfo info = {};
  info.cmd = ETHTOOL_GSSET_INFO;
  info.sset_mask = uint64_t{1} << set;
  const int failed = call.Call(&info);
  if (failed != 0) return call.Failed(failed);
  if (info.sset_mask == 0) return call.Failed(EOPNOTSUPP);
  if (info.count > most) return call.Failed(EMSGSIZE, std::to_string(info.count) + " names");
  return info.count;
}

Result<std::vector<std::string>> ReadStrings(EthtoolCall& call, uint32_t set) {
  constexpr uint32_t kMost = 1024;
  const auto count = CountStrings(call, set, kMost);
  if (!count) return Fail(count.error());
  const GuardedBuffer buffer(sizeof(ethtool_gstrings) + size_t{kMost} * ETH_GSTRING_LEN);
  ethtool_gstrings strings = {};
  strings.cmd = ETHTOOL_GSTRINGS;
  strings.string_set = set;
  strings.len = *count;
  const auto named = FetchCounted(call, strings, &ethtool_gstrings::len, buffer);
  if (!named) return Fail(named.error());
  std::vector<std::string> names;
  for (uint32_t i = 0; i < *named && i < kMost; ++i) {
    const char* const name = buffer.data() + sizeof strings + size_t{i} * ETH_GSTRING_LEN;
    names.emplace_back(name, strnlen(name, ETH_GSTRING_LEN));
  }
  return names;
}

}  // namespace netkeel
