// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "base/unique_fd.h"

namespace netkeel {

/// That interfaces or their queues came, went or changed: rtnetlink's link messages and the
/// kernel's uevents. Only a hint to look again: a burst is one, and what was lost does not matter.
class ChangeHints {
 public:
  ChangeHints();

  /// Readable when there is a hint; -1 where the kernel has no such socket.
  const std::array<UniqueFd, 2>& sockets() const { return sockets_; }

  /// Whether there was one since; empties the sockets.
  bool Take();

 private:
  std::array<UniqueFd, 2> sockets_;
};

}  // namespace netkeel
