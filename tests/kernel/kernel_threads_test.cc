// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_threads.h"

#include <gmock/gmock.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>

#include "base/text.h"
#include "kernel/live_kernel.h"
#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::Pair;

std::string Stat(const std::string& name, int parent) {
  return "731 (" + name + ") S " + std::to_string(parent) +
         " 0 0 0 -1 2129984 0 0 0 0 0 77 0 0 -41 -5 1 0 5012 0 0 18446744073709551615 0 0 0 0 0 0 "
         "0 2147483647 0 0 0 0 17 1 40 1 0 0 0 0 0 0 0 0 0 0 0\n";
}

RecordedKernel With(const std::string& stat) {
  RecordedKernel kernel;
  kernel.AddFile("/proc/731/stat", stat);
  kernel.AddFile("/proc/731/status", "Name:\tnapi\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n");
  return kernel;
}

Fields Thread(const char* policy, const char* priority) {
  return {{"cpus", std::string("0-3")},
          {"nice", std::string("-5")},
          {"policy", std::string(policy)},
          {"priority", std::string(priority)}};
}

Value Word(const char* word) { return std::string(word); }

/// A process of our own that waits, and is ended.
class Child {
 public:
  Child() : pid_(::fork()) {
    if (pid_ == 0) {
      ::pause();
      ::_exit(0);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  uint64_t pid() const { return static_cast<uint64_t>(pid_); }
  int id() const { return pid_; }

 private:
  int pid_;
};

TEST(KernelThreadsTest, AThreadIsReadWithBlanksAndBracketsInItsName) {
  const auto thread = ReadThread(With(Stat("napi/a) b-8193", 2)), 731, "napi/");
  ASSERT_TRUE(thread);
  EXPECT_EQ(*thread, (Fields{{"start", Word("5012")},
                             {"cpus", Word("0-1")},
                             {"policy", Word("fifo")},
                             {"priority", Word("40")},
                             {"nice", Word("-5")}}));
}

TEST(KernelThreadsTest, WhatIsNoChildOfKthreaddOrCalledOtherwiseIsNone) {
  EXPECT_FALSE(ReadThread(With(Stat("napi/eth0-8193", 1)), 731, "napi/"));
  EXPECT_FALSE(ReadThread(With(Stat("kworker/0:1", 2)), 731, "napi/"));
  EXPECT_FALSE(ReadThread(With("731 (napi/eth0-1"), 731, "napi/"));
  EXPECT_FALSE(ReadThread(With(Stat("napi/eth0-8193", 2)), 732, "napi/"));
}

TEST(KernelThreadsTest, AWriteIsMergedWithWhatIsThere) {
  const auto after = WithWritten(Thread("fifo", "40"), {{"policy", Word("rr")}});
  ASSERT_TRUE(after);
  EXPECT_THAT(*after, Contains(Pair("priority", Word("40"))));
  EXPECT_THAT(*after, Contains(Pair("nice", Word("-5"))));
  EXPECT_THAT(*WithWritten(Thread("fifo", "40"), {{"policy", Word("batch")}}),
              Contains(Pair("priority", Word("0"))));
  EXPECT_EQ(WithWritten(Thread("other", "0"), {{"policy", Word("fifo")}}).error(), EINVAL);
  EXPECT_EQ(WithWritten(Thread("other", "0"), {{"policy", Word("deadline")}}).error(), EINVAL);
  EXPECT_TRUE(WithWritten(Thread("deadline", "0"), {{"cpus", Word("1")}}));
}

TEST(KernelThreadsTest, LinuxHasWhatWasSet) {
  const Child child;
  cpu_set_t allowed;
  ASSERT_EQ(::sched_getaffinity(child.id(), sizeof allowed, &allowed), 0);
  unsigned last = 0;
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) last = cpu;
  }
  const Fields written{{"cpus", std::to_string(last)}, {"policy", Word("batch")}};
  const auto after = WithWritten(Thread("other", "0"), {{"policy", Word("batch")}});
  Fields all = after.value();
  all["nice"] = std::string("7");
  EXPECT_FALSE(SetThread(child.pid(), all, written));
  ASSERT_EQ(::sched_getaffinity(child.id(), sizeof allowed, &allowed), 0);
  EXPECT_EQ(CPU_COUNT(&allowed), 1);
  EXPECT_TRUE(CPU_ISSET(last, &allowed));
  EXPECT_EQ(::sched_getscheduler(child.id()), SCHED_BATCH);
  std::ifstream stat("/proc/" + std::to_string(child.pid()) + "/stat");
  std::string line;
  std::getline(stat, line);
  EXPECT_NE(line.find(" 27 7 1 0 "), std::string::npos) << line;  // priority, nice, threads
}

TEST(KernelThreadsTest, TheThreadForSoftirqsIsReadAsLinuxHasIt) {
  const auto fields = LiveKernel().EthtoolGet(HostDevice(), EthtoolTopic::kThreads);
  ASSERT_TRUE(fields);
  if (fields->empty()) GTEST_SKIP() << "no thread of the kernel's is seen here";
  const auto pid = static_cast<int>(ParseUnsigned(FieldText(*fields, "0/pid")).value_or(0));
  EXPECT_EQ(FieldText(*fields, "0/cpus"), "0");
  EXPECT_EQ(FieldText(*fields, "0/policy") == "fifo", ::sched_getscheduler(pid) == SCHED_FIFO);
  EXPECT_EQ(FieldText(*fields, "0/policy") == "other", ::sched_getscheduler(pid) == SCHED_OTHER);
}

TEST(KernelThreadsTest, WhatLinuxRefusesIsSaidWithTheCall) {
  const Child child;
  const auto nowhere = SetThread(child.pid(), {}, {{"cpus", Word("8191")}});
  ASSERT_TRUE(nowhere);
  EXPECT_EQ(nowhere->sys_errno, EINVAL);
  EXPECT_EQ(nowhere->call, "sched_setaffinity");
  const auto bad = SetThread(child.pid(), Thread("fifo", "0"), {{"policy", Word("fifo")}});
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->call, "sched_setattr");
}

}  // namespace
}  // namespace netkeel
