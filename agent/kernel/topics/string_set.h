// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "kernel/ethtool_ioctl.h"
#include "kernel/guarded_buffer.h"

namespace netkeel {

/// How many names the driver has in a set (ETH_SS_STATS, ...). kUnsupported where it has no such
/// set, an error where they are more than `most`.
Result<uint32_t> CountStrings(EthtoolCall& call, uint32_t set, uint32_t most);

/// A request with `head` at its start, and room for more behind it than was asked for: up to Linux
/// 6.18 the kernel writes as many as there are by then, whatever the room. How many there are.
template <typename Head>
Result<uint32_t> FetchCounted(EthtoolCall& call, const Head& head, uint32_t Head::*count,
                              const GuardedBuffer& buffer) {
  if (buffer.data() == nullptr) return call.Failed(ENOMEM);
  std::memcpy(buffer.data(), &head, sizeof head);
  const int failed = call.Call(buffer.data());
  if (failed != 0) return call.Failed(failed);
  Head answer = {};
  std::memcpy(&answer, buffer.data(), sizeof answer);
  return answer.*count;
}

/// The names of a small set (ETH_SS_FEATURES, ETH_SS_PRIV_FLAGS), in its order; "" is one, too.
Result<std::vector<std::string>> ReadStrings(EthtoolCall& call, uint32_t set);

}  // namespace netkeel
