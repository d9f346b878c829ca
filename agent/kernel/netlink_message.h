// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace netkeel {

/// A row of attributes to ask with. No payload comes near 64 KiB, the most that one can be.
class NetlinkAttributes {
 public:
  NetlinkAttributes& Put(int type, uint32_t number);
  NetlinkAttributes& Put(int type, const std::string& text);
  NetlinkAttributes& Put(int type, const NetlinkAttributes& nest);
  /// The payload as it is; "" for a flag, which is there or not.
  NetlinkAttributes& PutBytes(int type, std::string_view payload);
  /// All of another row behind this one's.
  NetlinkAttributes& Append(const NetlinkAttributes& row);

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Calls `use(type, payload)` with each whole attribute of a row of them; what is behind one that
/// is cut short, or lies about its length, is not there.
void ForEachAttribute(std::string_view attributes,
                      const std::function<void(int, std::string_view)>& use);

/// A number of exactly its size.
template <typename Number>
std::optional<Number> NumberIn(std::string_view payload) {
  static_assert(std::is_unsigned_v<Number>);
  if (payload.size() != sizeof(Number)) return std::nullopt;
  Number number = 0;
  std::memcpy(&number, payload.data(), sizeof number);
  return number;
}

/// A message of which `body` is all behind the header, whose length is set.
std::string NetlinkMessage(nlmsghdr header, std::string_view body);

/// The message of one generic netlink request.
std::string NetlinkRequest(const nlmsghdr& header, uint8_t command,
                           const NetlinkAttributes& attributes);

/// The answer to one request, put together from what a socket receives. Nothing is believed of it:
/// what has another sequence number is another request's, what cannot be is EPROTO.
class NetlinkReply {
 public:
  /// What completes it, if no refusal does.
  enum class Ends { kAtFirst, kAtAck, kAtDone };

  /// `type` is that of the messages that carry data: the family's number. `skipped` is the size of
  /// the fixed part before what `parts` keeps of each.
  NetlinkReply(uint32_t sequence, uint16_t type, Ends ends, size_t skipped)
      : sequence_(sequence), type_(type), ends_(ends), skipped_(skipped) {}

  /// Takes one datagram, which may hold several messages.
  void Take(std::string_view datagram);

  bool complete() const { return complete_; }
  /// A dump in which something changed under way: entries may be missing, or there twice.
  bool interrupted() const { return interrupted_; }
  /// The errno that refuses it, 0 if none.
  int sys_errno() const { return sys_errno_; }
  /// The kernel's own words: why it refuses, or what it warns of.
  const std::string& text() const { return text_; }
  /// Each message of data: of generic netlink its attributes.
  std::vector<std::string>& parts() { return parts_; }

 private:
  void TakeMessage(const nlmsghdr& header, std::string_view body);
  void TakeError(const nlmsghdr& header, std::string_view body);
  void TakeDone(const nlmsghdr& header, std::string_view body);
  void TakeData(std::string_view body);
  /// Ends it with `error`, zero or a negative errno.
  void End(int error);

  uint32_t sequence_;
  uint16_t type_;
  Ends ends_;
  size_t skipped_;
  bool complete_ = false;
  bool interrupted_ = false;
  int sys_errno_ = 0;
  std::string text_;
  std::vector<std::string> parts_;
  size_t size_ = 0;
};

}  // namespace netkeel
