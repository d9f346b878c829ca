// SPDX-License-Identifier: Apache-2.0
#include "kernel/netlink_message.h"

#include <linux/genetlink.h>

#include <algorithm>
#include <cerrno>

namespace netkeel {
namespace {

template <typename Struct>
std::string_view BytesOf(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
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
  return Add(type, BytesOf(number));
}

NetlinkAttributes& NetlinkAttributes::Put(int type, const std::string& text) {
  return Add(type, {text.c_str(), text.size() + 1});
}

NetlinkAttributes& NetlinkAttributes::Put(int type, const NetlinkAttributes& nest) {
  return Add(type | NLA_F_NESTED, nest.bytes());
}

NetlinkAttributes& NetlinkAttributes::Add(int type, std::string_view payload) {
  const nlattr head = {static_cast<uint16_t>(NLA_HDRLEN + payload.size()),
                       static_cast<uint16_t>(type)};
  bytes_ += BytesOf(head);
  bytes_ += payload;
  bytes_.resize(NLA_ALIGN(bytes_.size()));
  return *this;
}

std::string NetlinkRequest(const nlmsghdr& header, uint8_t command,
                           const NetlinkAttributes& attributes) {
  const genlmsghdr generic = {command, /*version=*/1, 0};
  nlmsghdr whole = header;
  whole.nlmsg_len = static_cast<uint32_t>(NLMSG_HDRLEN + GENL_HDRLEN + attributes.bytes().size());
  std::string message(BytesOf(whole));
  message += BytesOf(generic);
  return message + attributes.bytes();
}

void NetlinkReply::Take(std::string_view datagram) {
  nlmsghdr header = {};
  while (!complete_ && !datagram.empty()) {
    if (datagram.size() < sizeof header) return End(-EPROTO);
    std::memcpy(&header, datagram.data(), sizeof header);
    const size_t length = header.nlmsg_len;
    if (length < sizeof header || length > datagram.size()) return End(-EPROTO);
    if (header.nlmsg_seq == sequence_) {
      TakeMessage(header, datagram.substr(sizeof header, length - sizeof header));
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
  if (body.size() < GENL_HDRLEN || size_ > kLargest) return End(-EPROTO);
  parts_.emplace_back(body.substr(GENL_HDRLEN));
  if (ends_ == Ends::kAtFirst) End(0);
}

void NetlinkReply::End(int error) {
  complete_ = true;
  // An errno is 4095 at the most.
  sys_errno_ = error <= 0 && error > -4096 ? -error : EPROTO;
}

}  // namespace netkeel
