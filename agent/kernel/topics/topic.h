// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kernel/kernel.h"
#include "kernel/topics/attribute.h"

namespace netkeel {

class EthtoolCall;
struct KernelTree;

/// A member without which a row does not compile.
template <typename T>
class Required {
 public:
  constexpr Required(T value) : value_(value) {}
  Required(std::nullptr_t) = delete;

  constexpr T get() const { return value_; }

 private:
  T value_;
};

/// A set request to a recorded kernel.
struct RecordedRequest {
  const EthtoolRow& row;
  const std::string& driver;
  const EthtoolFields& current;
  const EthtoolFields& written;
  const KernelTree* tree = nullptr;  ///< what else the host has; null: nothing
  std::string_view interface = {};
};

/// One that was refused, with the text that Linux gives with it.
struct RecordedRefusal {
  int sys_errno = 0;
  std::string text;
};

/// The fields after a request, as core and driver take it.
using EthtoolAccepted = tl::expected<EthtoolFields, RecordedRefusal>;
using AcceptRule = EthtoolAccepted (*)(const RecordedRequest& request);

/// What else is new in a recorded kernel after a change of `interface`.
using FollowUp = void (*)(KernelTree& tree, const std::string& interface,
                          const std::string& driver);

/// By SIOCETHTOOL, for kernels before 5.7 and for what netlink does not have; null where there is
/// no such ioctl. A set reads, changes only `fields`, and writes.
struct IoctlAdapter {
  Result<EthtoolFields> (*get)(EthtoolCall& call) = nullptr;
  Result<void> (*set)(EthtoolCall& call, const EthtoolFields& fields) = nullptr;
};

/// What a capture takes along.
enum class Travels {
  kAll,   ///< all fields that are no secret
  kNone,  ///< that it was asked, and nothing of the answer
};

/// All that netkeel knows of one topic: messages, ioctl, captured trees and the recorded kernel
/// work from its row.
struct EthtoolRow {
  const char* word = "";  ///< "rings": in messages, and the file's name in a captured tree
  uint8_t get = 0;        ///< ETHTOOL_MSG_*_GET of linux/ethtool_netlink.h, which older systems do
                          ///< not have; 0: not in netlink
  uint8_t set = 0;        ///< ETHTOOL_MSG_*_SET
  bool get_came_with_set = false;  ///< a kernel without `set` leaves this out of what `get` answers
  bool statistics = false;         ///< a get asks for what is counted, too (ETHTOOL_FLAG_STATS)
  AttributeRows attributes = {};
  AttributeKind unnamed = AttributeKind::kU32;  ///< of a captured word that no row has
  const char* above_maximum = "";  ///< what the core says where a number is above its maximum
  IoctlAdapter ioctl = {};
  Required<AcceptRule> accept;
  FollowUp follow = nullptr;  ///< null: nothing
  Required<Travels> travels;
};

const EthtoolRow& RowOf(EthtoolTopic topic);

/// A list that a family of generic netlink dumps for one interface, or one of the whole host that
/// is had otherwise.
struct QueryRow {
  const char* word = "";    ///< "queues": in messages, and the file's name in a captured tree
  const char* family = "";  ///< "netdev"; "" where `ask` is
  uint8_t command = 0;
  uint16_t interface = 0;  ///< the attribute that holds the interface's index
  bool in_header = false;  ///< that one is a nest, ethtool's header
  uint16_t scope = 0;      ///< the attribute that asks for each queue by a 1; 0: there is none
  AttributeRows attributes = {};
  Result<std::vector<Fields>> (*ask)() = nullptr;  ///< of the host; the error says what, not where
};

const QueryRow& RowOf(QueryTopic topic);

}  // namespace netkeel
