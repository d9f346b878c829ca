// SPDX-License-Identifier: Apache-2.0
#include "tunables/interface_sysctl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

uint64_t N(uint64_t number) { return number; }

constexpr const char* kFilter = "ipv4.conf.rp_filter";

TunableProbe Of(RecordedKernel& kernel, const std::string& name,
                const std::set<std::string>& keys = {}) {
  TunableProbe probe(MakeInterfaceSysctl(), kernel, Interface(kernel, name));
  probe.Look(keys);
  return probe;
}

/// `name` with rp_filter, and what `all` has of it.
RecordedKernel WithFilter(const std::string& name, const std::string& own, const std::string& all) {
  const std::string conf = "/proc/sys/net/ipv4/conf/";
  return TreeBuilder()
      .Nic(name, "ixgbe")
      .File(conf + name + "/rp_filter", own + '\n')
      .File(conf + "all/rp_filter", all + '\n')
      .Build();
}

TEST(InterfaceSysctlTest, AKeyIsTheFileOfTheInterfaceWhateverItsName) {
  for (const std::string name : {"eth0", "eth0.100", "a.b-c@1"}) {
    RecordedKernel kernel = WithFilter(name, "0", "0");
    TunableProbe sysctl = Of(kernel, name, {kFilter});
    EXPECT_EQ(sysctl.Text(kFilter), "0");
    ASSERT_THAT(sysctl.Set({{kFilter, N(2)}}), IsOk());
    EXPECT_THAT(kernel.writes(),
                ElementsAre("write /proc/sys/net/ipv4/conf/" + name + "/rp_filter 2"));
  }
}

TEST(InterfaceSysctlTest, TheSameKeyAsSysctlHasItIsNamedWithSlashesForDots) {
  EXPECT_EQ(SysctlKeyOf({"eth0.100", kInterfaceSysctl, kFilter}),
            "net.ipv4.conf.eth0/100.rp_filter");
  EXPECT_EQ(SysctlKeyOf({kHostDevice, "sysctl", "net.core.somaxconn"}), "net.core.somaxconn");
}

TEST(InterfaceSysctlTest, AnotherInterfaceOfThatNameIsLeftAlone) {
  RecordedKernel kernel = WithFilter("eth0", "0", "0");
  const auto steps = Of(kernel, "eth0", {kFilter}).Steps({{kFilter, N(2)}});
  Device device = Interface(kernel, "eth0");
  kernel.AddFile("/sys/class/net/eth0/ifindex", "4711\n");
  const auto applied = MakeInterfaceSysctl()->Apply(kernel, device, steps.front());
  ASSERT_THAT(applied, HasErrno(ENODEV));
  EXPECT_EQ(kernel.ReadFile("/proc/sys/net/ipv4/conf/eth0/rp_filter").value(), "0\n");
}

TEST(InterfaceSysctlTest, AllOfAnInterfaceIsEveryFileButSecretsAndCoarserTwins) {
  RecordedKernel kernel = LoadTestTree("veth");
  kernel.AddFile("/proc/sys/net/ipv6/conf/eth0/stable_secret", "1::1\n");
  const TunableProbe sysctl = Of(kernel, "eth0");
  EXPECT_EQ(sysctl.Text("ipv4.neigh.base_reachable_time_ms"), "30000");
  EXPECT_EQ(sysctl.Text("ipv6.conf.accept_ra"), "1");
  EXPECT_EQ(sysctl.Text("ipv4.conf.medium_id"), "0");
  EXPECT_FALSE(sysctl.Has("ipv4.neigh.base_reachable_time"));
  EXPECT_FALSE(sysctl.Has("ipv4.neigh.unres_qlen"));
  EXPECT_FALSE(sysctl.Has("ipv6.conf.stable_secret"));
}

TEST(InterfaceSysctlTest, AMissingKeyAndAMissingFolderSayWhatIsMissing) {
  RecordedKernel kernel = WithFilter("eth0", "0", "0");
  const TunableProbe sysctl =
      Of(kernel, "eth0", {"ipv4.conf.rp_filer", "ipv6.conf.accept_ra", "mpls.conf.input"});
  EXPECT_EQ(sysctl.Problem("ipv4.conf.rp_filer").code, ErrorCode::kUnsupported);
  EXPECT_THAT(sysctl.Problem("ipv4.conf.rp_filer").message,
              HasSubstr("no such key; did you mean 'ipv4.conf.rp_filter'?"));
  EXPECT_THAT(sysctl.Problem("ipv6.conf.accept_ra").message, HasSubstr("an MTU below 1280"));
  EXPECT_EQ(sysctl.Problem("mpls.conf.input").message, "there is no /proc/sys/net/mpls/conf/eth0");
}

TEST(InterfaceSysctlTest, WhatAllOutweighsIsAConflictThatNamesItsKey) {
  RecordedKernel kernel = WithFilter("eth0", "0", "1");
  const TunableProbe sysctl = Of(kernel, "eth0", {kFilter});
  EXPECT_EQ(sysctl.Text("ipv4.conf.rp_filter/effective"), "1");
  const Verdict verdict = sysctl.Judge(kFilter, N(0));
  EXPECT_EQ(verdict.status, Status::kConflict);
  EXPECT_THAT(verdict.reason, AllOf(HasSubstr("its file says 0, and in force is 1"),
                                    HasSubstr("write net.ipv4.conf.all.rp_filter: 0")));
  EXPECT_EQ(sysctl.StatusOf(kFilter, N(2)), Status::kDrift);
  EXPECT_FALSE(sysctl.tunable().IsWritable("ipv4.conf.rp_filter/effective"));
}

