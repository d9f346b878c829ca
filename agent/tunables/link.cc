// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/ipv6_loss.h"

namespace netkeel {
namespace {

constexpr std::string_view kMtu = "mtu";
// As long as a packet that is put together may be: net/core/dev.h, Linux 5.19.
constexpr uint64_t kLargestSize = uint64_t{8} * 65535;
// Above what the kernel's own headers take (MAX_TCP_HEADER), which it holds gso_max_size to.
constexpr uint64_t kSmallestGso = 321;

// In the order of application: what goes up to 65536 sets the row of IPv4 behind it, too.
constexpr std::array kKeys{
    KeyDescriptor{.name = kMtu,
                  .unit = "bytes",
                  .min = 1,
                  .max = kIntMax,
                  .device_maximum = true,
                  .link_option = "MTUBytes",
                  .keyfile_option = "ethernet.mtu",
                  .plain_option = "mtu",
                  .help = "the longest packet, without the Ethernet header; below 1280 the "
                          "interface has no IPv6"},
    KeyDescriptor{.name = "txqueuelen",
                  .unit = "packets",
                  .default_value = "1000",
                  .max = 1'000'000,
                  .link_option = "TransmitQueueLength",
                  .keyfile_option = "link.tx-queue-length",
                  .plain_option = "txqueuelen",
                  .help = "how many packets queueing disciplines made from now on let wait; "
                          "nothing to noqueue"},
    KeyDescriptor{.name = "gso_max_size",
                  .unit = "bytes",
                  .default_value = "65536",
                  .min = kSmallestGso,
                  .max = kLargestSize,
                  .device_maximum = true,
                  .link_option = "GenericSegmentOffloadMaxBytes",
                  .keyfile_option = "link.gso-max-size",
                  .help = "the longest packet that is left to the card, or to GSO, to cut up"},
    KeyDescriptor{.name = "gso_ipv4_max_size",
                  .unit = "bytes",
                  .default_value = "65536",
                  .min = kSmallestGso,
                  .max = kLargestSize,
                  .help = "the same of IPv4"},
    KeyDescriptor{.name = "gro_max_size",
                  .unit = "bytes",
                  .default_value = "65536",
                  .max = kLargestSize,
                  .keyfile_option = "link.gro-max-size",
                  .help = "the longest packet that GRO puts together of received ones"},
    KeyDescriptor{.name = "gro_ipv4_max_size",
                  .unit = "bytes",
                  .default_value = "65536",
                  .max = kLargestSize,
                  .help = "the same of IPv4"},
};

constexpr Descriptor kDescriptor{
    .name = "link",
    .help = "sizes of packets and queues (ip link set)",
    .effect = "a change of mtu resets the link, with most drivers",
    .keys = kKeys,
};

/// Whether a change of the MTU leaves the carrier alone: drivers that do no more than note it
/// (veth_netdev_ops, virtio_net, ena_change_mtu, br_change_mtu, Linux 6.12). ixgbe_change_mtu and
/// its like reset the device.
bool KeepsLink(const Device& device) {
  constexpr std::array<std::string_view, 6> kDrivers{"veth",   "virtio_net", "ena",
                                                     "bridge", "dummy",      "tun"};
  return std::find(kDrivers.begin(), kDrivers.end(), device.driver) != kDrivers.end();
}

Impact ImpactOfMtu(const Device& device, const Change& change) {
  const bool ends_ipv6 = TakesIpv6(change);
  const bool resets = !KeepsLink(device);
  std::string effect = resets ? "resets the link" : "";
  if (ends_ipv6) effect += std::string(resets ? "; " : "") + kTakesIpv6;
  return {effect, resets || ends_ipv6, false};
}

class Link : public EthtoolTunable {
 public:
  Link() : EthtoolTunable(kDescriptor, EthtoolTopic::kLinkSettings, "RTM_SETLINK") {}

  /// A request for each: of one for all that is refused a part may have been done.
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override {
    std::vector<Step> steps;
    for (const KeyDescriptor& row : kKeys) {
      for (const Change& change : changes) {
        if (change.address.key != row.name) continue;
        auto step = EthtoolTunable::MakeSteps(device, {change}, observed);
        steps.push_back(std::move(step.front()));
      }
    }
    return steps;
  }

 protected:
  Impact ImpactOf(const Device& device, const std::vector<Change>& changes,
                  const State& /*observed*/) const override {
    if (changes.front().address.key == kMtu) return ImpactOfMtu(device, changes.front());
    return {};
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeLink() { return std::make_unique<Link>(); }

}  // namespace netkeel
