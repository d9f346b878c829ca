// SPDX-License-Identifier: Apache-2.0
#include "tunables/feature_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace netkeel {
namespace {

struct Group {
  std::string_view word;
  std::string_view phrase;
  const char* glob;
};

// off_flag_def of ethtool(8) 6.1.
constexpr std::array kGroups{
    Group{"rx", "rx-checksumming", "rx-checksum"},
    Group{"tx", "tx-checksumming", "tx-checksum-*"},
    Group{"sg", "scatter-gather", "tx-scatter-gather*"},
    Group{"tso", "tcp-segmentation-offload", "tx-tcp*-segmentation"},
    Group{"gso", "generic-segmentation-offload", "tx-generic-segmentation"},
    Group{"gro", "generic-receive-offload", "rx-gro"},
    Group{"lro", "large-receive-offload", "rx-lro"},
    Group{"rxvlan", "rx-vlan-offload", "rx-vlan-hw-parse"},
    Group{"txvlan", "tx-vlan-offload", "tx-vlan-hw-insert"},
    Group{"ntuple", "ntuple-filters", "rx-ntuple-filter"},
    Group{"rxhash", "receive-hashing", "rx-hashing"},
};

const Group* FindGroup(std::string_view word) {
  const auto* const group = std::find_if(kGroups.begin(), kGroups.end(),
                                         [&](const Group& each) { return each.word == word; });
  return group == kGroups.end() ? nullptr : group;
}

}  // namespace

bool IsFeatureGroup(std::string_view word) { return FindGroup(word) != nullptr; }

std::string_view FeatureGroupOfPhrase(std::string_view phrase) {
  for (const Group& group : kGroups) {
    if (group.phrase == phrase) return group.word;
  }
  return "";
}

std::vector<std::string> FeaturesOf(std::string_view word, const std::vector<std::string>& names) {
  const Group* const group = FindGroup(word);
  if (group == nullptr) return {std::string(word)};
  std::vector<std::string> found;
  for (const std::string& name : names) {
    if (MatchesGlob(name, group->glob)) found.push_back(name);
  }
  return found;
}

bool SetsKey(std::string_view word, const Address& address) {
  if (word == address.key) return true;
  if (address.tunable != "features") return false;
  const std::string_view phrase = FeatureGroupOfPhrase(word);
  const Group* const group = FindGroup(phrase.empty() ? word : phrase);
  return group != nullptr && MatchesGlob(address.key, group->glob);
}

}  // namespace netkeel
