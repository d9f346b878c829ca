// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/condition.h"

namespace netkeel {

/// Below 0 where `have` is less, 0 where it begins with `asked`. A number that is not there is 0.
int Compare(const Version& have, const Version& asked);

/// The version in what a driver, or its card, says of itself: the first word with a dot in it,
/// behind letters in front of its digits. {8, 30} of "8.30 0x8000a49d 1.2926.0", {1, 46} of
/// "5719-v1.46 NCSI", {6, 12, 117} of "6.12.117+deb13-amd64". None where there is no such word, or
/// it has more than digits and dots: i40e writes its parts in hexadecimal.
std::optional<Version> VersionWithin(std::string_view text);

/// What is wrong with text that a version is to be compared with; "" where nothing is. A TextForm
/// of this function is that of versions: they have an order, and so `at-least` and `at-most`.
std::string WrongWithVersion(std::string_view text);

}  // namespace netkeel
