// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace netkeel {

/// Writes all of `text`, whatever a write takes at a time. 0, or the errno of what failed.
int WriteAll(int fd, std::string_view text);

}  // namespace netkeel
