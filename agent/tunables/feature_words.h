// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/state.h"

namespace netkeel {

/// The groups that ethtool(8) sets by one word ("tso", "rx"); netlink does not know them.
bool IsFeatureGroup(std::string_view word);

/// The word for what `ethtool -k` prints in its place: "gro" for "generic-receive-offload"; "" for
/// what is no such phrase.
std::string_view FeatureGroupOfPhrase(std::string_view phrase);

/// The names that `word` stands for: itself, or those of its group among `names`.
std::vector<std::string> FeaturesOf(std::string_view word, const std::vector<std::string>& names);

/// Whether `word`, as ethtool(8), tuned or NetworkManager have it, sets the key at `address`: it is
/// the key, or a group that holds it.
bool SetsKey(std::string_view word, const Address& address);

}  // namespace netkeel
