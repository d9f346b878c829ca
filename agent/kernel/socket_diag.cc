// SPDX-License-Identifier: Apache-2.0
#include "kernel/socket_diag.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "kernel/netlink_socket.h"

namespace netkeel {
namespace {

constexpr uint32_t kSequence = 1;

// SK_MEMINFO_* of linux/sock_diag.h.
constexpr size_t kQueued = 0;
constexpr size_t kBuffer = 1;
constexpr size_t kDrops = 8;

template <typename Struct>
std::string Bytes(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// The body of each message of a dump.
Result<std::vector<std::string>> Dump(const UniqueFd& socket, const std::string& request) {
  nlmsghdr header = {};
  header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header.nlmsg_seq = kSequence;
  NetlinkReply reply(kSequence, SOCK_DIAG_BY_FAMILY, NetlinkReply::Ends::kAtDone, /*skipped=*/0);
  const auto answered = Exchange(socket, NetlinkMessage(header, request), reply);
  if (answered) return std::move(reply.parts());
  // The kernel is built without it, or may not load its module (inet_diag_lock_handler).
  if (answered.error().sys_errno == ENOENT) return Fail(NetlinkRefusal(EOPNOTSUPP, ""));
  return Fail(answered.error());
}

Result<std::vector<Fields>> Rows(const UniqueFd& socket, const std::string& request,
                                 std::optional<Fields> (*read)(std::string_view)) {
  const auto messages = Dump(socket, request);
  if (!messages) return Fail(messages.error());
  std::vector<Fields> rows;
  rows.reserve(messages->size());
  for (const std::string& message : *messages) {
    if (auto row = read(message)) rows.push_back(std::move(*row));
  }
  return rows;
}

std::string InetRequest(uint8_t family, uint8_t protocol, uint32_t states) {
  inet_diag_req_v2 request = {};
  request.sdiag_family = family;
  request.sdiag_protocol = protocol;
  request.idiag_ext = 1U << (INET_DIAG_SKMEMINFO - 1);
  request.idiag_states = states;
  return Bytes(request);
}

/// "239.1.1.1:5000", "*:80", "[::1]:53"
std::string AddressText(uint8_t family, const inet_diag_sockid& id) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  if (family == AF_INET && id.idiag_src[0] == 0) {
    text[0] = '*';
  } else if (::inet_ntop(family, id.idiag_src, text.data(), text.size()) == nullptr) {
    return "?";
  }
  const std::string port = ':' + std::to_string(ntohs(id.idiag_sport));
  if (family == AF_INET) return text.data() + port;
  return '[' + std::string(text.data()) + ']' + port;
}

/// A number of SK_MEMINFO; none where the kernel does not give it.
std::optional<uint64_t> MemoryAt(std::string_view memory, size_t index) {
  const size_t offset = index * sizeof(uint32_t);
  if (memory.size() < offset + sizeof(uint32_t)) return std::nullopt;
  return *NumberIn<uint32_t>(memory.substr(offset, sizeof(uint32_t)));
}

struct Memory {
  uint64_t queue = 0;
  uint64_t limit = 0;
  std::optional<uint64_t> drops;  ///< Linux 4.7

  bool Matters() const { return queue > 0 || drops.value_or(0) > 0; }
};

/// None where there is nothing.
std::optional<Memory> MemoryIn(std::string_view memory) {
  const auto queued = MemoryAt(memory, kQueued);
  const auto buffer = MemoryAt(memory, kBuffer);
  if (!queued || !buffer) return std::nullopt;
  return Memory{*queued, *buffer, MemoryAt(memory, kDrops)};
}

Fields RowOf(const Memory& memory, uint64_t inode) {
  Fields row{{"inode", inode}, {"queue", memory.queue}, {"limit", memory.limit}};
  if (memory.drops) row["drops"] = *memory.drops;
  return row;
}

/// The payload of an attribute; "" where it is not there.
std::string_view AttributeOf(std::string_view attributes, int wanted) {
  std::string_view found;
  ForEachAttribute(attributes, [&](int type, std::string_view payload) {
    if (type == wanted) found = payload;
  });
  return found;
}

}  // namespace

std::optional<Fields> InetSocketIn(std::string_view message) {
  inet_diag_msg head = {};
  if (message.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, message.data(), sizeof head);
  auto memory = MemoryIn(AttributeOf(message.substr(sizeof head), INET_DIAG_SKMEMINFO));
  if (!memory) return std::nullopt;
  if (head.idiag_state == TCP_LISTEN) {
    memory->queue = head.idiag_rqueue;
    memory->limit = head.idiag_wqueue;
  }
  if (!memory->Matters()) return std::nullopt;
  Fields row = RowOf(*memory, head.idiag_inode);
  row["local"] = AddressText(head.idiag_family, head.id);
  return row;
}

std::optional<Fields> PacketSocketIn(std::string_view message) {
  packet_diag_msg head = {};
  packet_diag_info info = {};
  if (message.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, message.data(), sizeof head);
  message.remove_prefix(sizeof head);
  const std::string_view bound = AttributeOf(message, PACKET_DIAG_INFO);
  if (bound.size() >= sizeof info) std::memcpy(&info, bound.data(), sizeof info);
  const auto memory = MemoryIn(AttributeOf(message, PACKET_DIAG_MEMINFO));
  const bool ring = !AttributeOf(message, PACKET_DIAG_RX_RING).empty();
  if (!memory || (!ring && !memory->Matters())) return std::nullopt;
  Fields row = RowOf(*memory, head.pdiag_ino);
  if (ring) row["ring"] = uint64_t{1};
  row["interface"] = uint64_t{info.pdi_index};
  return row;
}

Result<std::vector<Fields>> InetSockets(uint8_t protocol, uint32_t states) {
  const auto socket = OpenNetlink(NETLINK_SOCK_DIAG);
  if (!socket) return Fail(socket.error());
  return InetSockets(*socket, protocol, states);
}

Result<std::vector<Fields>> InetSockets(const UniqueFd& socket, uint8_t protocol, uint32_t states) {
  auto rows = Rows(socket, InetRequest(AF_INET, protocol, states), InetSocketIn);
  if (!rows) return rows;
  const auto more = Rows(socket, InetRequest(AF_INET6, protocol, states), InetSocketIn);
  if (!more && more.error().code == ErrorCode::kUnsupported) return rows;
  if (!more) return more;
  rows->insert(rows->end(), more->begin(), more->end());
  return rows;
}

Result<std::vector<Fields>> PacketSockets() {
  const auto socket = OpenNetlink(NETLINK_SOCK_DIAG);
  if (!socket) return Fail(socket.error());
  packet_diag_req request = {};
  request.sdiag_family = AF_PACKET;
  request.pdiag_show = PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO | PACKET_SHOW_RING_CFG;
  return Rows(*socket, Bytes(request), PacketSocketIn);
}

}  // namespace netkeel
