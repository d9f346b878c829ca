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

std::string LinkRequest(int ifindex, LinkStatistics statistics) {
  nlmsghdr header = {};
  header.nlmsg_type = RTM_GETLINK;
  header.nlmsg_flags = NLM_F_REQUEST;
  header.nlmsg_seq = kSequence;
  ifinfomsg link = {};
  link.ifi_index = ifindex;
  std::string body(reinterpret_cast<const char*>(&link), sizeof link);
  if (statistics == LinkStatistics::kSkip) {
    body += NetlinkAttributes().Put(IFLA_EXT_MASK, kSkipStatistics).bytes();
  }
  return NetlinkMessage(header, body);
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
  const auto answered = Exchange(*socket, LinkRequest(ifindex, statistics), reply);
  if (!answered) return Fail(answered.error());
  auto link = reply.parts().empty() ? std::nullopt : ParseLink(reply.parts().front());
  if (!link) return Fail(NetlinkRefusal(EPROTO, "no link in the answer"));
  return std::move(*link);
}

}  // namespace netkeel
