// SPDX-License-Identifier: Apache-2.0
#include "reconcile/guard.h"

#include <fcntl.h>
#include <syslog.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "kernel/live_kernel.h"
#include "reconcile/confirm.h"

namespace netkeel {
namespace {

/// Nothing of the terminal, of the caller's pipes and of its folder is kept.
void Detach() {
  ::setsid();
  for (const int signal : {SIGHUP, SIGINT, SIGPIPE}) std::signal(signal, SIG_IGN);
  // SIGTERM comes when the unit or the login session ends that this belongs to: AwaitVerdict asks
  // for it.
  if (::chdir("/") != 0) return;
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, fd);
}

/// Detach puts /dev/null on the standard descriptors, which may be closed and free to be given
/// away.
UniqueFd AboveStandard(UniqueFd fd) {
  if (fd.get() > STDERR_FILENO) return fd;
  return UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

/// Whether it said before that its run has begun.
bool AwaitEndOfParent(int pipe) {
  bool begun = false;
  for (;;) {
    char byte = 0;
    const ssize_t got = ::read(pipe, &byte, 1);
    if (got == 0 || (got < 0 && errno != EINTR)) return begun;
    begun = begun || got > 0;
  }
}

[[noreturn]] void Watch(int pipe, const std::string& state_directory) {
  constexpr int kPipe = STDERR_FILENO + 1;
  SignalHold signals(SIGTERM);
  Detach();
  ::dup2(pipe, kPipe);
  ::close_range(kPipe + 1, ~0U, 0);
  if (!AwaitEndOfParent(kPipe)) ::_exit(0);
  LiveKernel kernel;
  const std::string done =
      AwaitVerdict(kernel, MakeCatalog(), state_directory, signals, OnSignal::kHandOver);
  if (!done.empty()) {
    ::openlog("netkeel", LOG_PID, LOG_DAEMON);
    ::syslog(LOG_WARNING, "%s", done.c_str());
  }
  ::_exit(0);
}

}  // namespace

Result<Guard> Guard::Start(const std::string& state_directory) {
  std::error_code none;
  const std::string absolute = std::filesystem::absolute(state_directory, none).string();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Fail(ErrnoError("guard process", errno));
  UniqueFd reading = AboveStandard(UniqueFd(ends[0]));
  UniqueFd writing = AboveStandard(UniqueFd(ends[1]));
  if (!reading || !writing) return Fail(ErrnoError("guard process", errno));
  const pid_t child = ::fork();
  if (child < 0) return Fail(ErrnoError("guard process", errno));
  if (child == 0) {
    writing = UniqueFd();
    Watch(reading.get(), absolute);
  }
  return Guard(std::move(writing));
}

void Guard::RunHasBegun() {
  // A guard that is gone already makes this an error that nobody can help.
  static_cast<void>(::write(alive_.get(), "b", 1) == 1);
}

}  // namespace netkeel
