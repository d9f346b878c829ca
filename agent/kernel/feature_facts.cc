// SPDX-License-Identifier: Apache-2.0
#include "kernel/feature_facts.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace netkeel {
namespace {

using Others = std::array<std::string_view, 2>;

/// `feature` is on only with one of `others`, or only without the first of them.
struct FeatureRule {
  std::string_view driver;  ///< "" for all
  std::string_view feature;
  Others others;
  bool excludes = false;
};

constexpr bool kExcludes = true;
constexpr Others kIpv4Checksums{"tx-checksum-ip-generic", "tx-checksum-ipv4"};
constexpr Others kIpv6Checksums{"tx-checksum-ip-generic", "tx-checksum-ipv6"};
constexpr Others kScatterGather{"tx-scatter-gather"};

// netdev_fix_features, ixgbe_fix_features, igb_fix_features, Linux 6.1 to 7.3. UDP segmentation
// falls with the checksums from 6.12 on.
constexpr std::array kRules{
    FeatureRule{"", "tx-tcp-segmentation", kScatterGather},
    FeatureRule{"", "tx-tcp-ecn-segmentation", kScatterGather},
    FeatureRule{"", "tx-tcp-mangleid-segmentation", kScatterGather},
    FeatureRule{"", "tx-tcp6-segmentation", kScatterGather},
    FeatureRule{"", "tx-generic-segmentation", kScatterGather},
    FeatureRule{"", "tx-tcp-segmentation", kIpv4Checksums},
    FeatureRule{"", "tx-tcp6-segmentation", kIpv6Checksums},
    FeatureRule{"", "tx-udp-segmentation", kIpv4Checksums},
    FeatureRule{"", "tx-tcp-mangleid-segmentation", {"tx-tcp-segmentation"}},
    FeatureRule{"", "tx-tcp-ecn-segmentation", {"tx-tcp-segmentation", "tx-tcp6-segmentation"}},
    FeatureRule{"", "rx-gro-hw", {"rx-checksum"}},
    FeatureRule{"", "rx-gro-hw", {"rx-fcs"}, kExcludes},
    FeatureRule{"", "rx-lro", {"rx-fcs"}, kExcludes},
    FeatureRule{"", "rx-lro", {"rx-gro-hw"}, kExcludes},
    FeatureRule{"", "tls-hw-rx-offload", {"rx-checksum"}},
    FeatureRule{"ixgbe", "rx-lro", {"rx-checksum"}},
    FeatureRule{"igb", "tx-vlan-hw-insert", {"rx-vlan-hw-parse"}},
};

// The stack's own, of every device: NETIF_F_SOFT_FEATURES and NETIF_F_SOFT_FEATURES_OFF.
constexpr std::array<std::string_view, 5> kOfTheStack{
    "rx-gro", "rx-gro-list", "rx-udp-gro-forwarding", "tx-generic-segmentation", "tx-nocache-copy"};

/// A driver whose set_features is known, and what of it ends in a reset.
struct FeatureResetRule {
  std::string_view driver;
  std::array<std::string_view, 4> resets = {};
};

// ixgbe_set_features, igb_set_features, virtnet_set_features, veth, Linux 6.1 to 7.3.
constexpr std::array kResets{
    FeatureResetRule{"ixgbe", {"rx-lro", "rx-ntuple-filter", "hw-tc-offload", "rx-all"}},
    FeatureResetRule{"igb", {"rx-ntuple-filter", "rx-all"}},
    FeatureResetRule{"tun"},
    FeatureResetRule{"veth"},
    FeatureResetRule{"virtio_net"},
};

bool Falls(const FeatureRule& rule, const FeatureSet& on) {
  const bool any = std::any_of(rule.others.begin(), rule.others.end(), [&](std::string_view each) {
    return !each.empty() && on.contains(each);
  });
  return any == rule.excludes;
}

std::string TextOf(const FeatureRule& rule) {
  std::string text = rule.excludes ? "cannot be on beside " : "needs ";
  text += rule.others[0];
  if (!rule.others[1].empty()) text += " or " + std::string(rule.others[1]);
  return text;
}

}  // namespace

std::string WhyFeatureFalls(std::string_view driver, std::string_view feature,
                            const FeatureSet& on) {
  for (const FeatureRule& rule : kRules) {
    const bool is_for = rule.feature == feature && (rule.driver.empty() || rule.driver == driver);
    if (is_for && Falls(rule, on)) return TextOf(rule);
  }
  return "";
}

FeatureSet FixFeatures(std::string_view driver, FeatureSet on) {
  const auto falls = [&](const std::string& feature) {
    return !WhyFeatureFalls(driver, feature, on).empty();
  };
  for (auto it = on.begin(); it != on.end();) {
    if (falls(*it)) {
      on.erase(it);
      it = on.begin();
    } else {
      ++it;
    }
  }
  return on;
}

bool FeatureResets(std::string_view driver, std::string_view feature) {
  if (std::count(kOfTheStack.begin(), kOfTheStack.end(), feature) > 0) return false;
  for (const FeatureResetRule& rule : kResets) {
    if (rule.driver == driver)
      return std::count(rule.resets.begin(), rule.resets.end(), feature) > 0;
  }
  return true;
}

}  // namespace netkeel
