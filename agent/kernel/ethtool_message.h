// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "kernel/kernel.h"

namespace netkeel {

/// A topic's commands and attributes in linux/ethtool_netlink.h, which older systems do not have.
struct EthtoolWords {
  uint8_t get = 0;
  uint8_t set = 0;
  std::array<const char*, 10> words = {};  ///< by attribute number, null where it is none of ours
};

const EthtoolWords& WordsOf(EthtoolTopic topic);
std::optional<int> AttributeOf(EthtoolTopic topic, std::string_view word);

/// An NLMSG_ERROR: the kernel's errno, and its extack text where it sent one.
struct EthtoolRefusal {
  int sys_errno = 0;
  std::string text;
};

/// The ethtool family: its number, 0 for none, and the commands that the running kernel has.
struct EthtoolFamily {
  int number = 0;
  std::set<uint32_t> commands;
};

// Each takes a netlink message from its header on, aligned to 4 bytes. Nothing is believed of it:
// what is cut short or of another length than it ought to be is not there.

/// EPROTO where the message is too short to hold an error.
EthtoolRefusal ReadEthtoolRefusal(std::string_view message);

/// What a get was answered.
EthtoolFields ReadEthtoolFields(std::string_view message, EthtoolTopic topic);

/// What CTRL_CMD_GETFAMILY was answered.
EthtoolFamily ReadEthtoolFamily(std::string_view message);

}  // namespace netkeel
