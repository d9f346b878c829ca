// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <cstdint>
#include <string>

namespace netkeel::wire {

/// Netlink messages as a kernel sends them, and as none would.
template <typename Struct>
std::string Bytes(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

inline std::string Number(uint32_t number) { return Bytes(number); }

inline std::string Padded(std::string text) {
  text.resize((text.size() + 3) / 4 * 4);
  return text;
}

inline std::string Attribute(uint16_t type, const std::string& payload) {
  const nlattr head = {static_cast<uint16_t>(sizeof(nlattr) + payload.size()), type};
  return Padded(Bytes(head) + payload);
}

struct Head {
  uint16_t type = 0;
  uint32_t sequence = 0;
  uint16_t flags = 0;
};

inline std::string Message(const Head& head, const std::string& body) {
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<uint32_t>(sizeof header + body.size());
  header.nlmsg_type = head.type;
  header.nlmsg_seq = head.sequence;
  header.nlmsg_flags = head.flags;
  return Padded(Bytes(header) + body);
}

/// A message of data.
inline std::string Data(const Head& head, const std::string& attributes) {
  return Message(head, Bytes(genlmsghdr{}) + attributes);
}

/// The body of an NLMSG_ERROR; `echoed` is the length of the request that it speaks of.
inline std::string ErrorBody(int error, uint32_t echoed = 0) {
  nlmsgerr body = {};
  body.error = error;
  body.msg.nlmsg_len = echoed;
  return Bytes(body);
}

inline std::string Words(const std::string& text) {
  return Attribute(NLMSGERR_ATTR_MSG, text + '\0');
}

/// An NLMSG_ERROR with words; of error 0 an acknowledgement that warns.
inline std::string Error(uint32_t sequence, int error, const std::string& text = "") {
  if (text.empty()) return Message({NLMSG_ERROR, sequence}, ErrorBody(error));
  return Message({NLMSG_ERROR, sequence, NLM_F_ACK_TLVS | NLM_F_CAPPED},
                 ErrorBody(error) + Words(text));
}

/// The end of a dump.
inline std::string Done(uint32_t sequence, int error, uint16_t flags = 0) {
  return Message({NLMSG_DONE, sequence, flags}, Bytes(error));
}

}  // namespace netkeel::wire
