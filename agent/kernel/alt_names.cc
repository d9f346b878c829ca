// SPDX-License-Identifier: Apache-2.0
#include "kernel/alt_names.h"

#include <algorithm>

#include "kernel/link_netlink.h"
#include "kernel/netlink_message.h"

namespace netkeel {
namespace {

// Numbers of linux/if_link.h, which systems older than Linux 5.5 do not have.
constexpr int kPropertyList = 52;
constexpr int kAltIfName = 53;

bool CanBeSaid(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != 0x7F && c != '/' && c != ':';
  });
}

}  // namespace

std::vector<std::string> ReadAltNames(std::string_view attributes) {
  std::vector<std::string> names;
  ForEachAttribute(attributes, [&](int list, std::string_view properties) {
    if (list != kPropertyList) return;
    ForEachAttribute(properties, [&](int type, std::string_view payload) {
      std::string name(payload.substr(0, payload.find('\0')));
      if (type == kAltIfName && CanBeSaid(name)) names.push_back(std::move(name));
    });
  });
  return names;
}

std::vector<std::string> AltNames(int ifindex) {
  const auto link = AskForLink(ifindex, LinkStatistics::kSkip);
  return link ? ReadAltNames(link->attributes) : std::vector<std::string>();
}

}  // namespace netkeel
