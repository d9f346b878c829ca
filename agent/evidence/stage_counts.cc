// SPDX-License-Identifier: Apache-2.0
#include "evidence/stage_counts.h"

#include <initializer_list>
#include <string>
#include <string_view>

#include "evidence/nic_words.h"

namespace netkeel {
namespace {

uint64_t Sum(const Window& window, std::string_view source,
             std::initializer_list<std::string_view> names) {
  uint64_t sum = 0;
  for (const std::string_view name : names) sum += window.Count(source, "host", name);
  return sum;
}

StageCount Cards(const Window& window) {
  StageCount count{Stage::kCard};
  for (const std::string& interface : window.Places("link")) {
    const uint64_t lost = LostInCard(window, interface);
    count.lost += lost;
    count.packets += window.Count("link", interface, "rx_packets") + lost;
  }
  return count;
}

StageCount Softirqs(const Window& window) {
  StageCount count{Stage::kSoftirq};
  for (const std::string& cpu : window.Places("softnet")) {
    count.packets += window.Count("softnet", cpu, "processed");
  }
  return count;
}

StageCount Backlogs(const Window& window) {
  StageCount count{Stage::kBacklog};
  for (const std::string& cpu : window.Places("softnet")) {
    const uint64_t dropped = window.Count("softnet", cpu, "dropped");
    count.lost += dropped;
    count.packets += window.Count("softnet", cpu, "received_rps") + dropped;
  }
  return count;
}

StageCount Ip(const Window& window) {
  return {Stage::kIp, Sum(window, "ip", {"IpInReceives", "Ip6InReceives"}),
          Sum(window, "ip", {"IpInHdrErrors", "IpInDiscards", "Ip6InHdrErrors", "Ip6InDiscards"}) +
              Sum(window, "tcp", {"TcpExtIPReversePathFilter"})};
}

StageCount Udp(const Window& window) {
  const uint64_t lost =
      Sum(window, "udp", {"UdpRcvbufErrors", "UdpMemErrors", "Udp6RcvbufErrors", "Udp6MemErrors"});
  return {Stage::kSocket, Sum(window, "udp", {"UdpInDatagrams", "Udp6InDatagrams"}) + lost, lost};
}

StageCount Tcp(const Window& window) {
  return {
      Stage::kTcp, Sum(window, "tcp", {"TcpInSegs"}),
      Sum(window, "tcp",
          {"TcpExtListenDrops", "TcpExtTCPBacklogDrop", "TcpExtTCPRcvQDrop", "TcpExtRcvPruned"})};
}

}  // namespace

uint64_t LostInCard(const Window& window, const std::string& interface) {
  const std::string driver = window.Fact("nic", interface, "driver");
  uint64_t lost = 0;
  for (const std::string& name : window.Names("nic", interface)) {
    switch (MeaningOf(driver, name).meaning) {
      case NicMeaning::kMissed:
      case NicMeaning::kNoDescriptor:
      case NicMeaning::kQueueDrops:
      case NicMeaning::kAllocFailed:
        lost += window.Count("nic", interface, name);
        break;
      default:
        break;
    }
  }
  return lost;
}

std::vector<StageCount> CountStages(const Window& window) {
  return {Cards(window), Softirqs(window), Backlogs(window), Ip(window), Udp(window), Tcp(window)};
}

}  // namespace netkeel
