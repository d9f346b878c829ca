// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/state.h"

namespace netkeel {

/// Whether what is there of a size may be what the driver made of another one: by a rule of its own
/// that is not known here.
bool MayRound(const Address& address, std::string_view driver);

}  // namespace netkeel
