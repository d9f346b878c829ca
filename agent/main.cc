// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "base/write_all.h"
#include "cli/command_line.h"
#include "cli/confine.h"
#include "cli/outcome.h"
#include "cli/sink.h"
#include "cli/verbs.h"

namespace {

netkeel::Terminal TerminalOf(netkeel::Color color) {
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  // no-color.org: set and not empty.
  const bool wanted = (no_color == nullptr || *no_color == '\0') &&
                      (term == nullptr || std::string_view(term) != "dumb");
  netkeel::Terminal terminal;
  terminal.color =
      color == netkeel::Color::kAlways || (color == netkeel::Color::kAuto && is_terminal && wanted);
  winsize size{};
  if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) terminal.width = size.ws_col;
  return terminal;
}

/// A report that nobody could read is no success, whatever was in it.
int Deliver(const netkeel::Outcome& outcome) {
  netkeel::WriteAll(STDERR_FILENO, outcome.err);
  const int code = static_cast<int>(outcome.exit_code);
  const auto written = netkeel::DescriptorSink(STDOUT_FILENO).Write(outcome.out);
  if (written) return code;
  netkeel::WriteAll(STDERR_FILENO,
                    "netkeel: " + written.error().message + netkeel::Unread(outcome) + '\n');
  const bool apply_failed = outcome.exit_code == netkeel::ExitCode::kRolledBack ||
                            outcome.exit_code == netkeel::ExitCode::kNotRolledBack;
  return apply_failed ? code : static_cast<int>(netkeel::ExitCode::kError);
}

/// A descriptor that is closed would be given to the next file that is opened: a checkpoint or a
/// pipe, which messages would then be written into. What is put there can be neither read nor
/// written, so that it stays an error that nobody can read the report.
void FillClosedDescriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    open("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_NOCTTY);
  }
}

}  // namespace

int main(int argc, char** argv) {
  FillClosedDescriptors();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(2), not our end mid-apply
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto parsed = netkeel::ParseCommandLine(arguments);
  if (!parsed) {
    return Deliver({"", "netkeel: " + parsed.error().message + '\n', netkeel::ExitCode::kError});
  }
  if (const auto* answer = std::get_if<netkeel::Answer>(&*parsed)) {
    return Deliver({answer->text, "", netkeel::ExitCode::kAsWanted});
  }
  const auto& request = std::get<netkeel::Request>(*parsed);
  if (const auto confined = netkeel::Confine(request); !confined) {
    return Deliver({"", "netkeel: " + confined.error().message + '\n', netkeel::ExitCode::kError});
  }
  netkeel::DescriptorSink standard_output(STDOUT_FILENO);
  return Deliver(netkeel::Run(request, TerminalOf(request.color), standard_output));
}
