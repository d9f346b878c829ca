// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "tunables/sysctl.h"

namespace netkeel {
namespace {

/// Both included.
struct Range {
  uint64_t min;
  uint64_t max;
};

constexpr KeyDescriptor Number(std::string_view name, std::string_view unit,
                               std::string_view default_value, Range range, std::string_view help) {
  return {.name = name,
          .unit = unit,
          .default_value = default_value,
          .min = range.min,
          .max = range.max,
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

// The ranges are ours: Linux checks netdev_budget and netdev_max_backlog not at all and takes -5. A
// maximum is what a host survives, which is far below the kernel's INT_MAX; the reason is beside
// it.
constexpr std::array kRows{
    // The softirq's budget. Nothing else runs on a CPU during a run: 20 s are a soft lockup, and
    // clusters declare a host dead after one.
    Number("net.core.netdev_budget", "packets", "300", {1, 1'000'000},
           "packets that one NET_RX softirq run takes; netdev_budget_usecs ends it too"),
    Number("net.core.netdev_budget_usecs", "us", "", {1, 1'000'000},
           "time that one NET_RX softirq run takes at most, in whole jiffies; default 2 jiffies"),
    // No time ends a poll of the backlog: weight times bias is 2^20 packets, a second, at the most.
    Number("net.core.dev_weight", "packets", "64", {1, 1U << 14},
           "packets a poll of the backlog and of qdiscs; hardware queues stay at 64"),
    Number("net.core.dev_weight_rx_bias", "", "1", {1, 1U << 6},
           "multiplies dev_weight for the backlog"),
    Number("net.core.dev_weight_tx_bias", "", "1", {1, 1U << 6},
           "multiplies dev_weight for qdiscs"),
    // A poll ends with what there is: more than this changes nothing.
    Number("net.core.gro_normal_batch", "packets", "8", {1, 1U << 16},
           "packets that GRO passes up the stack at once"),
    // The backlog, which only RPS, loopback, veth and drivers without NAPI go through. A million
    // packets are 1 to 4 GiB on each CPU that falls behind; 250,000 is advised for 100 Gb/s.
    Number("net.core.netdev_max_backlog", "packets", "1000", {1, 1'000'000},
           "packets that may wait in a CPU's backlog; without RPS no hardware queue uses it"),
    // A byte a flow and CPU, in one piece; kmalloc has none above 4 MiB.
    Number("net.core.flow_limit_table_len", "flows", "4096", {1, 1U << 20},
           "size of flow limit tables made later; a power of two"),
    Cpus("net.core.flow_limit_cpu_bitmap",
         "CPUs that drop from the largest flows first once the backlog is half full"),
    Switch("net.core.netdev_tstamp_prequeue", "1", 1,
           "1: time stamps are taken before the backlog, 0: after RPS"),
    // Steering. 4 bytes a flow, allocated at once and never swapped: 64 MiB, where Linux takes
    // 2^29.
    Number("net.core.rps_sock_flow_entries", "flows", "0", {0, 1U << 24},
           "flows that RFS follows in all; rounded up to a power of two"),
    Cpus("net.core.rps_default_mask", "rps_cpus of receive queues that are created later"),
    // Socket buffers. Sizes start at the kernel's SOCK_MIN_RCVBUF, 2304 bytes on 64 bits. The
    // defaults are what every socket of every program may fill, packet sockets that nobody reads
    // among them: 256 MiB. The maxima are only what a program has to ask for: the kernel's own, and
    // advised for 200 Gb/s.
    Number("net.core.rmem_default", "bytes", "212992", {2304, 1U << 28},
           "receive buffer of new sockets, as accounted: a small datagram takes 768 and more"),
    Number("net.core.rmem_max", "bytes", "", {2304, kIntMax},
           "the most that SO_RCVBUF can ask for; Linux doubles what was asked"),
    Number("net.core.wmem_default", "bytes", "212992", {4608, 1U << 28},
           "send buffer of new sockets"),
    Number("net.core.wmem_max", "bytes", "", {4608, kIntMax},
           "the most that SO_SNDBUF can ask for"),
    // Kernel memory that any program can take, for each of its sockets.
    Number("net.core.optmem_max", "bytes", "", {0, 1U << 26},
           "ancillary data that a socket may hold"),
    // 256 MiB a CPU that udp_mem and tcp_mem count as used.
    Number("net.core.mem_pcpu_rsv", "pages", "256", {1, 1U << 16},
           "memory that each CPU reserves for sockets ahead of need"),
    // 128 MiB and more a CPU that wait to be freed.
    Number("net.core.skb_defer_max", "packets", "", {0, 1U << 16},
           "packets whose freeing waits for the CPU that allocated them"),
    // Polling. Every program that waits spins that long first; 50 to 100 us is usual.
    Number("net.core.busy_poll", "us", "0", {0, 100'000},
           "how long poll and select poll the device"),
    Number("net.core.busy_read", "us", "0", {0, 100'000},
           "how long reads of sockets created later poll the device"),
    // Not receive tuning, and often set along with it. A connection that waits takes 2 KiB and
    // more.
    Number("net.core.somaxconn", "connections", "4096", {0, 1U << 20},
           "longest queue of listen(2)"),
    // The kernel's own: CONFIG_MAX_SKB_FRAGS is 17 to 45.
    Number("net.core.max_skb_frags", "fragments", "17", {17, 45},
           "fragments that a packet may have"),
    Text("net.core.default_qdisc", "", "queueing discipline of devices that come up later"),
    // UDP and multicast. What each socket keeps although udp_mem is used up.
    Text("net.ipv4.udp_mem", "pages",
         "three limits of all UDP sockets' memory: low, pressure, maximum"),
    Number("net.ipv4.udp_rmem_min", "bytes", "4096", {1, 1U << 20},
           "receive buffer that a UDP socket keeps under memory pressure"),
    Number("net.ipv4.udp_wmem_min", "bytes", "4096", {1, 1U << 20},
           "send buffer that a UDP socket keeps under memory pressure"),
    Switch("net.ipv4.udp_early_demux", "1", 1, "looks the socket up before the route"),
    Switch("net.ipv4.ip_early_demux", "1", 1, "looks sockets up before the route"),
    // Lists that Linux walks for every packet.
    Number("net.ipv4.igmp_max_memberships", "groups", "20", {0, 1U << 16},
           "multicast groups that a socket may join"),
    Number("net.ipv4.igmp_max_msf", "sources", "10", {0, 1U << 16},
           "source filters that a socket may have in a group"),
    // RFC 3376 has three bits for it.
    Number("net.ipv4.igmp_qrv", "", "2", {1, 7},
           "robustness of IGMP: how often reports are repeated"),
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
