// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/netlink_message.h"

namespace netkeel {

/// A socket that the kernel answers by `protocol` (NETLINK_ROUTE, ...), and nobody else.
Result<UniqueFd> OpenNetlink(int protocol);

/// Sends a request and takes what comes until `reply` is complete. The error is why it was refused,
/// by NetlinkRefusal.
Result<void> Exchange(const UniqueFd& socket, const std::string& request, NetlinkReply& reply);

/// "<the kernel's words for errno>: <its extack text>"; the caller says where.
Error NetlinkRefusal(int sys_errno, const std::string& text);

}  // namespace netkeel
