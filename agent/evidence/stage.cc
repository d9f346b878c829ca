// SPDX-License-Identifier: Apache-2.0
#include "evidence/stage.h"

#include <cstddef>

namespace netkeel {

const char* ToText(Stage stage) {
  constexpr std::array kNames{"wire",    "card", "interrupt", "softirq",
                              "backlog", "ip",   "socket",    "tcp"};
  return kNames[static_cast<size_t>(stage)];
}

}  // namespace netkeel
