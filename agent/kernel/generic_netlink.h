// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/netlink_message.h"

namespace netkeel {

/// A socket that the kernel's generic netlink answers, and nobody else.
Result<UniqueFd> OpenGenericNetlink();

/// Generic netlink as the running kernel has it: one socket, opened by the first request, for all
/// families, which go by their names. Errors are "<the kernel's words for errno>: <its extack
/// text>"; the caller says where. libnl writes and reads the messages. Its sockets are not used: up
/// to 3.12 they fold errnos into each other, take a dump that failed for one that ended, and drop
/// the kernel's words.
class GenericNetlink {
 public:
  using Open = std::function<Result<UniqueFd>()>;

  /// `open` gives a connected socket that keeps messages apart.
  explicit GenericNetlink(Open open = OpenGenericNetlink) : open_(std::move(open)) {}

  /// Whether the running kernel has the family, and this command of it. EOPNOTSUPP alone would not
  /// tell that from a driver without the operation. An error where it cannot be told just now.
  Result<bool> Has(const std::string& family, uint32_t command);

  /// The attributes of the one message that answers, for as long as the driver takes.
  Result<std::string> Get(const std::string& family, uint8_t command,
                          const NetlinkAttributes& attributes);

  /// Waits for the acknowledgement. What the kernel warns of though it did as asked; "" if nothing.
  Result<std::string> Set(const std::string& family, uint8_t command,
                          const NetlinkAttributes& attributes);

  /// The attributes of every message that answers. Asked again, a few times, where something
  /// changed while the kernel listed it; kBusy if that does not end.
  Result<std::vector<std::string>> Dump(const std::string& family, uint8_t command,
                                        const NetlinkAttributes& attributes);

 private:
  struct Request {
    uint16_t type = 0;
    uint8_t command = 0;
    NetlinkReply::Ends ends = NetlinkReply::Ends::kAtFirst;
    const NetlinkAttributes& attributes;
  };

  struct Family {
    uint16_t number = 0;
    std::set<uint32_t> commands;
  };

  /// Once there is a socket, it stays.
  Result<void> Connect();

  /// Asked for until there is an answer: one that the kernel has, or kUnsupported where it has not.
  /// Any other error may be over by the next request.
  Result<const Family*> FamilyOf(const std::string& name);
  Result<Family> AskForFamily(const std::string& name);

  /// The complete answer, which is not refused.
  Result<NetlinkReply> Ask(const Request& request);

  Open open_;
  UniqueFd socket_;
  std::map<std::string, Result<Family>> families_;  ///< known ones, and those known not to be there
  uint32_t sequence_ = 0;
};

}  // namespace netkeel
