// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace netkeel {

/// Length of the well-formed UTF-8 sequence (RFC 3629) at the start of `text`: 1 for ASCII, 0 where
/// there is none.
size_t Utf8Length(std::string_view text);

}  // namespace netkeel
