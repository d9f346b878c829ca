// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_message.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <type_traits>

namespace netkeel {
namespace {

/// The header at the start of `message`; what it says of the length is cut to what is there.
nlmsghdr HeaderOf(std::string_view message) {
  nlmsghdr header = {};
  if (message.size() < NLMSG_HDRLEN) return header;
  std::memcpy(&header, message.data(), sizeof header);
  header.nlmsg_len = static_cast<uint32_t>(std::min<size_t>(header.nlmsg_len, message.size()));
  return header;
}

/// From `offset` on, as far as the header says; empty where that is nothing.
std::string_view BodyOf(std::string_view message, size_t offset) {
  const size_t length = HeaderOf(message).nlmsg_len;
  return offset < length ? message.substr(offset, length - offset) : std::string_view();
}

/// Calls `use` with each whole attribute of a row of them.
template <typename Use>
void ForEach(std::string_view attributes, const Use& use) {
  const auto* attribute = reinterpret_cast<const nlattr*>(attributes.data());
  auto left =
      static_cast<int>(std::min<size_t>(attributes.size(), std::numeric_limits<uint16_t>::max()));
  for (; ::nla_ok(attribute, left); attribute = ::nla_next(attribute, &left)) {
    use(::nla_type(attribute), std::string_view(static_cast<const char*>(::nla_data(attribute)),
                                                static_cast<size_t>(::nla_len(attribute))));
  }
}

/// A number of exactly its size.
template <typename Number>
std::optional<Number> NumberIn(std::string_view payload) {
  static_assert(std::is_unsigned_v<Number>);
  if (payload.size() != sizeof(Number)) return std::nullopt;
  Number number = 0;
  std::memcpy(&number, payload.data(), sizeof number);
  return number;
}

void AddCommand(std::string_view operation, std::set<uint32_t>& commands) {
  ForEach(operation, [&](int type, std::string_view payload) {
    const auto id = NumberIn<uint32_t>(payload);
    if (type == CTRL_ATTR_OP_ID && id) commands.insert(*id);
  });
}

constexpr size_t kGenericHeader = NLMSG_HDRLEN + GENL_HDRLEN;

}  // namespace

const EthtoolWords& WordsOf(EthtoolTopic topic) {
  static constexpr EthtoolWords kNone = {};
  static constexpr EthtoolWords kRings = {
      15,
      16,
      {nullptr, nullptr, "rx-max", "rx-mini-max", "rx-jumbo-max", "tx-max", "rx", "rx-mini",
       "rx-jumbo", "tx"}};
  static constexpr EthtoolWords kChannels = {17,
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

EthtoolRefusal ReadEthtoolRefusal(std::string_view message) {
  nlmsgerr error = {};
  const std::string_view body = BodyOf(message, NLMSG_HDRLEN);
  if (body.size() < sizeof error) return {EPROTO, ""};
  std::memcpy(&error, body.data(), sizeof error);
  // libnl's own codes fold several of these into one. An errno is 4095 at the most.
  EthtoolRefusal refusal{error.error <= 0 && error.error > -4096 ? -error.error : EPROTO, ""};
  const int flags = HeaderOf(message).nlmsg_flags;
  if ((flags & NLM_F_ACK_TLVS) == 0) return refusal;
  // Behind the error, and behind the request where that is echoed (af_netlink.c: netlink_ack).
  size_t offset = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof error);
  if ((flags & NLM_F_CAPPED) == 0) {
    offset += NLMSG_ALIGN(std::max<size_t>(error.msg.nlmsg_len, NLMSG_HDRLEN) - NLMSG_HDRLEN);
  }
  ForEach(BodyOf(message, offset), [&](int type, std::string_view payload) {
    if (type == NLMSGERR_ATTR_MSG) refusal.text = payload.substr(0, payload.find('\0'));
  });
  return refusal;
}

EthtoolFields ReadEthtoolFields(std::string_view message, EthtoolTopic topic) {
  EthtoolFields fields;
  const auto& words = WordsOf(topic).words;
  ForEach(BodyOf(message, kGenericHeader), [&](int type, std::string_view payload) {
    const auto index = static_cast<size_t>(type);
    const auto number = NumberIn<uint32_t>(payload);
    if (index < words.size() && words[index] != nullptr && number) {
      fields[words[index]] = uint64_t{*number};
    }
  });
  return fields;
}

EthtoolFamily ReadEthtoolFamily(std::string_view message) {
  EthtoolFamily family;
  ForEach(BodyOf(message, kGenericHeader), [&](int type, std::string_view payload) {
    if (type == CTRL_ATTR_FAMILY_ID) family.number = NumberIn<uint16_t>(payload).value_or(0);
    if (type != CTRL_ATTR_OPS) return;
    ForEach(payload, [&](int /*index*/, std::string_view operation) {
      AddCommand(operation, family.commands);
    });
  });
  return family;
}

}  // namespace netkeel
