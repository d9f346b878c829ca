// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_netlink.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

#include <cerrno>
#include <limits>
#include <string_view>

#include "kernel/ethtool_message.h"

namespace netkeel {
namespace {

// Numbers of linux/ethtool_netlink.h, which older systems do not have.
constexpr int kHeaderAttribute = 1;
constexpr int kHeaderIndex = 1;
constexpr int kHeaderName = 2;

struct FreeMessage {
  void operator()(nl_msg* message) const { ::nlmsg_free(message); }
};
struct FreeSocket {
  void operator()(nl_sock* socket) const { ::nl_socket_free(socket); }
};
struct FreeCallbacks {
  void operator()(nl_cb* callbacks) const { ::nl_cb_put(callbacks); }
};
using Message = std::unique_ptr<nl_msg, FreeMessage>;

/// How one request ended.
struct Exchange {
  bool done = false;
  EthtoolRefusal refusal;  ///< none where its errno is 0
  EthtoolFields fields;    ///< of a get
  EthtoolTopic topic = EthtoolTopic::kInfo;
  EthtoolFamily family;  ///< of a family look-up
};

/// libnl has made sure that all of the message was received.
std::string_view BytesOf(const nlmsghdr* header) {
  return {reinterpret_cast<const char*>(header), header->nlmsg_len};
}

int OnError(sockaddr_nl* /*from*/, nlmsgerr* error, void* argument) {
  auto* exchange = static_cast<Exchange*>(argument);
  exchange->done = true;
  // libnl hands out the nlmsgerr without its header.
  const auto* bytes = reinterpret_cast<const char*>(error) - NLMSG_HDRLEN;
  exchange->refusal = ReadEthtoolRefusal(BytesOf(reinterpret_cast<const nlmsghdr*>(bytes)));
  return NL_STOP;
}

int OnAck(nl_msg* /*message*/, void* argument) {
  static_cast<Exchange*>(argument)->done = true;
  return NL_STOP;
}

int OnFields(nl_msg* message, void* argument) {
  auto* exchange = static_cast<Exchange*>(argument);
  exchange->done = true;
  exchange->fields = ReadEthtoolFields(BytesOf(::nlmsg_hdr(message)), exchange->topic);
  return NL_STOP;
}

int OnFamily(nl_msg* message, void* argument) {
  auto* exchange = static_cast<Exchange*>(argument);
  exchange->done = true;
  exchange->family = ReadEthtoolFamily(BytesOf(::nlmsg_hdr(message)));
  return NL_STOP;
}

/// The header nest by index, which a rename does not change.
bool PutHeader(nl_msg* message, const Device& device) {
  // libnl before 3.5 does not set the flag itself, and the kernel insists on it.
  nlattr* nest = ::nla_nest_start(message, kHeaderAttribute | NLA_F_NESTED);
  if (nest == nullptr) return false;
  const int put = device.ifindex > 0
                      ? ::nla_put_u32(message, kHeaderIndex, static_cast<uint32_t>(device.ifindex))
                      : ::nla_put_string(message, kHeaderName, device.name.c_str());
  return put == 0 && ::nla_nest_end(message, nest) == 0;
}

Message NewRequest(int family, uint8_t command, int flags) {
  Message message(::nlmsg_alloc());
  if (message && ::genlmsg_put(message.get(), NL_AUTO_PORT, NL_AUTO_SEQ, family, 0,
                               flags | NLM_F_REQUEST, command, 1) == nullptr) {
    message.reset();
  }
  return message;
}

}  // namespace

struct EthtoolNetlink::Connection {
  std::unique_ptr<nl_sock, FreeSocket> socket;
  EthtoolFamily family;

  /// Sends and waits for the answer, for as long as the driver takes.
  void Exchange(nl_msg* message, nl_recvmsg_msg_cb_t on_answer, netkeel::Exchange& exchange);
};

void EthtoolNetlink::Connection::Exchange(nl_msg* message, nl_recvmsg_msg_cb_t on_answer,
                                          netkeel::Exchange& exchange) {
  exchange.refusal.sys_errno = ENOMEM;
  const std::unique_ptr<nl_cb, FreeCallbacks> callbacks(::nl_cb_alloc(NL_CB_DEFAULT));
  if (!callbacks || message == nullptr) return;
  ::nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_answer, &exchange);
  ::nl_cb_set(callbacks.get(), NL_CB_ACK, NL_CB_CUSTOM, OnAck, &exchange);
  ::nl_cb_err(callbacks.get(), NL_CB_CUSTOM, OnError, &exchange);
  exchange.refusal.sys_errno = 0;
  int result = ::nl_send_auto(socket.get(), message);
  while (result >= 0 && !exchange.done) result = ::nl_recvmsgs(socket.get(), callbacks.get());
  if (!exchange.done) exchange.refusal.sys_errno = EIO;
}