struct InForce {
  const char* key;
  const char* all;
  const char* own;
  const char* effective;
  const char* forwarding = "0";
};

class InForceTest : public testing::TestWithParam<InForce> {};

TEST_P(InForceTest, IsWhatLinuxMakesOfBoth) {
  const InForce& each = GetParam();
  const std::string key = each.key;
  const std::string folder = "/proc/sys/net/" + key.substr(0, 4) + "/conf/";
  const std::string file = key.substr(key.rfind('.') + 1);
  RecordedKernel kernel = TreeBuilder()
                              .Nic("eth0", "ixgbe")
                              .File(folder + "eth0/" + file, std::string(each.own) + '\n')
                              .File(folder + "eth0/forwarding", std::string(each.forwarding) + '\n')
                              .File(folder + "all/" + file, std::string(each.all) + '\n')
                              .Build();
  EXPECT_EQ(Of(kernel, "eth0", {key}).Text(key + "/effective"), each.effective);
}

INSTANTIATE_TEST_SUITE_P(Keys, InForceTest,
                         testing::Values(InForce{"ipv4.conf.rp_filter", "1", "2", "2"},
                                         InForce{"ipv4.conf.arp_ignore", "8", "1", "8"},
                                         InForce{"ipv4.conf.log_martians", "1", "0", "1"},
                                         InForce{"ipv4.conf.accept_source_route", "0", "1", "0"},
                                         InForce{"ipv4.conf.accept_source_route", "1", "1", "1"},
                                         InForce{"ipv4.conf.accept_redirects", "0", "1", "1"},
                                         InForce{"ipv4.conf.accept_redirects", "0", "1", "0", "1"},
                                         InForce{"ipv4.conf.force_igmp_version", "2", "1", "1"},
                                         InForce{"ipv4.conf.force_igmp_version", "2", "3", "2"},
                                         InForce{"ipv4.conf.force_igmp_version", "0", "3", "3"},
                                         InForce{"ipv4.conf.arp_evict_nocarrier", "0", "1", "0"},
                                         InForce{"ipv4.conf.bc_forwarding", "0", "1", "0"},
                                         InForce{"ipv4.conf.drop_gratuitous_arp", "1", "0", "1"},
                                         InForce{"ipv4.conf.drop_unicast_in_l2_multicast", "1", "0",
                                                 "1"},
                                         InForce{"ipv6.conf.ndisc_evict_nocarrier", "0", "1", "0"},
                                         InForce{"ipv6.conf.ndisc_notify", "1", "0", "1"},
                                         InForce{"ipv6.conf.force_mld_version", "1", "2", "1"},
                                         InForce{"ipv6.conf.force_mld_version", "0", "2", "2"},
                                         InForce{"ipv4.conf.arp_filter", "-1", "0", ""},
                                         InForce{"ipv4.conf.tag", "7", "1", ""},
                                         InForce{"ipv6.conf.accept_ra", "0", "2", ""}));

struct Rounded {
  const char* key;
  const char* kept;
  uint64_t wanted;
  Status status;
};

class RoundedTest : public testing::TestWithParam<Rounded> {};

TEST_P(RoundedTest, WhatLinuxMakesOfMillisecondsIsAsWanted) {
  const Rounded& each = GetParam();
  std::string path = each.key;
  path.replace(path.find(".", 5), 1, "/eth0/").replace(4, 1, "/");
  RecordedKernel kernel = TreeBuilder()
                              .Nic("eth0", "ixgbe")
                              .File("/proc/sys/net/" + path, std::string(each.kept) + '\n')
                              .Build();
  EXPECT_EQ(Of(kernel, "eth0", {each.key}).StatusOf(each.key, N(each.wanted)), each.status);
}

constexpr const char* kRetrans = "ipv4.neigh.retrans_time_ms";
constexpr const char* kReport = "ipv6.conf.mldv2_unsolicited_report_interval";

INSTANTIATE_TEST_SUITE_P(
    Keys, RoundedTest,
    testing::Values(Rounded{kRetrans, "252", 250, Status::kClamped},  // HZ=250
                    Rounded{kRetrans, "260", 252, Status::kClamped},  // HZ=100
                    Rounded{kRetrans, "254", 251, Status::kClamped},  // HZ=300
                    Rounded{kRetrans, "250", 250, Status::kOk},
                    Rounded{kRetrans, "248", 250, Status::kDrift},
                    Rounded{kRetrans, "256", 250, Status::kDrift},
                    Rounded{kRetrans, "1000", 250, Status::kDrift},
                    Rounded{"ipv6.neigh.base_reachable_time_ms", "252", 250, Status::kClamped},
                    Rounded{kReport, "252", 250, Status::kClamped},
                    Rounded{"ipv4.conf.igmpv2_unsolicited_report_interval", "252", 250,
                            Status::kDrift},
                    Rounded{"ipv4.neigh.gc_stale_time", "252", 250, Status::kDrift}));

TEST(InterfaceSysctlTest, WhatIsNotInForceStandsNowhereByItself) {
  RecordedKernel kernel = LoadTestTree("veth");
  const TunableProbe sysctl = Of(kernel, "eth0");
  const State& seen = sysctl.seen().values;
  EXPECT_FALSE(sysctl.tunable().PlaceOf(sysctl.At("ipv4.conf.accept_source_route"), seen));
  EXPECT_TRUE(sysctl.tunable().PlaceOf(sysctl.At(kFilter), seen));
}

}  // namespace
}  // namespace netkeel
