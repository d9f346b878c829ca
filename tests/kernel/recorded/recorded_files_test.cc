// SPDX-License-Identifier: Apache-2.0
//
// Writes of files, as Linux takes them. Kernels where this was seen: 6.1 to 6.18.
#include <gmock/gmock.h>

#include <cerrno>

#include "base/text.h"
#include "kernel/recorded/recorded_kernel.h"
#include "support/echo.h"
#include "support/matchers.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

const std::string kCore = "/proc/sys/net/core/";
const std::string kIrq = "/proc/irq/40/";
const std::string kQueue = "/sys/class/net/eth0/queues/rx-0/";

struct Write {
  std::string path;
  std::string written;
  std::string after;  ///< trimmed content
};

void PrintTo(const Write& write, std::ostream* out) {
  *out << write.path << " <- " << write.written;
}

TreeBuilder Host() {
  return TreeBuilder()
      .Cpus(8, 2)
      .Isolated("2-3")
      .NohzFull("3-4")
      .Sysctl("net.core.flow_limit_cpu_bitmap", "00")
      .Sysctl("net.core.netdev_rss_key", "00:00")
      .Sysctl("net.core.default_qdisc", "fq_codel")
      .Nic("eth0", "ixgbe");
}

class AcceptedWriteTest : public ::testing::TestWithParam<Write> {};

TEST_P(AcceptedWriteTest, IsThereAfterwardsAsLinuxKeepsIt) {
  RecordedKernel kernel = Host().Build();
  ASSERT_THAT(Echo(kernel, GetParam().path, GetParam().written), IsOk());
  const auto after = kernel.ReadFile(GetParam().path);
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(Trim(*after), GetParam().after);
  EXPECT_TRUE(after->ends_with('\n'));
}

INSTANTIATE_TEST_SUITE_P(Sysctls, AcceptedWriteTest,
                         ::testing::Values(Write{kCore + "netdev_budget", "600", "600"},
                                           Write{kCore + "netdev_budget", "-5", "-5"},
                                           Write{kCore + "netdev_max_backlog", "-1\n", "-1"},
                                           Write{kCore + "netdev_budget_usecs", "2000", "2000"},
                                           Write{kCore + "dev_weight", " 128 \n", "128"},
                                           Write{kCore + "flow_limit_table_len", "8192", "8192"},
                                           Write{kCore + "flow_limit_cpu_bitmap", "f0", "f0"},
                                           Write{kCore + "rps_sock_flow_entries", "1000", "1024"},
                                           Write{kCore + "rps_sock_flow_entries", "0", "0"},
                                           Write{kCore + "default_qdisc", "fq\n", "fq"},
                                           Write{"/proc/sys/net/ipv4/udp_mem", "1 2 3", "1\t2\t3"},
                                           Write{"/proc/sys/net/ipv4/udp_mem", "7",
                                                 "7\t24658\t36984"}));

INSTANTIATE_TEST_SUITE_P(Affinities, AcceptedWriteTest,
                         ::testing::Values(Write{kIrq + "smp_affinity_list", "5", "5"},
                                           Write{kIrq + "smp_affinity_list", "4-N", "4-7"},
                                           Write{kIrq + "smp_affinity_list", "all", "0-7"},
                                           Write{kIrq + "smp_affinity", "20", "20"},
                                           Write{"/proc/irq/default_smp_affinity", "3", "03"}));

INSTANTIATE_TEST_SUITE_P(
    Queues, AcceptedWriteTest,
    ::testing::Values(Write{kQueue + "rps_cpus", "ff", "e3"},  // 2-4 are isolated or nohz_full
                      Write{kQueue + "rps_cpus", "0", "00"}, Write{kQueue + "rps_cpus", "", "00"},
                      Write{kQueue + "rps_flow_cnt", "1000", "1024"},
                      Write{kQueue + "rps_flow_cnt", "0", "0"}));

struct Refusal {
  std::string path;
  std::string written;
  int sys_errno;
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.path << " <- " << refusal.written;
}

