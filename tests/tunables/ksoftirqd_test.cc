// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TunableProbe Ksoftirqd(RecordedKernel& kernel) {
  TunableProbe probe(MakeKsoftirqd(), kernel, HostDevice());
  probe.Look();
  return probe;
}

TEST(KsoftirqdTest, TheThreadOfEachCpuIsSetByItself) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  TunableProbe threads = Ksoftirqd(kernel);
  EXPECT_EQ(threads.Text("cpu1/policy"), "fifo");
  EXPECT_EQ(threads.Text("cpu1/pid"), "22");
  ASSERT_THAT(threads.Set({{"cpu1/priority", uint64_t{11}}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool /host threads 1/pid=22 1/priority=11 "
                                           "1/start=3"));
  threads.Look();
  EXPECT_EQ(threads.StatusOf("cpu1/priority", uint64_t{11}), Status::kOk);
  EXPECT_EQ(threads.StatusOf("cpu0/priority", uint64_t{11}), Status::kDrift);
}

TEST(KsoftirqdTest, ItsCpuIsNobodysToChoose) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  EXPECT_FALSE(Ksoftirqd(kernel).Has("cpu1/affinity"));
  EXPECT_EQ(FindKey(MakeKsoftirqd()->descriptor(), "affinity"), nullptr);
}

TEST(KsoftirqdTest, WhereNoThreadIsSeenItIsUnsupported) {
  RecordedKernel kernel = LoadTestTree("veth");
  EXPECT_THAT(Ksoftirqd(kernel).Problem("").message, HasSubstr("as in a container"));
  EXPECT_EQ(Ksoftirqd(kernel).Problem("").code, ErrorCode::kUnsupported);
}

TEST(KsoftirqdTest, ARefusalSaysOfWhichCpu) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  kernel.SetImmovable("host/threads", EPERM);
  const auto set = Ksoftirqd(kernel).Set({{"cpu0/priority", uint64_t{11}}});
  ASSERT_THAT(set, HasCode(ErrorCode::kPermission));
  EXPECT_THAT(set.error().message, HasSubstr("host ksoftirqd cpu0: host threads"));
}

TEST(KsoftirqdTest, ACaptureHoldsTheThreadsOfTheHost) {
  const RecordedKernel kernel = LoadTestTree("veth-threads");
  const auto files = kernel.Files();
  ASSERT_TRUE(files.contains("host/threads.yaml"));
  EXPECT_THAT(files.at("host/threads.yaml"), HasSubstr("1/policy: fifo"));
}

}  // namespace
}  // namespace netkeel
