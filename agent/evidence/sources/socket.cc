// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "evidence/sources/process_names.h"
#include "evidence/sources/sources.h"

namespace netkeel {
namespace {

struct SocketKind {
  const char* word;
  std::optional<QueryTopic> topic;  ///< none of raw ones, which are in files
};

constexpr std::array kKinds{
    SocketKind{"packet", QueryTopic::kPacketSockets}, SocketKind{"raw", std::nullopt},
    SocketKind{"tcp", QueryTopic::kTcpListeners}, SocketKind{"udp", QueryTopic::kUdpSockets}};

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

constexpr std::array kRawFiles{"/proc/net/raw", "/proc/net/raw6"};

/// The columns of a row of /proc/net/raw, "1:" the first; Linux 2.6.27.
constexpr size_t kRawLocal = 1;
constexpr size_t kRawQueue = 4;
constexpr size_t kRawInode = 9;
constexpr size_t kRawDrops = 12;

/// What is behind the colon of "00000000:0001", in hexadecimal.
std::optional<uint64_t> BehindColon(std::string_view word) {
  uint64_t number = 0;
  const char* const begin = word.data() + std::min(word.find(':') + 1, word.size());
  const char* const end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(begin, end, number, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// None of a row that is no socket's.
std::optional<Fields> RawSocketIn(std::string_view line) {
  const auto words = Words(line);
  if (words.size() <= kRawDrops) return std::nullopt;
  const auto protocol = BehindColon(words[kRawLocal]);
  const auto queue = BehindColon(words[kRawQueue]);
  const auto inode = ParseUnsigned(words[kRawInode]);
  const auto drops = ParseUnsigned(words[kRawDrops]);
  if (!protocol || !queue || !inode || !drops) return std::nullopt;
  return Fields{{"local", "protocol " + std::to_string(*protocol)},
                {"inode", *inode},
                {"queue", *queue},
                {"drops", *drops}};
}

/// Raw sockets of both versions of IP. kNotFound in a capture that was made without them.
Result<std::vector<Fields>> RawSockets(const Kernel& kernel) {
  std::vector<Fields> rows;
  for (const char* const file : kRawFiles) {
    const auto content = kernel.ReadFile(file);
    const bool is_without_ip6 =
        file != kRawFiles[0] && !content && content.error().code == ErrorCode::kNotFound;
    if (is_without_ip6) continue;
    if (!content) return Fail(content.error());
    for (const std::string_view line : Split(*content, "\n")) {
      auto row = RawSocketIn(line);
      const bool matters = row && FieldNumber(*row, "drops") + FieldNumber(*row, "queue") > 0;
      if (matters) rows.push_back(std::move(*row));
    }
  }
  return rows;
}

Result<std::vector<Fields>> SocketsOf(const Kernel& kernel, const SocketKind& kind) {
  return kind.topic ? kernel.Query(HostDevice(), *kind.topic) : RawSockets(kernel);
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

/// What it drops counts in the ring, which nobody but its owner can read.
bool HasRing(const Socket& socket) { return FieldNumber(*socket.row, "ring") > 0; }

/// Of whom it is worth knowing: a look at every process is dear.
bool Matters(const Socket& socket) {
  const uint64_t limit = FieldNumber(*socket.row, "limit");
  const bool half_full = limit > 0 && FieldNumber(*socket.row, "queue") >= (limit + 1) / 2;
  return half_full || HasRing(socket) || FieldNumber(*socket.row, "drops") > 0;
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
/// 9", "packet eth0 inode 12", "raw protocol 1 inode 14".
void ReadSockets(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  std::vector<Socket> wanted;
  std::array<Result<std::vector<Fields>>, kKinds.size()> lists;
  for (size_t i = 0; i < kKinds.size(); ++i) {
    lists[i] = SocketsOf(kernel, kKinds[i]);
    if (!lists[i]) {
      const bool untold = !kKinds[i].topic && lists[i].error().code == ErrorCode::kNotFound;
      if (!untold)
        sample.unread[std::string("socket/") + kKinds[i].word] = lists[i].error().message;
      continue;
    }
    sample.values[{"socket", "host", kKinds[i].word}] = lists[i]->size();
    const auto sockets = SocketsOf(scope, kKinds[i], *lists[i]);
    AddNumbers(sockets, sample);
    std::copy_if(sockets.begin(), sockets.end(), std::back_inserter(wanted), Matters);
  }
  if (!scope.facts || wanted.empty()) return;
  AddOwners(kernel, wanted, sample);
  for (const Socket& socket : wanted) {
    if (HasRing(socket)) sample.facts[{"socket", socket.place, kRingFact}] = "yes";
  }
}

}  // namespace netkeel
