// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "kernel/kernel.h"

namespace netkeel {

/// The words of ETH_SS_STATS, of 32 bytes each, with their numbers of 64 bits. Blanks round a word
/// are left out. A word that is there for every queue (vmxnet3) has the sum.
EthtoolFields StatisticsOf(std::string_view names, std::string_view values);

}  // namespace netkeel
