// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/render_rates.h"

namespace netkeel {

/// A line of a table: its text, and whether it is one that tells of a loss.
struct RatesLine {
  std::string text;
  bool loses = false;
  bool heading = false;
};

/// "1,234,567"; "0.4" below ten, "-" for nothing.
std::string CellText(double a_second);

/// "93 %", "-" below half a percent.
std::string ShareText(double share);

/// What came to each stage a second, and what was lost there: three lines.
std::vector<RatesLine> PathLines(const PathRates& rates);

/// The tables of CPUs, of queues and of sockets, in that order, each with its heading.
std::vector<RatesLine> TableLines(const PathRates& rates, RatesOrder order);

/// What the diagnosis says, a line a cause; one line where nothing is lost.
std::vector<RatesLine> VerdictLines(const Diagnosis& diagnosis);

}  // namespace netkeel
