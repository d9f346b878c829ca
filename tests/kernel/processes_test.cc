// SPDX-License-Identifier: Apache-2.0
#include "kernel/processes.h"

#include <gmock/gmock.h>
#include <sched.h>
#include <unistd.h>

#include "support/matchers.h"

namespace netkeel {
namespace {

/// The last CPU that a kernel can be built for; no machine has as many.
constexpr unsigned kNowhere = 8191;

/// Where this process may run.
CpuSet OwnCpus() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  EXPECT_EQ(::sched_getaffinity(0, sizeof allowed, &allowed), 0);
  CpuSet cpus;
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) cpus.Add(cpu);
  }
  return cpus;
}

/// What is said of where this process may run.
std::vector<std::string> OwnPins(const CpuSet& online) {
  const auto rows = PinnedTasks(online);
  EXPECT_THAT(rows, IsOk());
  std::vector<std::string> pins;
  for (const Fields& row : rows.value()) {
    if (row.at("pid") == Value(static_cast<uint64_t>(::getpid()))) {
      pins.push_back(ToText(row.at("cpus")));
    }
  }
  return pins;
}

TEST(ProcessesTest, AProcessThatMayNotRunOnEveryCpuIsARow) {
  CpuSet more = OwnCpus();
  more.Add(kNowhere);
  EXPECT_THAT(OwnPins(OwnCpus()), testing::IsEmpty());
  EXPECT_THAT(OwnPins(more), testing::ElementsAre(OwnCpus().ToList()));
}

TEST(ProcessesTest, ThreadsOfTheKernelAreNotAmongThem) {
  const auto rows = PinnedTasks({kNowhere});
  ASSERT_THAT(rows, IsOk());
  EXPECT_FALSE(rows->empty());
  for (const Fields& row : *rows) {
    EXPECT_THAT(ToText(row.at("name")), testing::Not(testing::StartsWith("ksoftirqd/")));
  }
}

}  // namespace
}  // namespace netkeel
