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
  ::sigaddset(&held_, SIGTSTP);
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

bool SignalHold::HasCome(int signal) {
  sigset_t pending{};
  ::sigpending(&pending);
  const bool come = ::sigismember(&held_, signal) == 1 && ::sigismember(&pending, signal) == 1;
  told_ = told_ || come;
  return come;
}

std::string SignalHold::Held() {
  for (const auto& [signal, name] : kSignals) {
    if (HasCome(signal)) return name;
  }
  return "";
}

std::string SignalHold::HeldOrStop() {
  std::string signal = Held();
  return signal.empty() && HasCome(SIGTSTP) ? "SIGTSTP" : signal;
}

}  // namespace netkeel
