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

const char* ToText(QueryTopic topic) { return topic == QueryTopic::kQueues ? "queues" : "napis"; }

std::string QueryPath(const std::string& interface, QueryTopic topic) {
  return "netdev/" + interface + '/' + ToText(topic);
}

Error EthtoolError(const std::string& interface, EthtoolTopic topic, int sys_errno,
                   const std::string& text) {
  Error error = ErrnoError(interface + ' ' + ToText(topic), sys_errno);
  if (!text.empty()) error.message += ": " + text;
  return error;
}

}  // namespace netkeel
