// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/faulty_kernel.h"
#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

uint64_t N(uint64_t number) { return number; }

TunableProbe Rings(RecordedKernel& kernel) {
  TunableProbe probe(MakeRings(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(RingsTest, OneRequestSetsBothDirectionsAndNothingElse) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe rings = Rings(kernel);
  ASSERT_THAT(rings.Set({{"rx", N(8192)}, {"tx", N(1024)}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 rings rx=8192 tx=1024"));
  EXPECT_EQ(rings.Look().Text("rx"), "8192");
}

TEST(RingsTest, AStepIsDisruptiveButVirtioOnlyStopsItsQueues) {
  RecordedKernel intel = LoadTestTree("ixgbe-4q");
  const Step step = Rings(intel).Steps({{"rx", N(64)}}).front();
  EXPECT_TRUE(step.disruptive);
  EXPECT_FALSE(step.reshapes);
  EXPECT_EQ(step.object, "ETHTOOL_MSG_RINGS_SET");
  RecordedKernel virtio = LoadTestTree("virtio");
  EXPECT_FALSE(Rings(virtio).Steps({{"rx", N(64)}}).front().disruptive);
}

TEST(RingsTest, FieldsWithoutAMaximumAreUnsupported) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe rings(MakeRings(), kernel, Interface(kernel, "eth0"));
  rings.Look({"rx-mini", "rx"});
  EXPECT_FALSE(rings.Has("rx-mini"));
  EXPECT_EQ(rings.Problem("rx-mini").code, ErrorCode::kUnsupported);
  EXPECT_THAT(rings.Problem("rx-mini").message, HasSubstr("it has: rx, tx"));
  EXPECT_EQ(rings.Text("rx-max"), "8192");
}

TEST(RingsTest, ADeviceWithoutRingsIsUnsupportedAsAWhole) {
  RecordedKernel kernel = LoadTestTree("veth");
  EXPECT_EQ(Rings(kernel).Problem("").code, ErrorCode::kUnsupported);
}

struct Rounding {
  const char* driver;
  uint64_t wanted;
  uint64_t granted;
  Status status;
};

class RoundingTest : public testing::TestWithParam<Rounding> {};

TEST_P(RoundingTest, IsToldFromDrift) {
  const Rounding& given = GetParam();
  RecordedKernel kernel =
      TreeBuilder().Nic("eth0", given.driver).Rings(given.granted, 8192).Build();
  const Verdict verdict = Rings(kernel).Judge("rx", given.wanted);
  EXPECT_EQ(verdict.status, given.status)
      << given.driver << ' ' << given.wanted << " -> " << given.granted;
  EXPECT_EQ(verdict.reason.empty(), given.status != Status::kClamped);
}

INSTANTIATE_TEST_SUITE_P(
    Drivers, RoundingTest,
    testing::Values(
        Rounding{"ixgbe", 1001, 1008, Status::kClamped},
        Rounding{"ixgbe", 10, 64, Status::kClamped}, Rounding{"ixgbe", 1001, 1024, Status::kDrift},
        Rounding{"ixgbe", 1024, 1024, Status::kOk}, Rounding{"ixgbe", 1024, 512, Status::kDrift},
        Rounding{"igc", 100, 104, Status::kClamped}, Rounding{"e1000e", 1, 64, Status::kClamped},
        Rounding{"i40e", 1000, 1024, Status::kClamped},
        Rounding{"i40e", 1000, 1008, Status::kDrift}, Rounding{"ice", 10, 64, Status::kDrift},
        Rounding{"ena", 1000, 512, Status::kClamped}, Rounding{"ena", 1000, 1024, Status::kDrift},
        Rounding{"mlx5_core", 1000, 1024, Status::kClamped},
        Rounding{"vmxnet3", 1000, 1024, Status::kClamped},
        Rounding{"vmxnet3", 1000, 1056, Status::kDrift},
        Rounding{"mlx4_en", 10, 128, Status::kClamped},
        Rounding{"bnxt_en", 1025, 2048, Status::kDrift},
        Rounding{"nfp", 1000, 1008, Status::kDrift},
        Rounding{"vmxnet3", 1000, 1023, Status::kDrift}, Rounding{"sfc", 1000, 999, Status::kDrift},
        Rounding{"sfc", 1000, 4096, Status::kDrift}));

TEST(RingsTest, ABusyDriverIsAskedAgain) {
  RecordedKernel recorded = LoadTestTree("iavf");
  FaultyKernel kernel(recorded, 1, EAGAIN);
  TunableProbe rings(MakeRings(), kernel, Interface(recorded, "eth0"));
  ASSERT_THAT(rings.Look().Set({{"rx", N(1024)}}), IsOk());
  EXPECT_EQ(kernel.writes(), 2U);
}

TEST(RingsTest, ADriverThatStaysBusyIsReportedWithTheCause) {
  RecordedKernel recorded = LoadTestTree("iavf");
  FaultyKernel kernel(recorded, 1, EBUSY, FaultyKernel::Lasts::kForEver);
  TunableProbe rings(MakeRings(), kernel, Interface(recorded, "eth0"));
  const auto set = rings.Look().Set({{"rx", N(1024)}});
  ASSERT_THAT(set, HasCode(ErrorCode::kBusy));
  EXPECT_THAT(set.error().message, HasSubstr("eth0 rings rx 1024"));
  EXPECT_THAT(set.error().message, HasSubstr("resetting"));
}

TEST(RingsTest, AFixedRingOfAGuestIsTheHostsToSet) {
  RecordedKernel recorded = LoadTestTree("virtio");
  FaultyKernel kernel(recorded, 1, EOPNOTSUPP);
  TunableProbe rings(MakeRings(), kernel, Interface(recorded, "eth0"));
  const auto set = rings.Look().Set({{"rx", N(128)}});
  ASSERT_THAT(set, HasCode(ErrorCode::kUnsupported));
  EXPECT_THAT(set.error().message, HasSubstr("set on the host"));
}

TEST(RingsTest, TheKernelsOwnWordsStayInTheError) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto set = Rings(kernel).Set({{"rx", N(16384)}});
  ASSERT_THAT(set, HasCode(ErrorCode::kInvalid));
  EXPECT_THAT(set.error().message, HasSubstr("requested ring size exceeds maximum"));
}

}  // namespace
}  // namespace netkeel
