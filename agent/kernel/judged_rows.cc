// SPDX-License-Identifier: Apache-2.0
#include "kernel/judged_rows.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "kernel/processes.h"

namespace netkeel {
namespace {

constexpr std::array kSocketTopics{QueryTopic::kUdpSockets, QueryTopic::kTcpListeners,
                                   QueryTopic::kPacketSockets};

/// A list of the host's; null where the tree has none.
std::vector<Fields>* RowsOf(KernelTree& tree, QueryTopic topic) {
  const auto rows = tree.rows.find({kHostDevice, topic});
  return rows == tree.rows.end() ? nullptr : &rows->second;
}

/// "[fe80::*]:546" for "[fe80::21b:21ff:feaa:bbcc]:546"; any other as it is.
std::string WithoutMadeAddress(const std::string& local) {
  constexpr size_t kMade = 8;  // the interface's half
  const size_t end = local.rfind(']');
  if (!local.starts_with('[') || end == std::string::npos) return local;
  in6_addr address = {};
  if (::inet_pton(AF_INET6, local.substr(1, end - 1).c_str(), &address) != 1) return local;
  std::uint8_t* const bytes = address.s6_addr;
  if (bytes[kMade + 3] != 0xff || bytes[kMade + 4] != 0xfe) return local;
  std::fill(bytes + kMade, bytes + sizeof address, std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> text = {};
  // Ends with "::": no run of zeros is longer.
  ::inet_ntop(AF_INET6, &address, text.data(), text.size());
  return '[' + std::string(text.data()) + '*' + local.substr(end);
}

}  // namespace

namespace {

/// Inodes of the raw sockets in a file that RawSocketLines left.
void AddRawInodes(const KernelTree& tree, const char* file, std::set<Value>& inodes) {
  constexpr size_t kInode = 9;
  const auto content = tree.files.find(file);
  if (content == tree.files.end()) return;
  for (const std::string_view line : Split(content->second, "\n")) {
    const auto words = Words(line);
    const auto inode = words.size() > kInode ? ParseUnsigned(words[kInode]) : std::nullopt;
    if (inode) inodes.insert(*inode);
  }
}

}  // namespace

void LeaveOutOtherOwners(KernelTree& tree) {
  auto* const owners = RowsOf(tree, QueryTopic::kSocketOwners);
  if (owners == nullptr) return;
  std::set<Value> inodes;
  for (const QueryTopic topic : kSocketTopics) {
    const auto* const sockets = RowsOf(tree, topic);
    if (sockets == nullptr) continue;
    for (const Fields& row : *sockets) {
      if (const auto inode = row.find("inode"); inode != row.end()) inodes.insert(inode->second);
    }
  }
  for (const char* const file : {"/proc/net/raw", "/proc/net/raw6"}) {
    AddRawInodes(tree, file, inodes);
  }
  std::erase_if(*owners, [&](const Fields& row) {
    const auto inode = row.find("inode");
    return inode == row.end() || !inodes.contains(inode->second);
  });
}

void LeaveOutOtherTasks(KernelTree& tree, const CpuSet& isolated, const CpuSet& online) {
  auto* const tasks = RowsOf(tree, QueryTopic::kPinnedTasks);
  if (tasks == nullptr) return;
  std::erase_if(*tasks,
                [&](const Fields& row) { return IsolatedCpusOf(row, isolated, online).Empty(); });
}

void LeaveOutMadeAddresses(KernelTree& tree) {
  for (const QueryTopic topic : kSocketTopics) {
    auto* const sockets = RowsOf(tree, topic);
    if (sockets == nullptr) continue;
    for (Fields& row : *sockets) {
      const auto local = row.find("local");
      if (local != row.end()) local->second = WithoutMadeAddress(ToText(local->second));
    }
  }
}

}  // namespace netkeel
