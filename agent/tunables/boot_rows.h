// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tunables/descriptor.h"

namespace netkeel {

/// How a parameter without a value, and one that is not on the line, are written.
inline constexpr std::string_view kPresentWord = "present";
inline constexpr std::string_view kAbsentWord = "absent";

/// The kernel parameters that are known by heart; a profile may name any.
std::span<const KeyDescriptor> BootRows();

/// All others.
extern const OpenKeys kBootKeys;

/// Which occurrence of a parameter counts that is given more than once.
enum class Occurrence { kLast, kFirst, kEach };
Occurrence OccurrenceOf(std::string_view parameter);

}  // namespace netkeel
