// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"
#include "tunables/wishes.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Value kOn = std::string("on");
const Value kOff = std::string("off");

uint64_t N(uint64_t number) { return number; }

TunableProbe Napi(RecordedKernel& kernel, const std::string& name = "eth0") {
  TunableProbe probe(MakeNapi(), kernel, Interface(kernel, name));
  probe.Look();
  return probe;
}

TEST(NapiTest, ADeviceWithoutAListIsJudgedByItsFiles) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe napi = Napi(kernel);
  EXPECT_EQ(napi.Text("threaded"), "off");
  ASSERT_THAT(napi.Set({{"threaded", kOn}, {"gro_flush_timeout", N(200000)}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("write /sys/class/net/eth0/threaded 1",
                                           "write /sys/class/net/eth0/gro_flush_timeout 200000"));
  napi.Look();
  EXPECT_EQ(napi.StatusOf("threaded", kOn), Status::kOk);
  EXPECT_EQ(napi.StatusOf("gro_flush_timeout", N(200000)), Status::kOk);
  EXPECT_EQ(napi.StatusOf("napi_defer_hard_irqs", N(100)), Status::kDrift);
}

TEST(NapiTest, AFileThatIsNotThereIsNamedWithTheInterface) {
  RecordedKernel kernel = LoadTestTree("qemu-igb-4q");
  EXPECT_THAT(Napi(kernel, "eth4").Problem("threaded").message,
              HasSubstr("no file /sys/class/net/eth4/threaded"));
}

TEST(NapiTest, AWriteReachesEveryNapi) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe napi = Napi(kernel);
  EXPECT_EQ(napi.Steps({{"threaded", kOn}}).front().effect,
            "overwrites what single NAPIs were given");
  ASSERT_THAT(napi.Set({{"threaded", kOn}, {"napi_defer_hard_irqs", N(100)}}), IsOk());
  EXPECT_EQ(napi.Look().StatusOf("threaded", kOn), Status::kOk);
  EXPECT_EQ(napi.Text("napi_defer_hard_irqs/napis"), "100 100");
  EXPECT_FALSE(napi.tunable().IsWritable("napi_defer_hard_irqs/napis"));
  EXPECT_FALSE(napi.tunable().PlaceOf(napi.At("threaded/napis"), napi.seen().values));
}

TEST(NapiTest, WhatOneNapiHasOfItsOwnIsDriftThoughTheFileIsAsWanted) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  const Device eth0 = Interface(kernel, "eth0");
  ASSERT_THAT(kernel.EthtoolSet(eth0, EthtoolTopic::kNapi, {{"8194/threaded", N(2)}}), IsOk());
  TunableProbe napi = Napi(kernel);
  EXPECT_EQ(napi.Text("threaded"), "off");
  const Verdict verdict = napi.Judge("threaded", kOff);
  EXPECT_EQ(verdict.status, Status::kDrift);
  EXPECT_EQ(verdict.reason, "NAPI 1 of the interface has busy-poll, which the file does not show");
  ASSERT_THAT(napi.Set({{"threaded", kOff}}), IsOk());
  EXPECT_EQ(napi.Look().StatusOf("threaded", kOff), Status::kOk);
}

TEST(NapiTest, BeforeLinux617AThreadIsWhatShowsThatItIsThreaded) {
  RecordedKernel kernel = LoadTestTree("feed-4-cpu");
  TunableProbe napi = Napi(kernel);
  ASSERT_THAT(napi.Set({{"threaded", kOn}}), IsOk());
  EXPECT_EQ(napi.Look().StatusOf("threaded", kOn), Status::kDrift);
  EthtoolFields fields;
  for (uint64_t id = 8193; id < 8197; ++id) {
    fields[std::to_string(id) + "/id"] = id;
    fields[std::to_string(id) + "/pid"] = 100 + id;
  }
  kernel.SetEthtool("eth0", EthtoolTopic::kNapi, fields);
  EXPECT_EQ(napi.Look().StatusOf("threaded", kOn), Status::kOk);
  // The threads stay.
  ASSERT_THAT(napi.Set({{"threaded", kOff}}), IsOk());
  EXPECT_EQ(napi.Look().StatusOf("threaded", kOff), Status::kOk);
}

