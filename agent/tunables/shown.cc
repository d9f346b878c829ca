// SPDX-License-Identifier: Apache-2.0
#include "tunables/shown.h"

#include "tunables/descriptor.h"
#include "tunables/rss_key.h"

namespace netkeel {

std::string ShownText(const Address& address, const Value& value) {
  const Descriptor* const descriptor = FindDescriptor(address.tunable);
  const KeyDescriptor* const row =
      descriptor == nullptr ? nullptr : FindKey(*descriptor, address.key);
  const std::string text = ToText(value);
  return row != nullptr && row->secret ? KeyForPeople(text) : text;
}

}  // namespace netkeel
