// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "tunables/sysctl.h"

namespace netkeel {
namespace {

constexpr KeyDescriptor Number(std::string_view name, std::string_view unit,
                               std::string_view default_value, uint64_t min,
                               std::string_view help) {
  return {.name = name,
          .unit = unit,
          .default_value = default_value,
          .min = min,
          .max = kIntMax,
          .help = help};
}

constexpr KeyDescriptor Switch(std::string_view name, std::string_view default_value, uint64_t max,
                               std::string_view help) {
  return {.name = name, .default_value = default_value, .max = max, .help = help};
}

constexpr KeyDescriptor Cpus(std::string_view name, std::string_view help) {
  return {.name = name, .type = KeyType::kCpus, .default_value = "none", .help = help};
}

constexpr KeyDescriptor Text(std::string_view name, std::string_view unit, std::string_view help) {
  return {.name = name, .type = KeyType::kText, .unit = unit, .help = help};
}

// The ranges are ours: Linux checks netdev_budget and netdev_max_backlog not at all and takes -5.
// Sizes of socket buffers start at the kernel's SOCK_MIN_RCVBUF, 2304 bytes on 64 bits.
constexpr std::array kRows{
    // The softirq's budget.
    Number("net.core.netdev_budget", "packets", "300", 1,
           "packets that one NET_RX softirq run takes; netdev_budget_usecs ends it too"),
    Number("net.core.netdev_budget_usecs", "us", "", 1,
           "time that one NET_RX softirq run takes at most, in whole jiffies; default 2 jiffies"),
    Number("net.core.dev_weight", "packets", "64", 1,
           "packets a poll of the backlog and of qdiscs; hardware queues stay at 64"),
    Number("net.core.dev_weight_rx_bias", "", "1", 1, "multiplies dev_weight for the backlog"),
    Number("net.core.dev_weight_tx_bias", "", "1", 1, "multiplies dev_weight for qdiscs"),
    Number("net.core.gro_normal_batch", "packets", "8", 1,
           "packets that GRO passes up the stack at once"),
    // The backlog, which only RPS, loopback, veth and drivers without NAPI go through.
    Number("net.core.netdev_max_backlog", "packets", "1000", 1,
           "packets that may wait in a CPU's backlog; without RPS no hardware queue uses it"),
    Number("net.core.flow_limit_table_len", "flows", "4096", 1,
           "size of flow limit tables made later; a power of two"),
    Cpus("net.core.flow_limit_cpu_bitmap",
         "CPUs that drop from the largest flows first once the backlog is half full"),
    Switch("net.core.netdev_tstamp_prequeue", "1", 1,
           "1: time stamps are taken before the backlog, 0: after RPS"),
    // Steering.
    KeyDescriptor{.name = "net.core.rps_sock_flow_entries",
                  .unit = "flows",
                  .default_value = "0",
                  .max = uint64_t{1} << 29,
                  .help = "flows that RFS follows in all; rounded up to a power of two"},
    Cpus("net.core.rps_default_mask", "rps_cpus of receive queues that are created later"),
    // Socket buffers.
    Number("net.core.rmem_default", "bytes", "212992", 2304,
           "receive buffer of new sockets, as accounted: a small datagram takes 768 and more"),
    Number("net.core.rmem_max", "bytes", "", 2304,
           "the most that SO_RCVBUF can ask for; Linux doubles what was asked"),
    Number("net.core.wmem_default", "bytes", "212992", 4608, "send buffer of new sockets"),
    Number("net.core.wmem_max", "bytes", "", 4608, "the most that SO_SNDBUF can ask for"),
    Number("net.core.optmem_max", "bytes", "", 0, "ancillary data that a socket may hold"),
    Number("net.core.mem_pcpu_rsv", "pages", "256", 1,
           "memory that each CPU reserves for sockets ahead of need"),
    Number("net.core.skb_defer_max", "packets", "", 0,
           "packets whose freeing waits for the CPU that allocated them"),
    // Polling.
    Number("net.core.busy_poll", "us", "0", 0, "how long poll and select poll the device"),
    Number("net.core.busy_read", "us", "0", 0,
           "how long reads of sockets created later poll the device"),
    // Not receive tuning, and often set along with it.
    Number("net.core.somaxconn", "connections", "4096", 0, "longest queue of listen(2)"),
    Number("net.core.max_skb_frags", "fragments", "17", 17, "fragments that a packet may have"),
    Text("net.core.default_qdisc", "", "queueing discipline of devices that come up later"),
    // UDP and multicast.
    Text("net.ipv4.udp_mem", "pages",
         "three limits of all UDP sockets' memory: low, pressure, maximum"),
    Number("net.ipv4.udp_rmem_min", "bytes", "4096", 1,
           "receive buffer that a UDP socket keeps under memory pressure"),
    Number("net.ipv4.udp_wmem_min", "bytes", "4096", 1,
           "send buffer that a UDP socket keeps under memory pressure"),
    Switch("net.ipv4.udp_early_demux", "1", 1, "looks the socket up before the route"),
    Switch("net.ipv4.ip_early_demux", "1", 1, "looks sockets up before the route"),
    Number("net.ipv4.igmp_max_memberships", "groups", "20", 0,
           "multicast groups that a socket may join"),
    Number("net.ipv4.igmp_max_msf", "sources", "10", 0,
           "source filters that a socket may have in a group"),
    Number("net.ipv4.igmp_qrv", "", "2", 1, "robustness of IGMP: how often reports are repeated"),
    Switch("net.ipv4.conf.all.rp_filter", "0", 2,
           "reverse path filter; 1 drops multicast whose source is routed elsewhere"),
    Switch("net.ipv4.conf.default.rp_filter", "0", 2,
           "reverse path filter of interfaces that are created later"),
    Switch("net.ipv4.conf.all.force_igmp_version", "0", 3, "IGMP version to speak; 0: as queried"),
    Switch("net.ipv4.conf.default.force_igmp_version", "0", 3,
           "IGMP version of interfaces that are created later"),
};

}  // namespace

std::span<const KeyDescriptor> SysctlRows() { return kRows; }

}  // namespace netkeel
