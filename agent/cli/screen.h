// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <termios.h>

#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/render_rates.h"

namespace netkeel {

/// What was typed.
enum class Key { kQuit, kPause, kOrder, kHelp, kUp, kDown, kPageUp, kPageDown, kTop, kEnd };

/// The keys in a row of bytes as a terminal sends them; what is none is left out.
std::vector<Key> KeysIn(std::string_view bytes);

/// What a key does to the screen; kQuit does nothing.
void Press(Key key, ScreenLook& look);

/// The whole screen of the terminal at standard input and output, until it is destroyed: then the
/// terminal is as it was.
class Screen {
 public:
  /// Whether standard input and output are one.
  static bool IsThere();

  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  /// Sets width and height as they are now.
  static void Measure(ScreenLook& look);
  static Result<void> Paint(std::string_view text);
  /// What was typed since the last call; kQuit where the terminal is gone.
  static std::vector<Key> Read();

 private:
  termios before_{};
};

}  // namespace netkeel
