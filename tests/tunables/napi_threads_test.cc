// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "model/cpu_expression.h"
#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Value Word(const char* word) { return std::string(word); }

TunableProbe Threads(RecordedKernel& kernel) {
  TunableProbe probe(MakeNapiThreads(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

Setting Want(const std::string& key, Literal literal) {
  Setting setting;
  setting.tunable = "napi-threads";
  setting.key = key;
  setting.literal = std::move(literal);
  return setting;
}

Desired Resolved(RecordedKernel& kernel, std::vector<Setting> settings) {
  const Target target{Interface(kernel, "eth0"), std::move(settings)};
  const Observation observed = Threads(kernel).seen();
  CpuFacts facts;
  facts.online = CpuSet{0, 1};
  facts.present = CpuSet{0, 1};
  facts.possible = CpuSet{0, 1};
  Desired desired;
  MakeNapiThreads()->Resolve({target, observed, facts}, desired);
  return desired;
}

TEST(NapiThreadsTest, AThreadGoesByTheQueueOfItsNapi) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  const TunableProbe threads = Threads(kernel);
  EXPECT_EQ(threads.Text("rx-1/pid"), "732");
  EXPECT_EQ(threads.Text("rx-1/affinity"), "0-1");
  EXPECT_EQ(threads.Text("rx-1/policy"), "fifo");
  EXPECT_EQ(threads.Text("rx-1/priority"), "40");
  EXPECT_FALSE(threads.tunable().IsWritable("rx-1/pid"));
  const auto place = threads.tunable().PlaceOf(threads.At("rx-1/affinity"), threads.seen().values);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->row + ' ' + place->item, "affinity queue-1");
}

TEST(NapiThreadsTest, WhereAndHowAreARequestEach) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  TunableProbe threads = Threads(kernel);
  ASSERT_THAT(threads.Set({{"rx-1/affinity", CpuSet{1}},
                           {"rx-1/policy", Word("rr")},
                           {"rx-1/priority", uint64_t{60}}}),
              IsOk());
  EXPECT_THAT(kernel.writes(),
              ElementsAre("ethtool eth0 threads 8194/cpus=1 8194/pid=732 8194/start=5013",
                          "ethtool eth0 threads 8194/pid=732 8194/policy=rr 8194/priority=60 "
                          "8194/start=5013"));
  threads.Look();
  EXPECT_EQ(threads.StatusOf("rx-1/affinity", CpuSet{1}), Status::kOk);
  EXPECT_EQ(threads.StatusOf("rx-1/policy", Word("rr")), Status::kOk);
  EXPECT_EQ(threads.StatusOf("rx-0/affinity", CpuSet{1}), Status::kDrift);
}

TEST(NapiThreadsTest, APriorityGoesWithThePolicyThatHadIt) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  TunableProbe threads = Threads(kernel);
  ASSERT_THAT(threads.Set({{"rx-0/policy", Word("batch")}}), IsOk());
  threads.Look();
  EXPECT_EQ(threads.Text("rx-0/policy"), "batch");
  EXPECT_EQ(threads.Text("rx-0/priority"), "0");
}

TEST(NapiThreadsTest, ItIsSetOfTheThreadThatTheNapiHasByThen) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  TunableProbe threads = Threads(kernel);
  const Step step = threads.Steps({{"rx-0/affinity", CpuSet{0}}}).front();
  const Device eth0 = Interface(kernel, "eth0");
  EthtoolFields fields = kernel.EthtoolGet(eth0, EthtoolTopic::kThreads).value();
  fields["8193/pid"] = std::string("900");
  kernel.SetEthtool("eth0", EthtoolTopic::kThreads, fields);
  ASSERT_THAT(threads.tunable().Apply(kernel, eth0, step), IsOk());
  EXPECT_THAT(kernel.writes(),
              ElementsAre("ethtool eth0 threads 8193/cpus=0 8193/pid=900 8193/start=5012"));
  kernel.SetEthtool("eth0", EthtoolTopic::kThreads, {{"8193/id", std::string("8193")}});
  EXPECT_THAT(threads.tunable().Apply(kernel, eth0, step), HasCode(ErrorCode::kNotFound));
}

TEST(NapiThreadsTest, AnotherThreadOfThatNumberIsLeftAlone) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  const Device eth0 = Interface(kernel, "eth0");
  const auto set = [&](const std::string& pid, const std::string& start) {
    return kernel.EthtoolSet(eth0, EthtoolTopic::kThreads,
                             {{"8193/pid", pid}, {"8193/start", start}, {"8193/cpus", Word("1")}});
  };
  EXPECT_THAT(set("731", "9999"), HasCode(ErrorCode::kNotFound));
  EXPECT_THAT(set("800", "5012"), HasCode(ErrorCode::kNotFound));
  EXPECT_EQ(Threads(kernel).Text("rx-0/affinity"), "0-1");
  EXPECT_THAT(set("731", "5012"), IsOk());
  EXPECT_EQ(Threads(kernel).Text("rx-0/affinity"), "1");
}

