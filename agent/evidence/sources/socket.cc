// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "evidence/sources/process_names.h"
#include "evidence/sources/sources.h"

namespace netkeel {
namespace {

struct SocketKind {
  const char* word;
  QueryTopic topic;
};

constexpr std::array kKinds{SocketKind{"packet", QueryTopic::kPacketSockets},
                            SocketKind{"tcp", QueryTopic::kTcpListeners},
                            SocketKind{"udp", QueryTopic::kUdpSockets}};

constexpr std::array kNumbers{"drops", "limit", "queue"};

struct Socket {
  std::string place;
  uint64_t inode = 0;
  const Fields* row = nullptr;
};

/// "239.1.1.1:5000", or the interface that a packet socket listens to.
std::string WhereOf(const CounterScope& scope, const Fields& row) {
  if (const auto local = row.find("local"); local != row.end()) return ToText(local->second);
  const uint64_t index = FieldNumber(row, "interface");
  if (index == 0) return "*";
  for (const Device& device : scope.devices) {
    if (static_cast<uint64_t>(device.ifindex) == index) return device.name;
  }
  return "interface " + std::to_string(index);
}

/// In the order of their places.
std::vector<Socket> SocketsOf(const CounterScope& scope, const SocketKind& kind,
                              const std::vector<Fields>& rows) {
  std::vector<Socket> sockets;
  sockets.reserve(rows.size());
  for (const Fields& row : rows) {
    const uint64_t inode = FieldNumber(row, "inode");
    std::string place =
        std::string(kind.word) + ' ' + WhereOf(scope, row) + " inode " + std::to_string(inode);
    sockets.push_back({std::move(place), inode, &row});
  }
  std::sort(sockets.begin(), sockets.end(),
            [](const Socket& a, const Socket& b) { return a.place < b.place; });
  return sockets;
}

/// There can be tens of thousands: each is put in behind the one before.
void AddNumbers(const std::vector<Socket>& sockets, Sample& sample) {
  if (sockets.empty()) return;
  auto next = sample.values.lower_bound({"socket", sockets.front().place, ""});
  for (const Socket& socket : sockets) {
    for (const char* const name : kNumbers) {
      const auto field = socket.row->find(name);
      if (field == socket.row->end()) continue;
      const auto put = sample.values.emplace_hint(next, CounterId{"socket", socket.place, name},
                                                  FieldNumber(*socket.row, name));
      next = std::next(put);
    }
  }
}

/// Of whom it is worth knowing: a look at every process is dear.
bool Matters(const Socket& socket) {
  const uint64_t limit = FieldNumber(*socket.row, "limit");
  const bool half_full = limit > 0 && FieldNumber(*socket.row, "queue") >= (limit + 1) / 2;
  return half_full || FieldNumber(*socket.row, "drops") > 0;
}

/// By the inodes of sockets.
std::map<uint64_t, ProcessNames> OwnersOf(const std::vector<Fields>& rows) {
  std::map<uint64_t, ProcessNames> owners;
  for (const Fields& row : rows) {
    if (row.contains("name")) owners[FieldNumber(row, "inode")].Add(row);
  }
  return owners;
}

void AddOwners(const Kernel& kernel, const std::vector<Socket>& sockets, Sample& sample) {
  const auto rows = kernel.Query(HostDevice(), QueryTopic::kSocketOwners);
  const auto owners = rows ? OwnersOf(*rows) : std::map<uint64_t, ProcessNames>();
  for (const Socket& socket : sockets) {
    const auto owner = owners.find(socket.inode);
    if (owner != owners.end()) {
      sample.facts[{"socket", socket.place, "owner"}] = owner->second.Text();
    } else {
      sample.unread["socket/" + socket.place + "/owner"] =
          rows ? "no process that can be looked into has it: those of others only root can"
               : rows.error().message;
    }
  }
}

}  // namespace

/// Place: "host", how many of each kind are listed; "udp 239.1.1.1:5000 inode 771", "tcp *:80 inode
/// 9", "packet eth0 inode 12".
void ReadSockets(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  std::vector<Socket> wanted;
  std::array<Result<std::vector<Fields>>, kKinds.size()> lists;
  for (size_t i = 0; i < kKinds.size(); ++i) {
    lists[i] = kernel.Query(HostDevice(), kKinds[i].topic);
    if (!lists[i]) {
      sample.unread[std::string("socket/") + kKinds[i].word] = lists[i].error().message;
      continue;
    }
    sample.values[{"socket", "host", kKinds[i].word}] = lists[i]->size();
    const auto sockets = SocketsOf(scope, kKinds[i], *lists[i]);
    AddNumbers(sockets, sample);
    std::copy_if(sockets.begin(), sockets.end(), std::back_inserter(wanted), Matters);
  }
  if (scope.facts && !wanted.empty()) AddOwners(kernel, wanted, sample);
}

}  // namespace netkeel
