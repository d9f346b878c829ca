// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <string>

namespace netkeel {

/// Holds back SIGINT, SIGTERM, SIGHUP and SIGTSTP, or one of them, while it lives: they would end,
/// or stop, a run that is half done. One that has come is swallowed at the end where somebody was
/// told of it, else it acts then.
class SignalHold {
 public:
  SignalHold();
  explicit SignalHold(int only);  ///< this one, and not the others
  ~SignalHold();
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;

  /// "SIGTERM" where one has come, "" where none has. SIGTSTP is none of them: a run is over soon,
  /// and may be stopped behind it.
  std::string Held();
  /// The same, SIGTSTP among them.
  std::string HeldOrStop();

 private:
  bool HasCome(int signal);

  sigset_t held_{};
  sigset_t before_{};
  bool told_ = false;
};

}  // namespace netkeel
