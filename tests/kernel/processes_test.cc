// SPDX-License-Identifier: Apache-2.0
#include "kernel/processes.h"

#include <gmock/gmock.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "support/matchers.h"

namespace netkeel {
namespace {

/// What is said of where threads of this process may run.
std::vector<std::string> OwnPins() {
  const auto rows = PinnedTasks();
  EXPECT_THAT(rows, IsOk());
  std::vector<std::string> pins;
  for (const Fields& row : rows.value()) {
    if (row.at("pid") == Value(static_cast<uint64_t>(::getpid()))) {
      pins.push_back(ToText(row.at("cpus")));
    }
  }
  return pins;
}

TEST(ProcessesTest, AThreadThatIsPinnedMakesItsProcessARow) {
  cpu_set_t allowed;
  ASSERT_EQ(::sched_getaffinity(0, sizeof allowed, &allowed), 0);
  if (CPU_COUNT(&allowed) < 2) GTEST_SKIP() << "one CPU: nothing can be narrower";
  int cpu = 0;
  while (!CPU_ISSET(cpu, &allowed)) ++cpu;
  const auto has_pin = [&](const std::vector<std::string>& pins) {
    return std::count(pins.begin(), pins.end(), std::to_string(cpu)) > 0;
  };
  EXPECT_FALSE(has_pin(OwnPins()));
  bool seen = false;
  std::thread([&] {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
    seen = has_pin(OwnPins());
  }).join();
  EXPECT_TRUE(seen);
}

TEST(ProcessesTest, ThreadsOfTheKernelAreNotAmongThem) {
  const auto rows = PinnedTasks();
  ASSERT_THAT(rows, IsOk());
  for (const Fields& row : *rows) {
    EXPECT_THAT(ToText(row.at("name")), testing::Not(testing::StartsWith("ksoftirqd/")));
  }
}

}  // namespace
}  // namespace netkeel
