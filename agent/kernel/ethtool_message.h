// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/kernel.h"

namespace netkeel {

/// A topic's commands and attributes in linux/ethtool_netlink.h, which older systems do not have.
struct EthtoolWords {
  uint8_t get = 0;
  uint8_t set = 0;
  std::array<const char*, 10> words = {};  ///< by attribute number, null where it is none of ours
};

const EthtoolWords& WordsOf(EthtoolTopic topic);
std::optional<int> AttributeOf(EthtoolTopic topic, std::string_view word);

/// What a get was answered, from the attributes of the answer. What is of another length than it
/// ought to be is not there.
EthtoolFields ReadEthtoolFields(std::string_view attributes, EthtoolTopic topic);

}  // namespace netkeel
