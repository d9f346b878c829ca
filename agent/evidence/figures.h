// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace netkeel {

/// "21,430"
std::string NumberText(uint64_t number);

/// Of 0.069: "6.9 %"; "0.02 %", "94 %", "less than 0.001 %"; never "0 %" of more than nothing, nor
/// "100 %" of less than all.
std::string PercentText(double share);

/// A rate, or an average: "2,143", "0.5"; "0" of nothing.
std::string FigureText(double number);

/// "1 packet", "21,430 packets"
std::string CountText(uint64_t number, const std::string& one);

/// Whether `part` of `whole` is above `share` by two of its standard errors: not by chance.
bool IsSurely(uint64_t part, uint64_t whole, double share);

}  // namespace netkeel
