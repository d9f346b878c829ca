// SPDX-License-Identifier: Apache-2.0
#include "host/isolated_cpus.h"

#include <gmock/gmock.h>

#include "host/cpu_files.h"
#include "host/inventory.h"
#include "support/matchers.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

const std::string kGroups = "/sys/fs/cgroup/";

TreeBuilder Partition(TreeBuilder builder, const std::string& group, const std::string& type,
                      const std::string& cpus) {
  return builder.File(kGroups + group + "/cpuset.cpus.partition", type + '\n')
      .File(kGroups + group + "/cpuset.cpus.effective", cpus + '\n');
}

TEST(IsolatedCpusTest, WhatWasIsolatedAtBootAndWhatIsNowAreTwoSets) {
  const auto kernel =
      Partition(TreeBuilder().Cpus(8).Isolated("1"), "rt.slice", "isolated", "2-3").Build();
  const IsolatedCpus isolated = ReadIsolatedCpus(kernel).value();
  EXPECT_EQ(isolated.at_boot, CpuSet{1});
  EXPECT_EQ(isolated.now, CpuSet::Range(1, 3));
  EXPECT_EQ(isolated.source, "cgroup partition /sys/fs/cgroup/rt.slice");
}

TEST(IsolatedCpusTest, HousekeepingHasNoCpuOfAPartitionAndRpsMayHaveIt) {
  const auto kernel =
      Partition(TreeBuilder().Cpus(8).Isolated("1"), "rt.slice", "isolated", "2-3").Build();
  const CpuFacts facts = ReadCpuFacts(kernel).value();
  EXPECT_EQ(facts.isolated, CpuSet::Range(1, 3));
  EXPECT_EQ(facts.Housekeeping().ToList(), "0,4-7");
  EXPECT_EQ(ReadSteerableCpus(kernel)->ToList(), "0,2-7");
}

TEST(IsolatedCpusTest, APartitionBelowAnotherIsFoundAndOneBelowAMemberIsNone) {
  TreeBuilder host = Partition(TreeBuilder().Cpus(8), "rt", "root", "2-5");
  host = Partition(host, "rt/a", "isolated", "2-3");
  host = Partition(host, "system.slice", "member", "0-7");
  host = Partition(host, "system.slice/b", "isolated", "7");
  EXPECT_EQ(ReadIsolatedCpus(host.Build())->now.ToList(), "2-3");
}

TEST(IsolatedCpusTest, TheKernelsSumCountsAndMayHaveThoseOfTheBootInIt) {
  TreeBuilder host =
      TreeBuilder().Cpus(8).Isolated("1").File(kGroups + "cpuset.cpus.isolated", "1\n");
  EXPECT_EQ(ReadIsolatedCpus(host.Build())->source, "");
  host.File(kGroups + "cpuset.cpus.isolated", "1,6-7\n");
  const auto kernel = Partition(host, "rt", "isolated", "6").Build();
  EXPECT_EQ(ReadIsolatedCpus(kernel)->now.ToList(), "1,6-7");
  EXPECT_EQ(ReadIsolatedCpus(kernel)->source, "cgroup partition /sys/fs/cgroup/rt");
}

TEST(IsolatedCpusTest, AnInvalidPartitionIsolatesNothingAndIsRemarked) {
  const auto kernel = Partition(TreeBuilder().Cpus(8), "rt", "isolated invalid (why)", "2").Build();
  EXPECT_TRUE(ReadIsolatedCpus(kernel)->now.Empty());
  EXPECT_THAT(ReadIsolatedCpus(kernel)->remark, HasSubstr("/rt is isolated invalid (why)"));
}

TEST(IsolatedCpusTest, GroupsAreNotFollowedWithoutAnEnd) {
  TreeBuilder host = TreeBuilder().Cpus(8);
  std::string group = "g";
  for (int depth = 0; depth < 40; ++depth, group += "/g")
    host = Partition(host, group, "root", "1");
  EXPECT_TRUE(ReadIsolatedCpus(host.Build())->now.Empty());
}

}  // namespace
}  // namespace netkeel
