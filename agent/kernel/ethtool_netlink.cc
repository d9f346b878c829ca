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

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <string_view>

namespace netkeel {
namespace {

// Numbers of linux/ethtool_netlink.h, which older systems do not have.
constexpr int kHeaderAttribute = 1;
constexpr int kHeaderIndex = 1;
constexpr int kHeaderName = 2;

struct Words {
  uint8_t get = 0;
  uint8_t set = 0;
  std::array<const char*, 10> words = {};  ///< by attribute number, null where it is none of ours
};

const Words& WordsOf(EthtoolTopic topic) {
  static constexpr Words kNone = {};
  static constexpr Words kRings = {15,
                                   16,
                                   {nullptr, nullptr, "rx-max", "rx-mini-max", "rx-jumbo-max",
                                    "tx-max", "rx", "rx-mini", "rx-jumbo", "tx"}};
  static constexpr Words kChannels = {17,
                                      18,
                                      {nullptr, nullptr, "rx-max", "tx-max", "other-max",
                                       "combined-max", "rx", "tx", "other", "combined"}};
  if (topic == EthtoolTopic::kRings) return kRings;
  return topic == EthtoolTopic::kChannels ? kChannels : kNone;
}

std::optional<int> AttributeOf(EthtoolTopic topic, std::string_view word) {
  const auto& words = WordsOf(topic).words;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] != nullptr && words[i] == word) return static_cast<int>(i);
  }
  return std::nullopt;
}

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
  int sys_errno = 0;
  std::string text;      ///< the kernel's extack text
  EthtoolFields fields;  ///< of a get
  EthtoolTopic topic = EthtoolTopic::kInfo;
  int family = 0;  ///< of a family look-up, with its commands
  std::set<uint32_t> commands;
};

/// The extack text behind an error. libnl hands out the nlmsgerr without its header and has no
/// call for what follows it (af_netlink.c: netlink_ack).
std::string ExtackText(const nlmsgerr* error) {
  const auto* bytes = reinterpret_cast<const char*>(error);
  const auto* header = reinterpret_cast<const nlmsghdr*>(bytes - NLMSG_HDRLEN);
  if ((header->nlmsg_flags & NLM_F_ACK_TLVS) == 0) return "";
  size_t offset = NLMSG_ALIGN(sizeof(nlmsgerr));
  if ((header->nlmsg_flags & NLM_F_CAPPED) == 0) {
    offset += NLMSG_ALIGN(error->msg.nlmsg_len - NLMSG_HDRLEN);
  }
  const size_t length = header->nlmsg_len - NLMSG_HDRLEN;
  if (offset >= length) return "";
  const auto* first = reinterpret_cast<const nlattr*>(bytes + offset);
  const nlattr* text = ::nla_find(first, static_cast<int>(length - offset), NLMSGERR_ATTR_MSG);
  if (text == nullptr) return "";
  const char* const start = static_cast<const char*>(::nla_data(text));
  return {start, ::strnlen(start, static_cast<size_t>(::nla_len(text)))};
}

int OnError(sockaddr_nl* /*from*/, nlmsgerr* error, void* argument) {
  auto* exchange = static_cast<Exchange*>(argument);
  exchange->done = true;
  exchange->sys_errno = -error->error;  // libnl's own codes fold several of these into one
  exchange->text = ExtackText(error);
  return NL_STOP;
}

int OnAck(nl_msg* /*message*/, void* argument) {
  static_cast<Exchange*>(argument)->done = true;
  return NL_STOP;
}

int OnFields(nl_msg* message, void* argument) {
  auto* exchange = static_cast<Exchange*>(argument);
  exchange->done = true;
  const auto& words = WordsOf(exchange->topic).words;
  const auto* header = static_cast<const genlmsghdr*>(::nlmsg_data(::nlmsg_hdr(message)));
  const nlattr* attribute = ::genlmsg_attrdata(header, 0);
  for (int left = ::genlmsg_attrlen(header, 0); ::nla_ok(attribute, left);
       attribute = ::nla_next(attribute, &left)) {
    const auto type = static_cast<size_t>(::nla_type(attribute));
    if (type >= words.size() || words[type] == nullptr) continue;
    if (::nla_len(attribute) != sizeof(uint32_t)) continue;
    exchange->fields[words[type]] = uint64_t{::nla_get_u32(attribute)};
  }
  return NL_STOP;
}

