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
using testing::UnorderedElementsAre;

uint64_t N(uint64_t number) { return number; }
Value Text(const char* text) { return std::string(text); }

TunableProbe CpuFreq(RecordedKernel& kernel, const std::set<std::string>& keys = {}) {
  TunableProbe probe(MakeCpuFreq(), kernel, HostDevice());
  probe.Look(keys);
  return probe;
}

Setting Wants(const std::string& key, Literal literal) {
  Setting setting;
  setting.tunable = "cpufreq";
  setting.key = key;
  setting.literal = std::move(literal);
  return setting;
}

std::vector<std::string> WishedKeys(const RecordedKernel& kernel,
                                    const std::vector<Setting>& settings) {
  const Target target{HostDevice(), settings};
  const Observation seen = MakeCpuFreq()->Observe(kernel, target.device, {});
  CpuFacts facts;
  facts.present = facts.online = facts.possible = CpuSet::Range(0, 7);
  Desired desired;
  MakeCpuFreq()->Resolve({target, seen, facts}, desired);
  std::vector<std::string> keys;
  for (const auto& [address, wish] : desired.wishes) {
    keys.push_back(address.key + ' ' + ToText(wish.value));
  }
  for (const Finding& finding : desired.findings) keys.push_back(finding.reason);
  return keys;
}

TEST(CpuFreqTest, EveryPolicyHasItsOwnFiles) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe freq = CpuFreq(kernel);
  EXPECT_EQ(freq.Text("policy0/scaling_governor"), "schedutil");
  EXPECT_EQ(freq.Text("policy4/cpus"), "4-7");
  EXPECT_EQ(freq.Text("policy4/scaling_min_freq-max"), "3300000");
  EXPECT_EQ(freq.Text("cpu7/energy_perf_bias"), "6");
  ASSERT_THAT(freq.Set({{"policy4/scaling_governor", Text("performance")},
                        {"cpu7/energy_perf_bias", N(0)}}),
              IsOk());
  EXPECT_THAT(
      kernel.writes(),
      ElementsAre("write /sys/devices/system/cpu/cpufreq/policy4/scaling_governor performance",
                  "write /sys/devices/system/cpu/cpu7/power/energy_perf_bias 0"));
}

TEST(CpuFreqTest, AKeyIsForAllPoliciesOrForThoseOfACpuSet) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const Setting governor = Wants("scaling_governor", std::string("performance"));
  EXPECT_THAT(WishedKeys(kernel, {governor}), ElementsAre("policy0/scaling_governor performance",
                                                          "policy4/scaling_governor performance"));
  EXPECT_THAT(WishedKeys(kernel, {governor, Wants("energy_perf_bias", N(0)),
                                  Wants("cpus", CpuExpression::Parse("5-6").value())}),
              UnorderedElementsAre("policy4/scaling_governor performance",
                                   "cpu5/energy_perf_bias 0", "cpu6/energy_perf_bias 0"));
  EXPECT_THAT(WishedKeys(kernel, {Wants("scaling_min_freq", DeviceMaximum{})}),
              ElementsAre("policy0/scaling_min_freq 3300000", "policy4/scaling_min_freq 3300000"));
}

TEST(CpuFreqTest, ASetThatIsEmptyHereIsAnErrorAndNothingIsWished) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto keys = WishedKeys(kernel, {Wants("scaling_governor", std::string("performance")),
                                        Wants("cpus", CpuExpression::Parse("isolated").value())});
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_THAT(keys[0], HasSubstr("is no CPU on this host"));
}

TEST(CpuFreqTest, TheLimitThatMakesRoomIsWrittenFirst) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto order = [&](uint64_t min, uint64_t max) {
    std::string text;
    for (const Step& step : CpuFreq(kernel).Steps(
             {{"policy0/scaling_min_freq", N(min)}, {"policy0/scaling_max_freq", N(max)}})) {
      text += step.object.substr(step.object.rfind('_') - 3) + ' ';
    }
    return text;
  };
  EXPECT_EQ(order(1'300'000, 1'400'000), "min_freq max_freq ");
  EXPECT_EQ(order(3'400'000, 3'500'000), "max_freq min_freq ");
}

TEST(CpuFreqTest, AnUnknownGovernorIsRefusedWithThoseThatThereAre) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto set = CpuFreq(kernel).Set({{"policy0/scaling_governor", Text("turbo")}});
  ASSERT_THAT(set, HasErrno(EINVAL));
  EXPECT_THAT(set.error().message, HasSubstr("there are: performance powersave schedutil"));
}

TEST(CpuFreqTest, AVirtualMachineSaysWhyThereIsNothing) {
  RecordedKernel kernel = TreeBuilder().Build();
  const TunableProbe freq = CpuFreq(kernel, {"scaling_governor"});
  EXPECT_EQ(freq.Problem("scaling_governor").code, ErrorCode::kUnsupported);
  EXPECT_THAT(freq.Problem("scaling_governor").message, HasSubstr("a virtual machine"));
  EXPECT_EQ(freq.seen().problems.size(), 1U);
}

TEST(CpuFreqTest, ACheckpointsKeysAreSeenAgain) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  EXPECT_EQ(CpuFreq(kernel, {"policy0/scaling_governor"}).Text("policy0/scaling_governor"),
            "schedutil");
}

}  // namespace
}  // namespace netkeel
