// SPDX-License-Identifier: Apache-2.0
#include "kernel/generic_netlink.h"

#include <linux/genetlink.h>

#include <cerrno>
#include <utility>

#include "kernel/netlink_socket.h"

namespace netkeel {
namespace {

using Ends = NetlinkReply::Ends;

int FlagsOf(Ends ends) {
  if (ends == Ends::kAtFirst) return NLM_F_REQUEST;
  return NLM_F_REQUEST | (ends == Ends::kAtAck ? NLM_F_ACK : NLM_F_DUMP);
}

void AddCommands(std::string_view operations, std::set<uint32_t>& commands) {
  ForEachAttribute(operations, [&](int /*index*/, std::string_view operation) {
    ForEachAttribute(operation, [&](int type, std::string_view payload) {
      const auto command = NumberIn<uint32_t>(payload);
      if (type == CTRL_ATTR_OP_ID && command) commands.insert(*command);
    });
  });
}

}  // namespace

Result<UniqueFd> OpenGenericNetlink() { return OpenNetlink(NETLINK_GENERIC); }

Result<bool> GenericNetlink::Has(const std::string& family, uint32_t command) {
  const auto known = FamilyOf(family);
  if (known) return (*known)->commands.contains(command);
  if (known.error().code == ErrorCode::kUnsupported) return false;
  return Fail(known.error());
}

Result<std::string> GenericNetlink::Get(const std::string& family, uint8_t command,
                                        const NetlinkAttributes& attributes) {
  const auto known = FamilyOf(family);
  if (!known) return Fail(known.error());
  auto reply = Ask({(*known)->number, command, Ends::kAtFirst, attributes});
  if (!reply) return Fail(reply.error());
  if (reply->parts().empty()) return Fail(NetlinkRefusal(EPROTO, "no data in the answer"));
  return std::move(reply->parts().front());
}

Result<std::string> GenericNetlink::Set(const std::string& family, uint8_t command,
                                        const NetlinkAttributes& attributes) {
  const auto known = FamilyOf(family);
  if (!known) return Fail(known.error());
  const auto reply = Ask({(*known)->number, command, Ends::kAtAck, attributes});
  if (!reply) return Fail(reply.error());
  return reply->text();
}

Result<std::vector<std::string>> GenericNetlink::Dump(const std::string& family, uint8_t command,
                                                      const NetlinkAttributes& attributes) {
  constexpr int kTries = 8;
  const auto known = FamilyOf(family);
  if (!known) return Fail(known.error());
  for (int tries = 0; tries < kTries; ++tries) {
    auto reply = Ask({(*known)->number, command, Ends::kAtDone, attributes});
    if (!reply) return Fail(reply.error());
    if (!reply->interrupted()) return std::move(reply->parts());
  }
  return Fail(NetlinkRefusal(EAGAIN, "the list changed each time that it was read"));
}

Result<void> GenericNetlink::Connect() {
  if (socket_) return {};
  auto socket = open_();
  if (!socket) return Fail(socket.error());
  socket_ = std::move(*socket);
  return {};
}

Result<const GenericNetlink::Family*> GenericNetlink::FamilyOf(const std::string& name) {
  auto known = families_.find(name);
  if (known == families_.end()) {
    auto asked = AskForFamily(name);
    const bool lasts = asked || asked.error().code == ErrorCode::kUnsupported;
    if (!lasts) return Fail(asked.error());
    known = families_.emplace(name, std::move(asked)).first;
  }
  if (!known->second) return Fail(known->second.error());
  return &*known->second;
}

Result<GenericNetlink::Family> GenericNetlink::AskForFamily(const std::string& name) {
  if (const auto connected = Connect(); !connected) return Fail(connected.error());
  const NetlinkAttributes wanted = NetlinkAttributes().Put(CTRL_ATTR_FAMILY_NAME, name);
  auto reply = Ask({GENL_ID_CTRL, CTRL_CMD_GETFAMILY, Ends::kAtFirst, wanted});
  if (!reply && reply.error().sys_errno == ENOENT) return Fail(NetlinkRefusal(EOPNOTSUPP, ""));
  if (!reply) return Fail(reply.error());
  Family family;
  for (const std::string& part : reply->parts()) {
    ForEachAttribute(part, [&](int type, std::string_view payload) {
      if (type == CTRL_ATTR_FAMILY_ID) family.number = NumberIn<uint16_t>(payload).value_or(0);
      if (type == CTRL_ATTR_OPS) AddCommands(payload, family.commands);
    });
  }
  if (family.number < NLMSG_MIN_TYPE)
    return Fail(NetlinkRefusal(EPROTO, "the family has no number"));
  return family;
}

Result<NetlinkReply> GenericNetlink::Ask(const Request& request) {
  nlmsghdr header = {};
  header.nlmsg_type = request.type;
  header.nlmsg_flags = static_cast<uint16_t>(FlagsOf(request.ends));
  header.nlmsg_seq = ++sequence_;
  NetlinkReply reply(sequence_, request.type, request.ends, GENL_HDRLEN);
  const auto answered =
      Exchange(socket_, NetlinkRequest(header, request.command, request.attributes), reply);
  if (!answered) return Fail(answered.error());
  return reply;
}

}  // namespace netkeel
