// SPDX-License-Identifier: Apache-2.0
#include "evidence/counter.h"

namespace netkeel {

std::string ToText(const CounterId& id) { return id.source + '/' + id.place + '/' + id.name; }

}  // namespace netkeel
