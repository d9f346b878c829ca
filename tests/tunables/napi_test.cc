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

TEST(NapiTest, ADeviceWithoutNapiHasNoneOfThese) {
  RecordedKernel kernel = LoadTestTree("veth");
  kernel.AddFile("/sys/class/net/eth0/threaded", "1\n");  // as Linux 6.18 leaves it
  const TunableProbe napi = Napi(kernel);
  for (const char* const key : {"threaded", "gro_flush_timeout", "napi_defer_hard_irqs"}) {
    EXPECT_FALSE(napi.Has(key));
    EXPECT_EQ(napi.Problem(key).code, ErrorCode::kUnsupported);
    EXPECT_EQ(napi.Problem(key).message, "a veth has no NAPI while its gro is off");
  }
}

TEST(NapiTest, LinuxRefusesThreadsWhereThereIsNoNapi) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe napi = Napi(kernel);
  kernel.SetEthtool("eth0", EthtoolTopic::kNapi, {});
  const auto set = napi.Set({{"threaded", kOn}});
  ASSERT_THAT(set, HasErrno(EOPNOTSUPP));
  EXPECT_THAT(set.error().message, HasSubstr("the interface has no NAPI"));
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
