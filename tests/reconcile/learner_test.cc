// SPDX-License-Identifier: Apache-2.0
//
// Settings that are accepted and read back as something else: each is its own finding.
#include "reconcile/learner.h"

#include <gmock/gmock.h>

#include <bit>
#include <cerrno>

#include "history/ledger.h"
#include "history/records.h"
#include "host/inventory.h"
#include "reconcile/fixture.h"
#include "support/forwarding_kernel.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTwoCards =
    "host: {sysctl: {net.core.dev_weight: 128}}\n"
    "interfaces:\n"
    "  - {match: {name: eth0}, rings: {rx: 1025}}\n"
    "  - {match: {name: eth1}, rings: {rx: 1024}}\n";

RecordedKernel TwoBroadcoms() {
  return TreeBuilder()
      .Cpus(8)
      .Nic("eth0", "bnxt_en")
      .Queues(4)
      .Nic("eth1", "bnxt_en")
      .Queues(4)
      .Build();
}

/// A driver that makes a ring a power of two large, or leaves it as it is; files that keep what
/// they have; and one that refuses a name. Counts requests and the time that was waited.
class OddKernel final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;

  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    resets.push_back(device.name + ' ' + ToText(topic));
    if (ignores_rings) return {};
    EthtoolFields granted = fields;
    for (auto& [word, value] : granted) value = std::bit_ceil(std::get<uint64_t>(value));
    return ForwardingKernel::EthtoolSet(device, topic, granted);
  }
  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override {
    const std::string& path = file.path;
    if (path.ends_with(refused)) return Fail(ErrnoError(path, refusal));
    files.push_back(path.substr(path.rfind('/') + 1));
    const auto other = instead.find(files.back());
    return ForwardingKernel::WriteFile(file, other == instead.end() ? content : other->second);
  }
  void Pause(std::chrono::milliseconds time) const override { waited += time; }

  std::vector<std::string> resets;
  std::vector<std::string> files;
  mutable std::chrono::milliseconds waited{0};
  bool ignores_rings = false;
  std::map<std::string, std::string> instead;  ///< what a file has after any write to it
  std::string refused = "none";
  int refusal = ENOENT;
};

class LearnerTest : public ReconcileTest {};

TEST_F(LearnerTest, ASizeThatTheDriverMovesIsGrantedAndTheOthersStay) {
  RecordedKernel recorded = TwoBroadcoms();
  OddKernel kernel(recorded);
  const Report report = Apply(kernel, ProfileOf(kTwoCards));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kClamped);
  EXPECT_THAT(At(report, "eth0/rings/rx").reason, HasSubstr("bnxt_en granted 2048 for 1025"));
  EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kOk);
  EXPECT_EQ(At(report, "host/sysctl/net.core.dev_weight").status, Status::kOk);
  EXPECT_THAT(kernel.resets, ElementsAre("eth0 rings", "eth1 rings"));
}

TEST_F(LearnerTest, WhatWasGrantedIsRememberedForThatWishAndThatDriver) {
  RecordedKernel recorded = TwoBroadcoms();
  OddKernel kernel(recorded);
  const Profile profile = ProfileOf(kTwoCards);
  EXPECT_EQ(Check(kernel, profile).exit_code, ExitCode::kDrift);
  Apply(kernel, profile);
  kernel.resets.clear();
  Options options;
  EXPECT_EQ(At(Check(kernel, profile, options), "eth0/rings/rx").status, Status::kDrift);
  options.grants = GrantsIn(StateFolder());
  const Finding known = At(Check(kernel, profile, options), "eth0/rings/rx");
  EXPECT_EQ(known.status, Status::kClamped);
  EXPECT_THAT(known.reason, HasSubstr("at the last apply"));
  EXPECT_TRUE(
      Reconciler(catalog_, profile, Disruptive()).DryRun(kernel, StateFolder()).plan.empty());
  EXPECT_EQ(Apply(kernel, profile).exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(kernel.resets, testing::IsEmpty());
  // Another wish, and another actual value, are asked for.
  const Profile other = ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 1026}}]\n");
  EXPECT_EQ(At(Check(kernel, other, options), "eth0/rings/rx").status, Status::kDrift);
  const Device eth0 = *DescribeInterface(recorded, "eth0");
  EXPECT_TRUE(recorded.EthtoolSet(eth0, EthtoolTopic::kRings, {{"rx", uint64_t{512}}}));
  Apply(kernel, profile);
  EXPECT_THAT(kernel.resets, ElementsAre("eth0 rings"));
}

TEST_F(LearnerTest, WhatIsNotTakenOverIsNotAskedForAgainByTheNextApply) {
  RecordedKernel recorded = TwoBroadcoms();
  OddKernel kernel(recorded);
  kernel.ignores_rings = true;
  Apply(kernel, ProfileOf(kTwoCards));
  kernel.resets.clear();
  const Report report = Apply(kernel, ProfileOf(kTwoCards));
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kConflict);
  EXPECT_THAT(kernel.resets, testing::IsEmpty());
}