/// The answer to CTRL_CMD_GETFAMILY: the family's number and the commands that it has.
int OnFamily(nl_msg* message, void* argument) {
  auto* exchange = static_cast<Exchange*>(argument);
  exchange->done = true;
  std::array<nlattr*, CTRL_ATTR_MAX + 1> attributes = {};
  if (::genlmsg_parse(::nlmsg_hdr(message), 0, attributes.data(), CTRL_ATTR_MAX, nullptr) < 0 ||
      attributes[CTRL_ATTR_FAMILY_ID] == nullptr || attributes[CTRL_ATTR_OPS] == nullptr) {
    return NL_STOP;
  }
  exchange->family = ::nla_get_u16(attributes[CTRL_ATTR_FAMILY_ID]);
  nlattr* operation = nullptr;
  int left = 0;
  nla_for_each_nested(operation, attributes[CTRL_ATTR_OPS], left) {
    const nlattr* id = ::nla_find(static_cast<const nlattr*>(::nla_data(operation)),
                                  ::nla_len(operation), CTRL_ATTR_OP_ID);
    if (id != nullptr) exchange->commands.insert(::nla_get_u32(id));
  }
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
  int family = 0;
  std::set<uint32_t> commands;

  /// Sends and waits for the answer, for as long as the driver takes.
  void Exchange(nl_msg* message, nl_recvmsg_msg_cb_t on_answer, netkeel::Exchange& exchange);
};

void EthtoolNetlink::Connection::Exchange(nl_msg* message, nl_recvmsg_msg_cb_t on_answer,
                                          netkeel::Exchange& exchange) {
  exchange.sys_errno = ENOMEM;
  const std::unique_ptr<nl_cb, FreeCallbacks> callbacks(::nl_cb_alloc(NL_CB_DEFAULT));
  if (!callbacks || message == nullptr) return;
  ::nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_answer, &exchange);
  ::nl_cb_set(callbacks.get(), NL_CB_ACK, NL_CB_CUSTOM, OnAck, &exchange);
  ::nl_cb_err(callbacks.get(), NL_CB_CUSTOM, OnError, &exchange);
  exchange.sys_errno = 0;
  int result = ::nl_send_auto(socket.get(), message);
  while (result >= 0 && !exchange.done) result = ::nl_recvmsgs(socket.get(), callbacks.get());
  if (!exchange.done) exchange.sys_errno = EIO;
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
  if (exchange.sys_errno != 0 || exchange.family == 0) return nullptr;
  connection->family = exchange.family;
  connection->commands = std::move(exchange.commands);
  connection_ = std::move(connection);
  return connection_.get();
}

bool EthtoolNetlink::Has(EthtoolTopic topic, EthtoolRequest request) {
  const Connection* connection = Connect();
  const Words& words = WordsOf(topic);
  return connection != nullptr &&
         connection->commands.contains(request == EthtoolRequest::kGet ? words.get : words.set);
}

Result<EthtoolFields> EthtoolNetlink::Get(const Device& device, EthtoolTopic topic) {
  Connection* connection = Connect();
  if (connection == nullptr) return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
  const Message request = NewRequest(connection->family, WordsOf(topic).get, 0);
  if (!request || !PutHeader(request.get(), device)) {
    return Fail(EthtoolError(device.name, topic, ENOMEM));
  }
  Exchange exchange;
  exchange.topic = topic;
  connection->Exchange(request.get(), OnFields, exchange);
  if (exchange.sys_errno == 0) return std::move(exchange.fields);
  return Fail(EthtoolError(device.name, topic, exchange.sys_errno, exchange.text));
}

Result<void> EthtoolNetlink::Set(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) {
  Connection* connection = Connect();
  if (connection == nullptr) return Fail(EthtoolError(device.name, topic, EOPNOTSUPP));
  const Message request = NewRequest(connection->family, WordsOf(topic).set, NLM_F_ACK);
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
  if (exchange.sys_errno == 0) return {};
  return Fail(EthtoolError(device.name, topic, exchange.sys_errno, exchange.text));
}

}  // namespace netkeel
