// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

/// Adds netdev/<interface>/<topic>.yaml, lines of `ROW/WORD: VALUE` with rows in order; what is no
/// topic is left alone. kBadInput with file and word.
Result<void> AddRows(const std::string& relative, const std::string& text, KernelTree& tree);

/// The same file's content.
std::string RowLines(const std::vector<Fields>& rows);

}  // namespace netkeel
