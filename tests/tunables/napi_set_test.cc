// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/faulty_kernel.h"
#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

uint64_t N(uint64_t number) { return number; }

TunableProbe NapiSet(RecordedKernel& kernel) {
  TunableProbe probe(MakeNapiSet(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(NapiSetTest, ANapiGoesByItsQueueWhereTheKernelTellsItAndByItsPlaceElse) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  EXPECT_EQ(NapiSet(kernel).Text("rx-1/threaded"), "off");
  EXPECT_EQ(NapiSet(kernel).Text("rx-1/id"), "8194");
  kernel.SetRows("eth0", QueryTopic::kQueues, {});
  const TunableProbe napis = NapiSet(kernel);
  EXPECT_EQ(napis.Text("napi-1/defer-hard-irqs"), "0");
  EXPECT_FALSE(napis.tunable().IsWritable("napi-1/id"));
  EXPECT_TRUE(napis.tunable().IsWritable("napi-1/threaded"));
}

TEST(NapiSetTest, AllOfANapiIsOneRequest) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe napis = NapiSet(kernel);
  ASSERT_THAT(napis.Set({{"rx-0/threaded", Value{std::string("on")}},
                         {"rx-0/gro-flush-timeout", N(200000)},
                         {"rx-1/defer-hard-irqs", N(100)}}),
              IsOk());
  EXPECT_THAT(kernel.writes(),
              ElementsAre("ethtool eth0 napi 8193/gro-flush-timeout=200000 8193/threaded=1",
                          "ethtool eth0 napi 8194/defer-hard-irqs=100"));
  napis.Look();
  EXPECT_EQ(napis.Text("rx-0/threaded"), "on");
  EXPECT_EQ(napis.StatusOf("rx-0/gro-flush-timeout", N(200000)), Status::kOk);
  EXPECT_EQ(napis.StatusOf("rx-1/gro-flush-timeout", N(200000)), Status::kDrift);
}

TEST(NapiSetTest, AKernelWithoutBusyPollRefusesThatAlone) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  const Value busy_poll = std::string("busy-poll");
  TunableProbe napis = NapiSet(kernel);
  const auto steps =
      napis.Steps({{"rx-0/threaded", busy_poll}, {"rx-0/gro-flush-timeout", N(200000)}});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps.back().changes.front().after, busy_poll);
  FaultyKernel old(kernel, 1, ERANGE);
  TunableProbe refused(MakeNapiSet(), old, Interface(kernel, "eth0"));
  const auto set = refused.Look().Set({{"rx-0/threaded", busy_poll}});
  ASSERT_THAT(set, HasErrno(ERANGE));
  EXPECT_EQ(set.error().code, ErrorCode::kImmovable);
  EXPECT_THAT(set.error().message, HasSubstr("this kernel has no busy-poll (Linux 6.19)"));
  EXPECT_THAT(napis.Set({{"rx-0/threaded", busy_poll}}), IsOk());
}

TEST(NapiSetTest, ItIsWrittenToTheIdThatTheNapiHasByThen) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  kernel.SetRows("eth0", QueryTopic::kQueues, {});
  TunableProbe napis = NapiSet(kernel);
  const Step step = napis.Steps({{"napi-1/irq-suspend-timeout", N(20)}}).front();
  EthtoolFields fresh;
  for (const std::string id : {"8200/", "8201/"}) {
    fresh[id + "id"] = N(1);
    fresh[id + "irq-suspend-timeout"] = N(0);
  }
  kernel.SetEthtool("eth0", EthtoolTopic::kNapi, fresh);
  const Device eth0 = Interface(kernel, "eth0");
  ASSERT_THAT(napis.tunable().Apply(kernel, eth0, step), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 napi 8201/irq-suspend-timeout=20"));
  kernel.SetEthtool("eth0", EthtoolTopic::kNapi, {});
  EXPECT_THAT(napis.tunable().Apply(kernel, eth0, step), HasCode(ErrorCode::kNotFound));
}

TEST(NapiSetTest, WhatOnlyAnOlderKernelLacksIsUnsupported) {
  RecordedKernel old = LoadTestTree("ixgbe-4q");
  EXPECT_THAT(NapiSet(old).Problem("").message, HasSubstr("does not list NAPIs (Linux 6.8)"));
  RecordedKernel newer = LoadTestTree("feed-4-cpu");
  const TunableProbe napis = NapiSet(newer);
  EXPECT_EQ(napis.Problem("threaded").code, ErrorCode::kUnsupported);
  EXPECT_THAT(napis.Problem("threaded").message, HasSubstr("no such value of a single NAPI"));
  RecordedKernel none = LoadTestTree("veth");
  EXPECT_EQ(NapiSet(none).Problem("").message, "a veth has no NAPI while its gro is off");
}

TEST(NapiSetTest, OfAnInterfaceThatIsDownItIsPending) {
  RecordedKernel kernel = LoadTestTree("veth");
  Device eth0 = Interface(kernel, "eth0");
  eth0.up = false;
  TunableProbe napis(MakeNapiSet(), kernel, eth0);
  EXPECT_EQ(napis.Look().Problem("").code, ErrorCode::kPending);
}

TEST(NapiSetTest, LinuxRefusesWhatIsOutOfRange) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  const Device eth0 = Interface(kernel, "eth0");
  const auto set = [&](const std::string& word, uint64_t value) {
    return kernel.EthtoolSet(eth0, EthtoolTopic::kNapi, {{word, value}});
  };
  EXPECT_THAT(set("8193/threaded", 3), HasErrno(ERANGE));
  EXPECT_THAT(set("8193/defer-hard-irqs", N(1) << 31), HasErrno(ERANGE));
  EXPECT_THAT(set("8193/gro-flush-timeout", N(1) << 40), IsOk());
  EXPECT_THAT(set("9000/threaded", 1), HasErrno(ENOENT));
  EXPECT_THAT(set("8193/pid", 1), HasErrno(EINVAL));
}

TEST(NapiSetTest, BothLayersOfOneSettingAreAnError) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  const auto want = [](const std::string& tunable, const std::string& key) {
    Setting setting;
    setting.tunable = tunable;
    setting.key = key;
    setting.literal = uint64_t{100};
    setting.source = {"p.yaml", 9};
    return setting;
  };
  const Device eth0 = Interface(kernel, "eth0");
  const Target target{eth0,
                      {want("napi", "napi_defer_hard_irqs"), want("napi-set", "defer-hard-irqs"),
                       want("napi-set", "gro-flush-timeout")}};
  const Observation observed = NapiSet(kernel).seen();
  Desired desired;
  MakeNapiSet()->Resolve({target, observed, CpuFacts{}}, desired);
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
  EXPECT_EQ(desired.findings[0].reason,
            "napi.napi_defer_hard_irqs (p.yaml:9) sets it for the whole interface and overwrites "
            "this; keep one of the two");
  EXPECT_EQ(desired.wishes.size(), 2U);  // gro-flush-timeout of both NAPIs
}

}  // namespace
}  // namespace netkeel