TEST_F(LearnerTest, WhereTheDriversRuleIsKnownAnotherSizeIsNoGrantAndIsAskedForAgain) {
  RecordedKernel recorded = OneIxgbe().Build();
  OddKernel kernel(recorded);  // to powers of two, which ixgbe does not do: somebody else is at it
  const Profile profile = ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 1032}}]\n");
  const Report report = Apply(kernel, profile);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kDrift);
  EXPECT_EQ(At(report, "eth0/rings/rx").reason, "accepted, and reads back as '2048'");
  Apply(kernel, profile);
  EXPECT_THAT(kernel.resets, ElementsAre("eth0 rings", "eth0 rings"));
}

TEST_F(LearnerTest, AGrantIsReadAsItWasWrittenAndNothingElseIs) {
  const Grants grants = {{{"eth0", "rings", "rx"}, {"bnxt_en", "1025", "2048", true, true}},
                         {{"eth1", "rings", "tx"}, {"nfp", "a", "b c", false, true}}};
  EXPECT_EQ(*GrantsFromJson(ToJson(grants)), grants);
  for (const char* const text : {"", "{}", "[1]", "[{}]", "[{\"device\": 1}]"}) {
    EXPECT_FALSE(GrantsFromJson(text)) << text;
  }
}

TEST_F(LearnerTest, ASizeThatIsNotTakenOverIsSaidAndNoLinkIsResetTwice) {
  RecordedKernel recorded = TwoBroadcoms();
  OddKernel kernel(recorded);
  kernel.ignores_rings = true;
  const Report report = Apply(kernel, ProfileOf(kTwoCards));
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kConflict);
  EXPECT_THAT(At(report, "eth0/rings/rx").reason, HasSubstr("reads back as '512', as before"));
  EXPECT_THAT(kernel.resets, ElementsAre("eth0 rings", "eth1 rings"));
  EXPECT_EQ(At(report, "host/sysctl/net.core.dev_weight").status, Status::kOk);
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("applied in part"));
}

TEST_F(LearnerTest, AValueThatReadsBackOtherwiseIsSaidInTheKernelsWords) {
  RecordedKernel recorded = OneIxgbe().Sysctl("net.ipv4.some_words", "a").Build();
  OddKernel kernel(recorded);
  kernel.instead["some_words"] = "c d";
  const Report report = Apply(
      kernel, ProfileOf("host: {sysctl: {net.ipv4.some_words: b, net.core.dev_weight: 128}}\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  const Finding finding = At(report, "host/sysctl/net.ipv4.some_words");
  EXPECT_EQ(finding.status, Status::kDrift);
  EXPECT_EQ(finding.reason, "accepted, and reads back as 'c d'");
  EXPECT_EQ(At(report, "host/sysctl/net.core.dev_weight").status, Status::kOk);
}

TEST_F(LearnerTest, WhatIsSetBackAtOnceIsAConflictWithTheNameThatIsKnown) {
  RecordedKernel recorded =
      OneIxgbe().File("/etc/sysctl.d/90-other.conf", "net.core.dev_weight = 64\n").Build();
  OddKernel kernel(recorded);
  kernel.instead["dev_weight"] = "64";
  const Report report = Apply(kernel, ProfileOf("host: {sysctl: {net.core.dev_weight: 128,"
                                                " net.core.netdev_budget: 600}}\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  const Finding finding = At(report, "host/sysctl/net.core.dev_weight");
  EXPECT_EQ(finding.status, Status::kConflict);
  EXPECT_THAT(finding.reason, HasSubstr("reads back as '64', as before"));
  EXPECT_THAT(finding.reason, HasSubstr("90-other.conf"));
  EXPECT_EQ(At(report, "host/sysctl/net.core.netdev_budget").status, Status::kOk);
}

TEST_F(LearnerTest, AnUnknownValueIsRefusedAtOnceAndRollsBack) {
  RecordedKernel recorded = OneIxgbe().Sysctl("net.ipv4.tcp_congestion_control", "cubic").Build();
  OddKernel kernel(recorded);
  kernel.refused = "tcp_congestion_control";
  const Report report =
      Apply(kernel, ProfileOf("host: {sysctl: {net.ipv4.tcp_congestion_control: nosuchcc}}\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_THAT(report.messages, Contains(HasSubstr("this kernel knows no such value")));
  EXPECT_EQ(kernel.waited.count(), 0);
}

TEST_F(LearnerTest, WhatIsRefusedBeforeAnyLinkIsResetCostsNone) {
  RecordedKernel recorded = TwoBroadcoms();
  OddKernel kernel(recorded);
  kernel.refused = "rx-0/rps_cpus";
  kernel.refusal = EINVAL;
  const Report report =
      Apply(kernel, ProfileOf("interfaces:\n"
                              "  - {match: {name: eth0}, rings: {rx: 1024}}\n"
                              "  - {match: {name: eth1}, queues: {rps_cpus: 0-1}}\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_THAT(kernel.resets, testing::IsEmpty());
}

TEST_F(LearnerTest, AFileWhoseInterfaceIsGoneForAMomentIsAskedForAgain) {
  RecordedKernel recorded = OneIxgbe().Build();
  FaultyKernel kernel(recorded, 1, ENODEV);
  EXPECT_EQ(Apply(kernel, ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 1024}}]\n"))
                .exit_code,
            ExitCode::kAsWanted);
  FaultyKernel never(recorded, 1, ENODEV, FaultyKernel::Lasts::kForEver);
  const Report report =
      Apply(never, ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 2048}}]\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_THAT(report.messages, Contains(HasSubstr("No such device")));
}

}  // namespace
}  // namespace netkeel
