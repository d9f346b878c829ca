// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "evidence/nic_words.h"

namespace netkeel {

/// One word of `ethtool -S`. In `pattern` {n} is the number of a queue.
struct NicWordRow {
  std::string_view driver;  ///< "" for what many drivers call so
  std::string_view pattern;
  NicMeaning meaning = NicMeaning::kOther;
};

/// By driver. What is in no row of a driver that has some is kOther: mostly the same loss once
/// more, by another name.
std::span<const NicWordRow> NicWordRows();

}  // namespace netkeel
