// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

#include "kernel/kernel.h"

namespace netkeel {

/// Words of EthtoolTopic::kNapi, "8193/threaded", by the id of the NAPI, without it before them.
std::map<uint64_t, Fields> NapisById(const EthtoolFields& fields);

}  // namespace netkeel