TEST(NapiTest, ADeviceWithoutNapiMeetsNoWishAndItsFilesAreSeenAllTheSame) {
  RecordedKernel kernel = LoadTestTree("veth");
  kernel.AddFile("/sys/class/net/eth0/threaded", "1\n");  // as Linux 6.18 leaves it
  const Wishes wishes =
      WishesOn(kernel, "napi", {{"threaded", std::string("on")}, {"gro_flush_timeout", N(0)}});
  for (const char* const key : {"threaded", "gro_flush_timeout"}) {
    EXPECT_EQ(wishes.Finding(key), "unsupported: a veth has no NAPI while its gro is off");
    EXPECT_EQ(wishes.Text(key), "");
  }
  // For the way back: an apply that gives it a NAPI writes them.
  const TunableProbe napi = Napi(kernel);
  EXPECT_EQ(napi.Text("threaded"), "on");
  EXPECT_EQ(napi.Text("gro_flush_timeout"), "0");
  EXPECT_FALSE(napi.tunable().PlaceOf(napi.At("threaded"), napi.seen().values));
}

TEST(NapiTest, ThreadsOfAVethEndBeforeItsNapis) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe napi = Napi(kernel);
  Step gro;
  gro.device = "eth0";
  gro.tunable = "features";
  gro.changes = {{{"eth0", "features", "rx-gro"}, kOn, kOff}};
  const auto before = [&] {
    napi.Look();
    return napi.tunable().StepsBefore(Interface(kernel, "eth0"), gro, napi.seen().values);
  };
  EXPECT_TRUE(before().empty());
  ASSERT_THAT(napi.Set({{"threaded", kOn}}), IsOk());
  ASSERT_EQ(before().size(), 1U);
  EXPECT_EQ(before().front().changes.front().after, kOff);
  gro.changes.front().after = kOn;
  EXPECT_TRUE(before().empty());
}

TEST(NapiTest, LinuxRefusesThreadsWhereThereIsNoNapiAndTheOthersGoOn) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe napi = Napi(kernel);
  kernel.SetEthtool("eth0", EthtoolTopic::kNapi, {});
  const auto set = napi.Set({{"threaded", kOn}});
  ASSERT_THAT(set, HasErrno(EOPNOTSUPP));
  EXPECT_EQ(set.error().code, ErrorCode::kImmovable);
  EXPECT_THAT(set.error().message, HasSubstr("the interface has no NAPI"));
}

TEST(NapiTest, ThreadsOfAVirtualDeviceThatIsDownWaitForIt) {
  RecordedKernel kernel = LoadTestTree("veth");
  kernel.AddFile("/sys/class/net/eth0/flags", "0x1002\n");
  const Wishes wishes =
      WishesOn(kernel, "napi", {{"threaded", std::string("on")}, {"gro_flush_timeout", N(5)}});
  EXPECT_THAT(wishes.Finding("threaded"), HasSubstr("pending: "));
  EXPECT_EQ(wishes.Text("gro_flush_timeout"), "5");
  EXPECT_EQ(WishesOn(kernel, "napi", {{"threaded", std::string("off")}}).Text("threaded"), "off");
}

TEST(NapiTest, AProfileOfItSaysNoKeyThatSingleNapisHaveOtherwise) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  const Device eth0 = Interface(kernel, "eth0");
  ASSERT_THAT(kernel.EthtoolSet(eth0, EthtoolTopic::kNapi, {{"8194/threaded", N(1)}}), IsOk());
  const TunableProbe napi = Napi(kernel);
  EXPECT_FALSE(napi.tunable().PlaceOf(napi.At("threaded"), napi.seen().values));
  EXPECT_TRUE(napi.tunable().PlaceOf(napi.At("gro_flush_timeout"), napi.seen().values));
}

TEST(NapiTest, ADeviceThatIsDownIsJudgedByItsFiles) {
  RecordedKernel kernel = LoadTestTree("veth");
  Device eth0 = Interface(kernel, "eth0");
  eth0.up = false;
  TunableProbe napi(MakeNapi(), kernel, eth0);
  EXPECT_EQ(napi.Look().Text("threaded"), "off");
}

}  // namespace
}  // namespace netkeel
