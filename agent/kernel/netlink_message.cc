// SPDX-License-Identifier: Apache-2.0
#include "kernel/netlink_message.h"

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace netkeel {
namespace {

struct FreeMessage {
  void operator()(nl_msg* message) const { ::nlmsg_free(message); }
};
using Message = std::unique_ptr<nl_msg, FreeMessage>;

/// With room for `size` bytes behind its header.
Message NewMessage(size_t size) { return Message(::nlmsg_alloc_size(NLMSG_HDRLEN + size)); }

std::string_view PayloadOf(const Message& message) {
  const nlmsghdr* const header = ::nlmsg_hdr(message.get());
  return {static_cast<const char*>(::nlmsg_data(header)),
          static_cast<size_t>(::nlmsg_datalen(header))};
}

std::string_view From(std::string_view bytes, size_t offset) {
  return offset < bytes.size() ? bytes.substr(offset) : std::string_view();
}

/// An int at the start; nothing where there is not enough.
std::optional<int> FirstInt(std::string_view bytes) {
  int number = 0;
  if (bytes.size() < sizeof number) return std::nullopt;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

/// The kernel's words among the attributes behind an error.
std::string TextIn(std::string_view attributes) {
  std::string text;
  ForEachAttribute(attributes, [&](int type, std::string_view payload) {
    if (type == NLMSGERR_ATTR_MSG) text = payload.substr(0, payload.find('\0'));
  });
  return text;
}

}  // namespace

NetlinkAttributes& NetlinkAttributes::Put(int type, uint32_t number) {
  return PutBytes(type, {reinterpret_cast<const char*>(&number), sizeof number});
}

NetlinkAttributes& NetlinkAttributes::Put(int type, const std::string& text) {
  return PutBytes(type, {text.c_str(), text.size() + 1});
}

NetlinkAttributes& NetlinkAttributes::Put(int type, const NetlinkAttributes& nest) {
  // Not by nla_nest_start(): libnl before 3.5 leaves out the flag, on which the kernel insists.
  return PutBytes(type | NLA_F_NESTED, nest.bytes());
}

NetlinkAttributes& NetlinkAttributes::PutBytes(int type, std::string_view payload) {
  const auto size = static_cast<int>(payload.size());
  const Message message = NewMessage(static_cast<size_t>(::nla_total_size(size)));
  if (message && ::nla_put(message.get(), type, size, payload.data()) == 0) {
    bytes_ += PayloadOf(message);
  }
  return *this;
}

NetlinkAttributes& NetlinkAttributes::Append(const NetlinkAttributes& row) {
  bytes_ += row.bytes_;
  return *this;
}

void ForEachAttribute(std::string_view attributes,
                      const std::function<void(int, std::string_view)>& use) {
  const auto* attribute = reinterpret_cast<const nlattr*>(attributes.data());
  auto left = static_cast<int>(attributes.size());
  while (::nla_ok(attribute, left) != 0) {
    use(::nla_type(attribute), {static_cast<const char*>(::nla_data(attribute)),
                                static_cast<size_t>(::nla_len(attribute))});
    attribute = ::nla_next(attribute, &left);
  }
}

std::string NetlinkMessage(nlmsghdr header, std::string_view body) {
  header.nlmsg_len = static_cast<uint32_t>(NLMSG_HDRLEN + body.size());
  std::string message(NLMSG_HDRLEN, '\0');
  std::memcpy(message.data(), &header, sizeof header);
  return message.append(body);
}

std::string NetlinkRequest(const nlmsghdr& header, uint8_t command,
                           const NetlinkAttributes& attributes) {
  std::string row = attributes.bytes();
  const Message message = NewMessage(GENL_HDRLEN + row.size());
  if (!message || ::genlmsg_put(message.get(), header.nlmsg_pid, header.nlmsg_seq,
                                header.nlmsg_type, 0, header.nlmsg_flags, command,
                                /*version=*/1) == nullptr) {
    return "";
  }
  if (::nlmsg_append(message.get(), row.data(), row.size(), NLMSG_ALIGNTO) != 0) return "";
  const nlmsghdr* const whole = ::nlmsg_hdr(message.get());
  return {reinterpret_cast<const char*>(whole), whole->nlmsg_len};
}

void NetlinkReply::Take(std::string_view datagram) {
  while (!complete_ && !datagram.empty()) {
    const auto* const header = reinterpret_cast<const nlmsghdr*>(datagram.data());
    if (::nlmsg_ok(header, static_cast<int>(datagram.size())) == 0) return End(-EPROTO);
    const size_t length = header->nlmsg_len;
    if (header->nlmsg_seq == sequence_) {
      TakeMessage(*header, datagram.substr(NLMSG_HDRLEN, length - NLMSG_HDRLEN));
    }
    datagram.remove_prefix(std::min<size_t>(NLMSG_ALIGN(length), datagram.size()));
  }
}

void NetlinkReply::TakeMessage(const nlmsghdr& header, std::string_view body) {
  interrupted_ = interrupted_ || (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
  if (header.nlmsg_type == NLMSG_ERROR) {
    TakeError(header, body);
  } else if (header.nlmsg_type == NLMSG_DONE) {
    TakeDone(header, body);
  } else if (header.nlmsg_type == type_) {
    TakeData(body);
  } else if (header.nlmsg_type != NLMSG_NOOP) {
    End(header.nlmsg_type == NLMSG_OVERRUN ? -ENOBUFS : -EPROTO);
  }
}

void NetlinkReply::TakeError(const nlmsghdr& header, std::string_view body) {
  nlmsgerr error = {};
  if (body.size() < sizeof error) return End(-EPROTO);
  std::memcpy(&error, body.data(), sizeof error);
  if ((header.nlmsg_flags & NLM_F_ACK_TLVS) != 0) {
    // Behind the error, and behind the request where that is echoed (af_netlink.c: netlink_ack).
    size_t offset = sizeof error;
    if ((header.nlmsg_flags & NLM_F_CAPPED) == 0) {
      offset += NLMSG_ALIGN(std::max<size_t>(error.msg.nlmsg_len, NLMSG_HDRLEN) - NLMSG_HDRLEN);
    }
    text_ = TextIn(From(body, offset));
  }
  // A dump ends otherwise: one that is only acknowledged has given nothing.
  End(error.error == 0 && ends_ == Ends::kAtDone ? -EPROTO : error.error);
}

void NetlinkReply::TakeDone(const nlmsghdr& header, std::string_view body) {
  // What made a dump stop is in here, and nowhere else (af_netlink.c: netlink_dump_done).
  const auto error = FirstInt(body);
  if ((header.nlmsg_flags & NLM_F_ACK_TLVS) != 0) text_ = TextIn(From(body, sizeof(int)));
  End(error.value_or(-EPROTO));
}

void NetlinkReply::TakeData(std::string_view body) {
  // No dump that netkeel asks for comes near.
  constexpr size_t kLargest = 64U << 20;
  size_ += body.size();
  if (body.size() < skipped_ || size_ > kLargest) return End(-EPROTO);
  parts_.emplace_back(body.substr(skipped_));
  if (ends_ == Ends::kAtFirst) End(0);
}

void NetlinkReply::End(int error) {
  complete_ = true;
  // An errno is 4095 at the most.
  sys_errno_ = error <= 0 && error > -4096 ? -error : EPROTO;
}

}  // namespace netkeel
