// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/topic.h"

namespace netkeel {

const EthtoolRow& RowOf(EthtoolTopic topic) { return *kEthtoolRows[static_cast<size_t>(topic)]; }

const QueryRow& RowOf(QueryTopic topic) { return *kQueryRows[static_cast<size_t>(topic)]; }

const char* ToText(EthtoolTopic topic) { return RowOf(topic).word; }

const char* ToText(QueryTopic topic) { return RowOf(topic).word; }

}  // namespace netkeel