TEST(NapiThreadsTest, LinuxRefusesWhatDoesNotGoTogether) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  TunableProbe threads = Threads(kernel);
  EXPECT_THAT(threads.Set({{"rx-0/priority", uint64_t{0}}}), HasErrno(EINVAL));
  EXPECT_THAT(threads.Set({{"rx-0/priority", uint64_t{100}}}), HasErrno(EINVAL));
  EXPECT_THAT(threads.Set({{"rx-0/policy", Word("idle")}, {"rx-0/priority", uint64_t{4}}}),
              HasErrno(EINVAL));
  const auto nowhere = threads.Set({{"rx-0/affinity", CpuSet{7}}});
  ASSERT_THAT(nowhere, HasErrno(EINVAL));
  EXPECT_THAT(nowhere.error().message, HasSubstr("no CPU of 7 is online"));
  EXPECT_EQ(threads.Look().Text("rx-0/policy"), "fifo");
}

TEST(NapiThreadsTest, ThreadsComeWithThreadedAndGoWithIt) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  EXPECT_THAT(Threads(kernel).Problem("").message, HasSubstr("no NAPI of the interface is"));
  const int index = Interface(kernel, "eth0").ifindex;
  const std::string threaded = "/sys/class/net/eth0/threaded";
  ASSERT_THAT(kernel.WriteFile({threaded, index, ""}, "1\n"), IsOk());
  EXPECT_EQ(Threads(kernel).Text("rx-1/policy"), "other");
  ASSERT_THAT(Threads(kernel).Set({{"rx-1/affinity", CpuSet{1}}}), IsOk());
  ASSERT_THAT(kernel.WriteFile({threaded, index, ""}, "0\n"), IsOk());
  EXPECT_FALSE(Threads(kernel).Has("rx-1/policy"));
  ASSERT_THAT(kernel.WriteFile({threaded, index, ""}, "1\n"), IsOk());
  EXPECT_EQ(Threads(kernel).Text("rx-1/affinity"), "0-1");
}

TEST(NapiThreadsTest, WhereNoThreadCanBeSeenItIsUnsupportedWithTheReason) {
  RecordedKernel old = LoadTestTree("ixgbe-4q");
  EXPECT_THAT(Threads(old).Problem("").message, HasSubstr("whose a NAPI's thread is (Linux 6.8)"));
  RecordedKernel hidden = LoadTestTree("veth-gro");
  hidden.SetEthtool("eth0", EthtoolTopic::kThreads,
                    {{"8193/id", Word("8193")}, {"8193/pid", Word("731")}});
  EXPECT_THAT(Threads(hidden).Problem("").message, HasSubstr("as in a container"));
  hidden.SetEthtool("eth0", EthtoolTopic::kThreads, {});
  EXPECT_EQ(Threads(hidden).Problem("").message, "a veth has no NAPI while its gro is off");
}

TEST(NapiThreadsTest, ThreadsTakeTheCpusInTurn) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  const auto cpus = CpuExpression::Parse("0-1");
  const Desired desired = Resolved(
      kernel, {Want("affinity", Placement{Placement::Kind::kOneToOne, {}}), Want("cpus", *cpus)});
  EXPECT_TRUE(desired.findings.empty());
  const TunableProbe threads = Threads(kernel);
  EXPECT_EQ(desired.wishes.at(threads.At("rx-0/affinity")).value, Value{CpuSet{0}});
  EXPECT_EQ(desired.wishes.at(threads.At("rx-1/affinity")).value, Value{CpuSet{1}});
}

TEST(NapiThreadsTest, APolicyAndAPriorityThatDoNotGoTogetherAreAnError) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  const auto reason = [&](std::vector<Setting> settings) {
    const Desired desired = Resolved(kernel, std::move(settings));
    return desired.findings.empty() ? "" : desired.findings.front().reason;
  };
  const Setting fifo = Want("policy", std::string("fifo"));
  const Setting idle = Want("policy", std::string("idle"));
  EXPECT_EQ(reason({fifo}), "fifo needs `priority:`, 1 to 99");
  EXPECT_EQ(reason({fifo, Want("priority", uint64_t{0})}), "fifo needs `priority:`, 1 to 99");
  EXPECT_THAT(reason({idle, Want("priority", uint64_t{1})}), HasSubstr("idle has no priorities"));
  EXPECT_THAT(reason({Want("priority", uint64_t{1})}), HasSubstr("add `policy:`"));
  EXPECT_EQ(reason({fifo, Want("priority", uint64_t{1})}), "");
  EXPECT_EQ(Resolved(kernel, {idle}).wishes.size(), 2U);
}

TEST(NapiThreadsTest, WhatNeedsThePrivilegeSaysSo) {
  RecordedKernel kernel = LoadTestTree("veth-threads");
  kernel.SetImmovable("ethtool/eth0/threads", EPERM);
  const auto set = Threads(kernel).Set({{"rx-0/policy", Word("other")}});
  ASSERT_THAT(set, HasCode(ErrorCode::kPermission));
  EXPECT_THAT(set.error().message, HasSubstr("needs CAP_SYS_NICE"));
}

}  // namespace
}  // namespace netkeel
