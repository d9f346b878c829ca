// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/unique_fd.h"

namespace netkeel {

/// systemd, where it has started us and wants to hear of it: sd_notify(3) without its library.
class ServiceManager {
 public:
  /// Of $NOTIFY_SOCKET and $WATCHDOG_USEC.
  ServiceManager();

  /// "READY=1", "STATUS=...", lines of them. Where nobody listens, nothing.
  void Say(const std::string& text) const;

  /// It ends us where it does not hear WATCHDOG=1 in this time.
  std::optional<std::chrono::milliseconds> watchdog() const { return watchdog_; }

 private:
  std::string path_;
  UniqueFd socket_;
  std::optional<std::chrono::milliseconds> watchdog_;
};

}  // namespace netkeel
