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

Error EthtoolError(const std::string& interface, EthtoolTopic topic, int sys_errno,
                   const std::string& text) {
  Error error = ErrnoError(interface + ' ' + ToText(topic), sys_errno);
  if (!text.empty()) error.message += ": " + text;
  return error;
}

}  // namespace netkeel
