// SPDX-License-Identifier: Apache-2.0
#include "cli/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/write_all.h"

namespace netkeel {
namespace {

// Another screen than the one with the shell's lines, which comes back afterwards; no cursor.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[J";
constexpr std::string_view kLeave = "\x1b[0m\x1b[?25h\x1b[?1049l";

struct Sequence {
  std::string_view bytes;
  Key key;
};

// Of VT100 and its descendants; terminals send O for [ in application mode.
constexpr std::array kSequences{
    Sequence{"\x1b[A", Key::kUp},      Sequence{"\x1b[B", Key::kDown},
    Sequence{"\x1bOA", Key::kUp},      Sequence{"\x1bOB", Key::kDown},
    Sequence{"\x1b[5~", Key::kPageUp}, Sequence{"\x1b[6~", Key::kPageDown},
    Sequence{"\x1b[H", Key::kTop},     Sequence{"\x1b[F", Key::kEnd},
    Sequence{"\x1b[1~", Key::kTop},    Sequence{"\x1b[4~", Key::kEnd},
    Sequence{"q", Key::kQuit},         Sequence{"Q", Key::kQuit},
    Sequence{"p", Key::kPause},        Sequence{" ", Key::kPause},
    Sequence{"s", Key::kOrder},        Sequence{"h", Key::kHelp},
    Sequence{"?", Key::kHelp},         Sequence{"k", Key::kUp},
    Sequence{"j", Key::kDown},         Sequence{"g", Key::kTop},
    Sequence{"G", Key::kEnd},
};

void Move(ScreenLook& look, size_t lines, bool up) {
  look.top = up ? look.top - std::min(look.top, lines) : look.top + lines;
}

}  // namespace

std::vector<Key> KeysIn(std::string_view bytes) {
  std::vector<Key> keys;
  while (!bytes.empty()) {
    const auto* const found =
        std::find_if(kSequences.begin(), kSequences.end(),
                     [&](const Sequence& each) { return bytes.starts_with(each.bytes); });
    if (found != kSequences.end()) keys.push_back(found->key);
    bytes.remove_prefix(found == kSequences.end() ? 1 : found->bytes.size());
  }
  return keys;
}

void Press(Key key, ScreenLook& look) {
  constexpr size_t kFar = 1'000'000;
  const size_t page = look.height > 8 ? look.height - 8 : 1;
  switch (key) {
    case Key::kQuit:
      return;
    case Key::kPause:
      look.paused = !look.paused;
      return;
    case Key::kOrder:
      look.order = static_cast<RatesOrder>((static_cast<int>(look.order) + 1) % 3);
      return;
    case Key::kHelp:
      look.help = !look.help;
      look.top = 0;
      return;
    case Key::kUp:
    case Key::kDown:
      return Move(look, 1, key == Key::kUp);
    case Key::kPageUp:
    case Key::kPageDown:
      return Move(look, page, key == Key::kPageUp);
    case Key::kTop:
    case Key::kEnd:
      return Move(look, kFar, key == Key::kTop);
  }
}

bool Screen::IsThere() { return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1; }

Screen::Screen() {
  tcgetattr(STDIN_FILENO, &before_);
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VSUSP] = _POSIX_VDISABLE;  // a stop would leave the shell on our screen
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  WriteAll(STDOUT_FILENO, kEnter);
}

Screen::~Screen() {
  WriteAll(STDOUT_FILENO, kLeave);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

void Screen::Measure(ScreenLook& look) {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return;
  look.width = size.ws_col;
  look.height = size.ws_row;
}

Result<void> Screen::Paint(std::string_view text) {
  if (const int failed = WriteAll(STDOUT_FILENO, text)) {
    return Fail(ErrnoError("the terminal", failed));
  }
  return {};
}

std::vector<Key> Screen::Read() {
  std::array<char, 256> bytes = {};
  const ssize_t count = read(STDIN_FILENO, bytes.data(), bytes.size());
  if (count < 0)
    return errno == EINTR || errno == EAGAIN ? std::vector<Key>{} : std::vector{Key::kQuit};
  return KeysIn({bytes.data(), static_cast<size_t>(count)});
}

}  // namespace netkeel
