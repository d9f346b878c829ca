// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "kernel/feature_facts.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/string_set.h"

namespace netkeel {
namespace {

constexpr AttributeRow Bits(uint16_t number, std::string_view word, bool writable = false) {
  return {.number = number,
          .word = word,
          .kind = AttributeKind::kBitset,
          .writable = writable,
          .names = kOffOn};
}

// Every feature of the kernel is in `hw`: on where the device lets it be changed. Of the others
// those that are on: what was asked for, what is, and what no device lets be changed.
constexpr std::array kAttributes{Bits(2, "hw"), Bits(3, "wanted", true), Bits(4, "active"),
                                 Bits(5, "nochange")};

constexpr size_t kBits = 32;
constexpr size_t kMostBlocks = 8;

/// ethtool_gfeatures and ethtool_sfeatures with room for what they have behind their heads.
template <typename Block>
struct Blocks {
  __u32 cmd = 0;
  __u32 size = 0;
  Block features[kMostBlocks] = {};
};
using GetBlocks = Blocks<ethtool_get_features_block>;
using SetBlocks = Blocks<ethtool_set_features_block>;

uint32_t BlocksOf(const std::vector<std::string>& names) {
  return static_cast<uint32_t>(std::min((names.size() + kBits - 1) / kBits, kMostBlocks));
}

Result<EthtoolFields> Get(EthtoolCall& call) {
  const auto names = ReadStrings(call, ETH_SS_FEATURES);
  if (!names) return Fail(names.error());
  GetBlocks request;
  request.cmd = ETHTOOL_GFEATURES;
  request.size = BlocksOf(*names);
  const int failed = call.Call(&request);
  if (failed != 0) return call.Failed(failed);
  EthtoolFields fields;
  for (size_t i = 0; i < names->size() && i / kBits < request.size; ++i) {
    const ethtool_get_features_block& block = request.features[i / kBits];
    const __u32 mask = __u32{1} << i % kBits;
    const std::string& name = (*names)[i];
    if (name.empty()) continue;
    fields["hw/" + name] = uint64_t{(block.available & mask) != 0 ? 1U : 0U};
    if ((block.requested & mask) != 0) fields["wanted/" + name] = uint64_t{1};
    if ((block.active & mask) != 0) fields["active/" + name] = uint64_t{1};
    if ((block.never_changed & mask) != 0) fields["nochange/" + name] = uint64_t{1};
  }
  return fields;
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  const auto names = ReadStrings(call, ETH_SS_FEATURES);
  if (!names) return Fail(names.error());
  SetBlocks request;
  request.cmd = ETHTOOL_SFEATURES;
  request.size = BlocksOf(*names);
  for (const auto& [word, value] : fields) {
    const auto name = std::find(names->begin(), names->end(), word.substr(word.find('/') + 1));
    const auto bit = static_cast<size_t>(name - names->begin());
    if (name == names->end() || bit / kBits >= request.size) {
      return call.Failed(EOPNOTSUPP, "bit name not found");
    }
    ethtool_set_features_block& block = request.features[bit / kBits];
    block.valid |= __u32{1} << bit % kBits;
    if (value == Value{uint64_t{1}}) block.requested |= __u32{1} << bit % kBits;
  }
  const int failed = call.Call(&request);
  if (failed != 0) return call.Failed(failed);
  return {};
}

/// The names in one of the sets that are on.
FeatureSet OnIn(const EthtoolFields& fields, const std::string& set) {
  FeatureSet on;
  for (auto it = fields.lower_bound(set); it != fields.end() && it->first.starts_with(set); ++it) {
    if (it->second == Value{std::string(kOffOn[1])}) on.insert(it->first.substr(set.size()));
  }
  return on;
}

void Replace(const std::string& set, const FeatureSet& on, EthtoolFields& fields) {
  std::erase_if(fields, [&](const auto& field) { return field.first.starts_with(set); });
  for (const std::string& name : on) fields[set + name] = std::string(kOffOn[1]);
}

/// What is asked for and may be changed, less what falls by a rule. Nothing is refused but a name
/// that the kernel does not have (ethnl_set_features).
EthtoolAccepted Accept(const RecordedRequest& request) {
  const FeatureSet changeable = OnIn(request.current, "hw/");
  FeatureSet wanted = OnIn(request.current, "wanted/");
  FeatureSet active = OnIn(request.current, "active/");
  for (const auto& [word, value] : request.written) {
    const std::string name = word.substr(word.find('/') + 1);
    if (!word.starts_with("wanted/")) return Refused(EINVAL, "Unsupported attribute");
    if (!request.current.contains("hw/" + name)) return Refused(EOPNOTSUPP, "bit name not found");
    if (!changeable.contains(name)) continue;
    wanted.erase(name);
    if (value == Value{std::string(kOffOn[1])}) wanted.insert(name);
  }
  for (const std::string& name : changeable) {
    active.erase(name);
    if (wanted.contains(name)) active.insert(name);
  }
  EthtoolFields after = request.current;
  Replace("wanted/", wanted, after);
  Replace("active/", FixFeatures(request.driver, std::move(active)), after);
  return after;
}

}  // namespace

constexpr EthtoolRow kFeaturesRow{
    .word = "features",
    .get = 11,
    .set = 12,
    .attributes = kAttributes,
    .ioctl = {Get, Set},
    .accept = Accept,
    .follow = FollowFeatures,
    .travels = Travels::kAll,
};

}  // namespace netkeel