EthtoolNetlink::EthtoolNetlink() = default;
EthtoolNetlink::EthtoolNetlink(EthtoolNetlink&&) noexcept = default;
EthtoolNetlink& EthtoolNetlink::operator=(EthtoolNetlink&&) noexcept = default;
EthtoolNetlink::~EthtoolNetlink() = default;

EthtoolNetlink::Connection* EthtoolNetlink::Connect() {
  constexpr size_t kLargestAnswer = 32768;
  if (std::exchange(tried_, true)) return connection_.get();
  auto connection = std::make_unique<Connection>();
  connection->socket.reset(::nl_socket_alloc());
  nl_sock* const socket = connection->socket.get();
  if (socket == nullptr || ::genl_connect(socket) < 0) return nullptr;
  // A get is answered by its data or its error: an acknowledgement would be one receive more.
  ::nl_socket_disable_auto_ack(socket);
  ::nl_socket_disable_msg_peek(socket);
  ::nl_socket_set_msg_buf_size(socket, kLargestAnswer);
  const int on = 1;
  // Where these are not known, errors come without text.
  ::setsockopt(::nl_socket_get_fd(socket), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  ::setsockopt(::nl_socket_get_fd(socket), SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
  const Message request = NewRequest(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
  if (!request || ::nla_put_string(request.get(), CTRL_ATTR_FAMILY_NAME, "ethtool") != 0) {
    return nullptr;
  }
  Exchange exchange;
  connection->Exchange(request.get(), OnFamily, exchange);
  if (exchange.refusal.sys_errno != 0 || exchange.family.number == 0) return nullptr;
  connection->family = std::move(exchange.family);
  connection_ = std::move(connection);
  return connection_.get();
}

bool EthtoolNetlink::Has(EthtoolTopic topic, EthtoolRequest request) {
  const Connection* connection = Connect();
  const EthtoolWords& words = WordsOf(topic);
  return connection != nullptr && connection->family.commands.contains(
                                      request == EthtoolRequest::kGet ? words.get : words.set);
}

Result<EthtoolFields> EthtoolNetlink::Get(const Device& device, EthtoolTopic topic) {
  Connection* connection = Connect();
  if (connection == nullptr) return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
  const Message request = NewRequest(connection->family.number, WordsOf(topic).get, 0);
  if (!request || !PutHeader(request.get(), device)) {
    return Fail(EthtoolError(device.name, topic, ENOMEM));
  }
  Exchange exchange;
  exchange.topic = topic;
  connection->Exchange(request.get(), OnFields, exchange);
  if (exchange.refusal.sys_errno == 0) return std::move(exchange.fields);
  return Fail(EthtoolError(device.name, topic, exchange.refusal.sys_errno, exchange.refusal.text));
}

Result<void> EthtoolNetlink::Set(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) {
  Connection* connection = Connect();
  if (connection == nullptr) return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
  const Message request = NewRequest(connection->family.number, WordsOf(topic).set, NLM_F_ACK);
  if (!request || !PutHeader(request.get(), device)) {
    return Fail(EthtoolError(device.name, topic, ENOMEM));
  }
  for (const auto& [word, value] : fields) {
    const auto attribute = AttributeOf(topic, word);
    const uint64_t* number = std::get_if<uint64_t>(&value);
    if (!attribute || number == nullptr || *number > std::numeric_limits<uint32_t>::max() ||
        ::nla_put_u32(request.get(), *attribute, static_cast<uint32_t>(*number)) != 0) {
      return Fail(EthtoolError(device.name, topic, EINVAL, word + " cannot be set"));
    }
  }
  Exchange exchange;
  connection->Exchange(request.get(), OnAck, exchange);
  if (exchange.refusal.sys_errno == 0) return {};
  return Fail(EthtoolError(device.name, topic, exchange.refusal.sys_errno, exchange.refusal.text));
}

}  // namespace netkeel
