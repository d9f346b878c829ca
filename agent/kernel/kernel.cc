// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel.h"

namespace netkeel {

const char* ToText(EthtoolTopic topic) {
  switch (topic) {
    case EthtoolTopic::kInfo:
      return "info";
    case EthtoolTopic::kRings:
      return "rings";
    case EthtoolTopic::kChannels:
      return "channels";
  }
  return "";
}

}  // namespace netkeel
