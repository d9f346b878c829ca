// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

inline constexpr std::string_view kUnreadable = "unreadable ";
inline constexpr std::string_view kImmovable = "immovable ";
inline constexpr const char* kValuesFile = "values.yaml";
// Of a tree, however small each of them is: bounds what a hostile one can make us hold.
inline constexpr size_t kMostEntries = 2'000'000;

/// "proc/cmdline" of /proc/cmdline, "else/opt/policy" of /opt/policy: where a tree's folder has it.
std::string RelativePathOf(const std::string& path);

/// The path that a file of a tree's folder stands for; none where it is one of the tree's own.
std::optional<std::string> KernelPathOf(const std::string& relative);

}  // namespace netkeel
