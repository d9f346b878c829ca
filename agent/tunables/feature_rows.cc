// SPDX-License-Identifier: Apache-2.0
#include "tunables/feature_rows.h"

#include <array>

namespace netkeel {
namespace {

/// A word of ethtool(8) for one name or more.
constexpr KeyDescriptor Group(std::string_view word, std::string_view names) {
  return {.name = word, .type = KeyType::kSwitch, .help = names};
}

constexpr KeyDescriptor Feature(std::string_view name, std::string_view link_option,
                                std::string_view help) {
  return {.name = name, .type = KeyType::kSwitch, .link_option = link_option, .help = help};
}

constexpr std::array kRows{
    Group("gro", "ethtool(8)'s word for rx-gro"),
    Group("gso", "ethtool(8)'s word for tx-generic-segmentation"),
    Group("lro", "ethtool(8)'s word for rx-lro"),
    Group("ntuple", "ethtool(8)'s word for rx-ntuple-filter"),
    Group("rx", "ethtool(8)'s word for rx-checksum"),
    Group("rxhash", "ethtool(8)'s word for rx-hashing"),
    Group("rxvlan", "ethtool(8)'s word for rx-vlan-hw-parse"),
    Group("sg", "ethtool(8)'s word for tx-scatter-gather and its like"),
    Group("tso", "ethtool(8)'s word for every tx-tcp*-segmentation that the device has"),
    Group("tx", "ethtool(8)'s word for every tx-checksum-* that the device has"),
    Group("txvlan", "ethtool(8)'s word for tx-vlan-hw-insert"),
    Feature("hw-tc-offload", "", "the card does what tc(8) filters say"),
    Feature("loopback", "", "what is sent comes back in the card"),
    Feature("rx-all", "", "frames with a bad checksum are handed on, too"),
    Feature("rx-checksum", "ReceiveChecksumOffload", "the card checks TCP and UDP checksums"),
    Feature("rx-fcs", "", "the frame's own checksum is handed on with it"),
    Feature("rx-gro", "GenericReceiveOffload",
            "the stack merges packets of one flow; delays and hides what a capture wants"),
    Feature("rx-gro-hw", "GenericReceiveOffloadHardware", "the card merges packets as GRO would"),
    Feature("rx-gro-list", "", "GRO of what is routed: packets are chained, not merged"),
    Feature("rx-hashing", "", "the card hands its RSS hash on, which RPS and RFS go by"),
    Feature("rx-lro", "LargeReceiveOffload",
            "the card or driver merges packets beyond undoing; not for routers and bridges"),
    Feature("rx-ntuple-filter", "NTupleFilter",
            "rules that steer flows to queues; ixgbe has no ATR beside them"),
    Feature("rx-udp-gro-forwarding", "", "GRO of UDP that is routed"),
    Feature("rx-vlan-filter", "ReceiveVLANCTAGFilter", "the card drops VLANs that nobody has"),
    Feature("rx-vlan-hw-parse", "ReceiveVLANCTAGHardwareAcceleration",
            "the card takes the VLAN tag off"),
    Feature("tx-checksum-ip-generic", "", "the card makes checksums of any protocol"),
    Feature("tx-checksum-ipv4", "", "the card makes TCP and UDP checksums over IPv4"),
    Feature("tx-checksum-ipv6", "", "the card makes TCP and UDP checksums over IPv6"),
    Feature("tx-generic-segmentation", "GenericSegmentationOffload",
            "the stack cuts large packets as late as it can; needs tx-scatter-gather"),
    Feature("tx-nocache-copy", "", "what is sent is copied past the CPU's cache"),
    Feature("tx-scatter-gather", "", "a packet may be sent from several pieces of memory"),
    Feature("tx-tcp-segmentation", "TCPSegmentationOffload",
            "the card cuts TCP over IPv4; needs tx-scatter-gather and a checksum"),
    Feature("tx-tcp6-segmentation", "TCP6SegmentationOffload",
            "the card cuts TCP over IPv6; needs tx-scatter-gather and a checksum"),
    Feature("tx-udp-segmentation", "", "the card cuts UDP that was handed over as one"),
    Feature("tx-vlan-hw-insert", "TransmitVLANCTAGHardwareAcceleration",
            "the card puts the VLAN tag on"),
};

}  // namespace

std::span<const KeyDescriptor> FeatureRows() { return kRows; }

}  // namespace netkeel
