// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

/// Adds ethtool/<interface>/<topic>.yaml, lines of `WORD: VALUE`, each of the kind that the topic's
/// row says; what is no topic is left alone. kBadInput with file and word.
Result<void> AddFields(const std::string& relative, const std::string& text, KernelTree& tree);

/// The same file's content.
std::string FieldLines(const Fields& fields);

/// Adds netdev/<interface>/<topic>.yaml or host/<topic>.yaml, lines of `ROW/WORD: VALUE` with rows
/// in order; otherwise as AddFields.
Result<void> AddRows(const std::string& relative, const std::string& text, KernelTree& tree);

/// The same file's content.
std::string RowLines(const std::vector<Fields>& rows);

}  // namespace netkeel
