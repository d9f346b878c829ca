// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/state.h"

namespace netkeel {

/// A value as it may be printed: of a secret no more than tells it from another.
std::string ShownText(const Address& address, const Value& value);

}  // namespace netkeel
