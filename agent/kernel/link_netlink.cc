// SPDX-License-Identifier: Apache-2.0
#include "kernel/link_netlink.h"

#include <linux/rtnetlink.h>

#include <cerrno>
#include <cstring>

#include "kernel/netlink_socket.h"

namespace netkeel {
namespace {

constexpr uint32_t kSkipStatistics = 1U << 3;  // RTEXT_FILTER_SKIP_STATS, Linux 4.8
constexpr uint32_t kSequence = 1;

std::string LinkRequest(int ifindex, uint16_t type, uint16_t flags,
                        const NetlinkAttributes& attributes) {
  nlmsghdr header = {};
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
  header.nlmsg_seq = kSequence;
  ifinfomsg link = {};
  link.ifi_index = ifindex;
  return NetlinkMessage(
      header, std::string(reinterpret_cast<const char*>(&link), sizeof link) + attributes.bytes());
}

}  // namespace

std::optional<LinkMessage> ParseLink(std::string_view body) {
  ifinfomsg link = {};
  if (body.size() < sizeof link) return std::nullopt;
  std::memcpy(&link, body.data(), sizeof link);
  return LinkMessage{link.ifi_flags, std::string(body.substr(sizeof link))};
}

Result<LinkMessage> AskForLink(int ifindex, LinkStatistics statistics) {
  const auto socket = OpenNetlink(NETLINK_ROUTE);
  if (!socket) return Fail(socket.error());
  NetlinkReply reply(kSequence, RTM_NEWLINK, NetlinkReply::Ends::kAtFirst, /*skipped=*/0);
  NetlinkAttributes attributes;
  if (statistics == LinkStatistics::kSkip) attributes.Put(IFLA_EXT_MASK, kSkipStatistics);
  const auto answered = Exchange(*socket, LinkRequest(ifindex, RTM_GETLINK, 0, attributes), reply);
  if (!answered) return Fail(answered.error());
  auto link = reply.parts().empty() ? std::nullopt : ParseLink(reply.parts().front());
  if (!link) return Fail(NetlinkRefusal(EPROTO, "no link in the answer"));
  return std::move(*link);
}

Result<void> SetLink(int ifindex, const NetlinkAttributes& attributes) {
  const auto socket = OpenNetlink(NETLINK_ROUTE);
  if (!socket) return Fail(socket.error());
  NetlinkReply reply(kSequence, RTM_NEWLINK, NetlinkReply::Ends::kAtAck, /*skipped=*/0);
  return Exchange(*socket, LinkRequest(ifindex, RTM_SETLINK, NLM_F_ACK, attributes), reply);
}

}  // namespace netkeel
