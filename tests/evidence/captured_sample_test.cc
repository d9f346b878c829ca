// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/span_of_time.h"
#include "evidence/sources.h"
#include "kernel/live_kernel.h"
#include "kernel/recording_kernel.h"
#include "model/state.h"
#include "support/matchers.h"
#include "support/temp_folder.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::Key;

/// The sample that a capture of `kernel` gives. What finds the scope is captured as well, as
/// `netkeel capture` does in looking at the settings.
class CapturedSampleTest : public ::testing::Test {
 protected:
  void Capture(const Kernel& kernel) {
    const auto scope = ScopeOf(kernel, {});
    ASSERT_THAT(scope, IsOk());
    const RecordingKernel recording(kernel);
    auto found = ScopeOf(recording, {});
    ASSERT_THAT(found, IsOk());
    taken_ = TakeSample(recording, *scope);
    ASSERT_THAT(SaveTree(recording.Tree(), (folder_ / "tree").string()), IsOk());
    auto loaded = RecordedKernel::Load((folder_ / "tree").string());
    ASSERT_THAT(loaded, IsOk());
    captured_ = std::move(*loaded);
    const auto again = ScopeOf(captured_, {});
    ASSERT_THAT(again, IsOk());
    replayed_ = TakeSample(captured_, *again);
  }

  void ExpectTheSame() const {
    EXPECT_EQ(replayed_.values, taken_.values);
    EXPECT_EQ(replayed_.facts, taken_.facts);
    EXPECT_EQ(replayed_.unread, taken_.unread);
    EXPECT_EQ(replayed_.uptime, taken_.uptime);
    EXPECT_EQ(replayed_.boot, taken_.boot);
    EXPECT_EQ(replayed_.at, taken_.at);
  }

  const TempFolder folder_;
  RecordedKernel captured_;
  Sample taken_;
  Sample replayed_;
};

RecordedKernel Built() {
  RecordedKernel kernel =
      OneIxgbe()
          .Isolated("2-5")
          .File("/proc/uptime", "26916.70 4757.34\n")
          .File("/proc/sys/kernel/random/boot_id", "5f3c-01\n")
          .File("/proc/sys/kernel/osrelease", "6.12.1\n")
          .File("/boot/config-6.12.1", "CONFIG_A=y\nCONFIG_HZ=250\n")
          .File("/proc/stat", "cpu  1 2\ncpu0 1 2 3 4 5 6 7 8\nintr 1\nbtime 1795833696\n")
          .File("/proc/softirqs", "  CPU0\nHI: 1\nNET_RX: 10\n")
          .File("/proc/net/snmp", "Udp: InDatagrams\nUdp: 451\n")
          .File("/proc/net/netstat", "TcpExt: ListenDrops\nTcpExt: 1\n")
          .File("/proc/2/task/2/children", "15 16")
          .File("/proc/15/stat", "15 (ksoftirqd/0) S 2 0 0 0\n")
          .File("/proc/15/schedstat", "1000 20 3\n")
          .File("/proc/16/stat", "16 (kworker/0:1) S 2 0 0 0\n")
          .File("/proc/irq/41/effective_affinity_list", "3\n")
          .File("/sys/kernel/irq/41/per_cpu_count", "0,0,0,7\n")
          .Ethtool(EthtoolTopic::kStatistics,
                   {{"rx_missed_errors", 9493UL}, {"[0]: rx_discards", 1UL << 40}})
          .Ethtool(EthtoolTopic::kLink, {{"rx_crc_errors", 3UL}})
          .Build();
  kernel.SetRows(kHostDevice, QueryTopic::kUdpSockets,
                 {{{"local", "239.1.1.1:5000"},
                   {"inode", 771UL},
                   {"queue", 10UL},
                   {"limit", 4096UL},
                   {"drops", 194UL}}});
  kernel.SetRows(kHostDevice, QueryTopic::kSocketOwners,
                 {{{"inode", 771UL}, {"pid", 812UL}, {"name", "42"}},
                  {{"inode", 5UL}, {"pid", 1UL}, {"name", "secretd"}}});
  kernel.SetRows(kHostDevice, QueryTopic::kPinnedTasks,
                 {{{"pid", 812UL}, {"name", "feedd"}, {"cpus", "3"}},
                  {{"pid", 812UL}, {"name", "feedd"}, {"cpus", "3,5"}},
                  {{"pid", 9UL}, {"name", "elsewhere"}, {"cpus", "0-3"}}});
  return kernel;
}

TEST_F(CapturedSampleTest, ACaptureGivesTheSampleThatWasTaken) {
  ASSERT_NO_FATAL_FAILURE(Capture(Built()));
  ExpectTheSame();
  EXPECT_THAT(taken_.values, Contains(Key(CounterId{"task", "ksoftirqd/0", "run_ns"})));
  EXPECT_EQ(replayed_.boot, "5f3c-01");
  EXPECT_EQ(replayed_.facts.at({"setting", "host", "hz"}), "250");
  EXPECT_EQ(taken_.facts.at({"cpu", "cpu3", "tasks"}), "feedd (pid 812)");
  EXPECT_EQ(taken_.facts.at({"socket", "udp 239.1.1.1:5000 inode 771", "owner"}), "42 (pid 812)");
  EXPECT_EQ(MomentText(taken_.at), "2026-11-28T10:10:12.700Z");
}

TEST_F(CapturedSampleTest, ThisMachinesCaptureGivesTheSampleThatWasTaken) {
  ASSERT_NO_FATAL_FAILURE(Capture(LiveKernel()));
  EXPECT_EQ(replayed_.values, taken_.values);
  EXPECT_EQ(replayed_.facts, taken_.facts);
  EXPECT_EQ(replayed_.at, taken_.at);
}

TEST_F(CapturedSampleTest, OwnersOfOtherSocketsStayAtHome) {
  ASSERT_NO_FATAL_FAILURE(Capture(Built()));
  const auto& owners = captured_.tree().rows.at({kHostDevice, QueryTopic::kSocketOwners});
  ASSERT_EQ(owners.size(), 1U);
  EXPECT_EQ(owners.front().at("inode"), Value(771UL));
}

TEST_F(CapturedSampleTest, TheHostsListsAreNoInterfacesThatIsCalledHost) {
  RecordedKernel kernel = Built();
  kernel.SetRows("host", QueryTopic::kQstats, {{{"type", "rx"}, {"id", 0UL}}});
  const auto files = kernel.Files();
  EXPECT_THAT(files, Contains(Key("host/udp-sockets.yaml")));
  EXPECT_THAT(files, Contains(Key("netdev/host/qstats.yaml")));
  KernelTree tree;
  for (const auto& [path, content] : files) ASSERT_THAT(AddTreeFile(path, content, tree), IsOk());
  EXPECT_EQ(tree.rows, kernel.tree().rows);
}

}  // namespace
}  // namespace netkeel
