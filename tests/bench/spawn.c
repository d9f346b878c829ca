// SPDX-License-Identifier: Apache-2.0
//
// Runs a command once with its output thrown away, and prints its exit status, wall-clock
// nanoseconds and peak KiB. A process starts from this small one, since a child's peak counts the
// memory of whoever forked it.
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv) {
  posix_spawn_file_actions_t actions;
  pid_t pid;
  int status;
  struct rusage usage;
  if (argc < 2) return 1;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const long long start = now();
  if (posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ) != 0) return 1;
  wait4(pid, &status, 0, &usage);
  const long long end = now();
  printf("%d %lld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1, end - start,
         usage.ru_maxrss);
  return 0;
}
