// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "history/record.h"
#include "report/view.h"

namespace netkeel {

/// A line for each run, the oldest first, under a line of headings.
std::string HistoryText(const std::vector<Record>& records, const Terminal& terminal);

/// One run with each of its changes, and what was lost along with them.
std::string RunText(const Record& record);

/// One document: version, and the runs with all their changes.
std::string HistoryJson(const std::vector<Record>& records);

}  // namespace netkeel
