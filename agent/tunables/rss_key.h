// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// A hash key as ethtool(8) prints it, "6d:5a:56", or `symmetric`.
extern const TextForm kKeyForm;

/// The key for a device whose own is `present`, in small letters; `symmetric` is 6d:5a over and
/// over, which hashes both directions of a flow alike where the fields are symmetric (Woo and Park,
/// 2012). kBadInput where it is of another length.
Result<std::string> KeyFor(std::string_view written, std::string_view present);

/// What of a key may be printed: "40 bytes, 6d:5a:.."; of the word `symmetric` that word.
std::string KeyForPeople(std::string_view key);

}  // namespace netkeel
