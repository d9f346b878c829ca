// SPDX-License-Identifier: Apache-2.0
#include "kernel/alt_names.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/unique_fd.h"
#include "kernel/netlink_message.h"

namespace netkeel {
namespace {

// Numbers of linux/if_link.h, which systems older than Linux 5.5 do not have.
constexpr int kExtMask = 29;
constexpr int kPropertyList = 52;
constexpr int kAltIfName = 53;
constexpr uint32_t kSkipStatistics = 1U << 3;

constexpr size_t kHeaderSize = NLMSG_LENGTH(sizeof(ifinfomsg));

bool CanBeSaid(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != 0x7F && c != '/' && c != ':';
  });
}

std::string LinkRequest(int ifindex) {
  const std::string mask = NetlinkAttributes().Put(kExtMask, kSkipStatistics).bytes();
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<uint32_t>(kHeaderSize + mask.size());
  header.nlmsg_type = RTM_GETLINK;
  header.nlmsg_flags = NLM_F_REQUEST;
  ifinfomsg link = {};
  link.ifi_index = ifindex;
  std::string message(kHeaderSize, '\0');
  std::memcpy(message.data(), &header, sizeof header);
  std::memcpy(message.data() + NLMSG_HDRLEN, &link, sizeof link);
  return message + mask;
}

}  // namespace

std::vector<std::string> ReadAltNames(std::string_view message) {
  std::vector<std::string> names;
  nlmsghdr header = {};
  if (message.size() < kHeaderSize) return names;
  std::memcpy(&header, message.data(), sizeof header);
  if (header.nlmsg_type != RTM_NEWLINK || header.nlmsg_len > message.size()) return names;
  message = message.substr(0, header.nlmsg_len);
  if (message.size() < kHeaderSize) return names;
  ForEachAttribute(message.substr(kHeaderSize), [&](int list, std::string_view properties) {
    if (list != kPropertyList) return;
    ForEachAttribute(properties, [&](int type, std::string_view payload) {
      std::string name(payload.substr(0, payload.find('\0')));
      if (type == kAltIfName && CanBeSaid(name)) names.push_back(std::move(name));
    });
  });
  return names;
}

std::vector<std::string> AltNames(int ifindex) {
  const UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  // A socket that is connected to the kernel receives from nobody else.
  sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  const auto* const address = reinterpret_cast<const sockaddr*>(&kernel);
  if (!socket || ::connect(socket.get(), address, sizeof kernel) != 0) return {};
  const std::string request = LinkRequest(ifindex);
  if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return {};
  // Without statistics and virtual functions a link is far smaller; what is not is cut short.
  alignas(NLMSG_ALIGNTO) std::array<char, 65536> answer;
  const ssize_t size = ::recv(socket.get(), answer.data(), answer.size(), 0);
  if (size <= 0) return {};
  return ReadAltNames({answer.data(), static_cast<size_t>(size)});
}

}  // namespace netkeel
