// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

uint64_t N(uint64_t number) { return number; }

TunableProbe Queues(RecordedKernel& kernel) {
  TunableProbe probe(MakeQueues(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(QueuesTest, EveryQueueHasItsOwnAddress) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const TunableProbe queues = Queues(kernel);
  EXPECT_EQ(queues.Text("rx-3/rps_cpus"), "none");
  EXPECT_EQ(queues.Text("rx-0/rps_flow_cnt"), "0");
  EXPECT_EQ(queues.Text("tx-2/xps_cpus"), "2");
  EXPECT_FALSE(queues.tunable().IsWritable("rps_cpus/allowed"));
  EXPECT_TRUE(queues.tunable().IsWritable("rx-0/rps_cpus"));
}

TEST(QueuesTest, ReadsOnlyWhatIsAskedFor) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.SetUnreadable("/sys/class/net/eth0/queues/tx-0/xps_cpus", EIO);
  TunableProbe queues(MakeQueues(), kernel, Interface(kernel, "eth0"));
  queues.Look({"rps_flow_cnt"});
  EXPECT_EQ(queues.seen().values.size(), 4U);
  EXPECT_TRUE(queues.seen().problems.empty());
}

TEST(QueuesTest, RpsLosesIsolatedCpusAndThatIsClamped) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe queues = Queues(kernel);
  ASSERT_THAT(queues.Set({{"rx-0/rps_cpus", CpuSet{0, 1, 2}}}), IsOk());
  EXPECT_EQ(queues.Look().Text("rx-0/rps_cpus"), "0-1");
  const Verdict verdict = queues.Judge("rx-0/rps_cpus", CpuSet{0, 1, 2});
  EXPECT_EQ(verdict.status, Status::kClamped);
  EXPECT_THAT(verdict.reason, HasSubstr("CPU 2 was isolated at boot"));
}

TEST(QueuesTest, RpsOnIsolatedCpusOnlyIsDriftAndRefused) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe queues = Queues(kernel);
  const Verdict verdict = queues.Judge("rx-0/rps_cpus", CpuSet{2, 3});
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_THAT(verdict.reason, HasSubstr("none is left"));
  const auto set = queues.Set({{"rx-0/rps_cpus", CpuSet{2, 3}}});
  ASSERT_THAT(set, HasErrno(EINVAL));
  EXPECT_THAT(set.error().message, HasSubstr("only CPUs that were isolated at boot"));
}

TEST(QueuesTest, NoCpuMeansOffAndIsNoFilteredWish) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  EXPECT_EQ(Queues(kernel).StatusOf("rx-0/rps_cpus", CpuSet{}), Status::kOk);
  EXPECT_EQ(Queues(kernel).StatusOf("rx-0/rps_cpus", CpuSet{0}), Status::kDrift);
}

TEST(QueuesTest, FlowCountsAreRoundedUpToAPowerOfTwo) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe queues = Queues(kernel);
  ASSERT_THAT(queues.Set({{"rx-1/rps_flow_cnt", N(1000)}}), IsOk());
  queues.Look();
  EXPECT_EQ(queues.Text("rx-1/rps_flow_cnt"), "1024");
  EXPECT_EQ(queues.StatusOf("rx-1/rps_flow_cnt", N(1000)), Status::kClamped);
  EXPECT_EQ(queues.StatusOf("rx-1/rps_flow_cnt", N(512)), Status::kDrift);
  EXPECT_EQ(queues.StatusOf("rx-1/rps_flow_cnt", N(0)), Status::kDrift);
}

struct Width {
  unsigned cpus;
  const char* written;
};

class MaskWidthTest : public testing::TestWithParam<Width> {};

TEST_P(MaskWidthTest, IsTheKernelsOwn) {
  RecordedKernel kernel =
      TreeBuilder().Cpus(GetParam().cpus).Nic("eth0", "ixgbe").Queues(2).Build();
  TunableProbe queues = Queues(kernel);
  const CpuSet last{GetParam().cpus - 1};
  ASSERT_THAT(queues.Set({{"rx-0/rps_cpus", last}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre(testing::EndsWith(GetParam().written)));
  EXPECT_EQ(queues.Look().Judge("rx-0/rps_cpus", last).status, Status::kOk);
}

INSTANTIATE_TEST_SUITE_P(Cpus, MaskWidthTest,
                         testing::Values(Width{1, " 1"}, Width{31, " 40000000"},
                                         Width{32, " 80000000"}, Width{33, " 1,00000000"},
                                         Width{64, " 80000000,00000000"},
                                         Width{96, " 80000000,00000000,00000000"}));

TEST(QueuesTest, ACpuBeyondTheKernelsLastIsRefusedBeforeTheWrite) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto set = Queues(kernel).Set({{"rx-0/rps_cpus", CpuSet{8}}});
  ASSERT_THAT(set, HasCode(ErrorCode::kInvalid));
  EXPECT_THAT(set.error().message, HasSubstr("eth0/queues/rx-0/rps_cpus"));
  EXPECT_TRUE(kernel.writes().empty());
}

TEST(QueuesTest, XpsOfADeviceWithOneTransmitQueueIsUnsupported) {
  RecordedKernel kernel = LoadTestTree("veth");
  const TunableProbe queues = Queues(kernel);
  EXPECT_EQ(queues.Problem("xps_cpus").code, ErrorCode::kUnsupported);
  EXPECT_TRUE(queues.Has("rx-1/rps_cpus"));
}

TEST(QueuesTest, OfflineCpusOnBigHostsAreDropped) {
  RecordedKernel kernel = LoadTestTree("big-1024-cpu");
  TunableProbe queues = Queues(kernel);
  const CpuSet wanted = CpuSet::Range(900, 1023);
  for (const std::string key : {"rx-0/rps_cpus", "tx-0/xps_cpus"}) {
    ASSERT_THAT(queues.Set({{key, wanted}}), IsOk());
    EXPECT_EQ(queues.Look().Text(key), "900-959");
    EXPECT_EQ(queues.StatusOf(key, wanted), Status::kClamped);
  }
}

TEST(QueuesTest, ReceiveQueuesAreWrittenAsAMaskOfTheDevicesWidth) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe queues = Queues(kernel);
  EXPECT_EQ(queues.Text("tx-1/xps_rxqs"), "none");
  ASSERT_THAT(queues.Set({{"tx-1/xps_rxqs", CpuSet{0, 3}}, {"tx-2/xps_rxqs", CpuSet{}}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write /sys/class/net/eth0/queues/tx-1/xps_rxqs 9",
                                           "write /sys/class/net/eth0/queues/tx-2/xps_rxqs 0"));
  EXPECT_EQ(queues.Look().Text("tx-1/xps_rxqs"), "0,3");
  EXPECT_EQ(queues.StatusOf("tx-1/xps_rxqs", CpuSet{0, 3}), Status::kOk);
  EXPECT_THAT(queues.Set({{"tx-1/xps_rxqs", CpuSet{8}}}), HasErrno(EOVERFLOW));
  // How many there are is no setting that hosts are compared by.
  EXPECT_EQ(queues.Text("xps_rxqs/count"), "4");
  EXPECT_FALSE(queues.tunable().PlaceOf(queues.At("xps_rxqs/count"), queues.seen().values));
}

}  // namespace
}  // namespace netkeel