class RefusedWriteTest : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedWriteTest, LeavesEverythingAsItWas) {
  RecordedKernel kernel = Host().Build();
  const auto before = kernel.Files();
  EXPECT_THAT(Echo(kernel, GetParam().path, GetParam().written), HasErrno(GetParam().sys_errno));
  EXPECT_EQ(kernel.Files(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Sysctls, RefusedWriteTest,
    ::testing::Values(Refusal{kCore + "dev_weight", "0", EINVAL},
                      Refusal{kCore + "dev_weight", "", EINVAL},
                      Refusal{kCore + "netdev_budget", "many", EINVAL},
                      Refusal{kCore + "netdev_budget", "4294967296", EINVAL},
                      Refusal{kCore + "netdev_budget_usecs", "1000", EINVAL},
                      Refusal{kCore + "flow_limit_table_len", "1000", EINVAL},
                      Refusal{kCore + "flow_limit_cpu_bitmap", "100", EOVERFLOW},
                      Refusal{kCore + "rps_sock_flow_entries", "536870913", EINVAL},
                      Refusal{kCore + "rmem_max", "100", EINVAL},
                      Refusal{kCore + "netdev_rss_key", "11:11", EACCES},
                      Refusal{"/proc/sys/net/ipv4/udp_mem", "1 x 3", EINVAL}));

INSTANTIATE_TEST_SUITE_P(Affinities, RefusedWriteTest,
                         ::testing::Values(Refusal{kIrq + "smp_affinity_list", "", EINVAL},
                                           Refusal{kIrq + "smp_affinity_list", "8", ERANGE},
                                           Refusal{kIrq + "smp_affinity_list", "2-1", EINVAL},
                                           Refusal{kIrq + "smp_affinity", "0", EINVAL},
                                           Refusal{kIrq + "smp_affinity", "0x3", EINVAL},
                                           Refusal{kIrq + "smp_affinity", "100", EOVERFLOW},
                                           Refusal{kIrq + "smp_affinity", "000000001", EOVERFLOW},
                                           Refusal{kIrq + "smp_affinity", "00000000,00000003",
                                                   EOVERFLOW},
                                           Refusal{kIrq + "effective_affinity_list", "1", EIO},
                                           Refusal{"/proc/irq/default_smp_affinity", "0", EINVAL}));

INSTANTIATE_TEST_SUITE_P(Queues, RefusedWriteTest,
                         ::testing::Values(Refusal{kQueue + "rps_cpus", "0c", EINVAL},
                                           Refusal{kQueue + "rps_cpus", "100", EOVERFLOW},
                                           Refusal{kQueue + "rps_flow_cnt", "-1", EINVAL},
                                           Refusal{kQueue + "rps_flow_cnt", "99999999999",
                                                   EINVAL}));

TEST(RecordedFilesTest, BothSpellingsOfAnAffinityStayInStep) {
  RecordedKernel kernel = Host().Build();
  ASSERT_THAT(Echo(kernel, kIrq + "smp_affinity_list", "5-6"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kIrq + "smp_affinity"), IsOkAnd("60\n"));
  ASSERT_THAT(Echo(kernel, kIrq + "smp_affinity", "0c"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kIrq + "smp_affinity_list"), IsOkAnd("2-3\n"));
}

TEST(RecordedFilesTest, AnInterruptGoesToOneCpuAndMovesOnlyWhenItMust) {
  RecordedKernel kernel = Host().Build();
  ASSERT_THAT(Echo(kernel, kIrq + "smp_affinity_list", "5-6"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kIrq + "effective_affinity_list"), IsOkAnd("5\n"));
  ASSERT_THAT(Echo(kernel, kIrq + "smp_affinity_list", "1-7"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kIrq + "effective_affinity_list"), IsOkAnd("5\n"));
  EXPECT_THAT(kernel.ReadFile(kIrq + "effective_affinity"), IsOkAnd("20\n"));
}

TEST(RecordedFilesTest, OfflineCpusAreKeptInTheMaskButNotUsed) {
  RecordedKernel kernel = Host().Online("0-5").Build();
  ASSERT_THAT(Echo(kernel, kIrq + "smp_affinity_list", "5-7"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kIrq + "smp_affinity_list"), IsOkAnd("5-7\n"));
  EXPECT_THAT(kernel.ReadFile(kIrq + "effective_affinity_list"), IsOkAnd("5\n"));
  EXPECT_THAT(Echo(kernel, kIrq + "smp_affinity_list", "6-7"), HasErrno(EINVAL));
}

TEST(RecordedFilesTest, RpsDropsOfflineCpusWithoutAWord) {
  RecordedKernel kernel = Host().Online("0-5").Build();
  ASSERT_THAT(Echo(kernel, kQueue + "rps_cpus", "c1"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kQueue + "rps_cpus"), IsOkAnd("01\n"));
  ASSERT_THAT(Echo(kernel, kQueue + "rps_cpus", "c0"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kQueue + "rps_cpus"), IsOkAnd("00\n"));
}

TEST(RecordedFilesTest, AnImmovableVectorRefusesEverySpellingAndItsNeighbourDoesNot) {
  RecordedKernel kernel = Host().Build();
  kernel.SetImmovable("/proc/irq/40", EPERM);
  EXPECT_THAT(Echo(kernel, kIrq + "smp_affinity_list", "5"), HasErrno(EPERM));
  EXPECT_THAT(Echo(kernel, kIrq + "smp_affinity", "20"), HasErrno(EPERM));
  EXPECT_THAT(Echo(kernel, "/proc/irq/41/smp_affinity_list", "5"), IsOk());
}

TEST(RecordedFilesTest, MasksOfAWideHostHaveTheKernelsWidth) {
  RecordedKernel kernel = TreeBuilder().Cpus(96).Nic("eth0", "ixgbe").Build();
  ASSERT_THAT(Echo(kernel, kIrq + "smp_affinity_list", "64"), IsOk());
  EXPECT_THAT(kernel.ReadFile(kIrq + "smp_affinity"), IsOkAnd("00000001,00000000,00000000\n"));
}

}  // namespace
}  // namespace netkeel
