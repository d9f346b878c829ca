// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace netkeel {

/// What a file of a setting says, as people write it: one line, masks of CPUs as lists.
std::string SettingValue(std::string_view file_name, std::string_view content);

/// "0-3 -> 1"; what is empty is "none".
std::string ChangeText(const std::string& from, const std::string& to);

}  // namespace netkeel
