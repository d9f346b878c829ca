// SPDX-License-Identifier: Apache-2.0
#include "reconcile/signal_hold.h"

#include <array>
#include <ctime>
#include <utility>

namespace netkeel {
namespace {

constexpr std::array kSignals{std::pair{SIGINT, "SIGINT"}, std::pair{SIGTERM, "SIGTERM"},
                              std::pair{SIGHUP, "SIGHUP"}};

}  // namespace

SignalHold::SignalHold() {
  ::sigemptyset(&held_);
  for (const auto& [signal, name] : kSignals) ::sigaddset(&held_, signal);
  ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
}

SignalHold::SignalHold(int only) {
  ::sigemptyset(&held_);
  ::sigaddset(&held_, only);
  ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
}

SignalHold::~SignalHold() {
  const timespec at_once{};
  while (told_ && ::sigtimedwait(&held_, nullptr, &at_once) > 0) continue;
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::string SignalHold::Held() {
  sigset_t pending{};
  ::sigpending(&pending);
  for (const auto& [signal, name] : kSignals) {
    if (::sigismember(&held_, signal) != 1 || ::sigismember(&pending, signal) != 1) continue;
    told_ = true;
    return name;
  }
  return "";
}

}  // namespace netkeel
