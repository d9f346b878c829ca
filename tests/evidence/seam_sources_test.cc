// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cerrno>

#include "evidence/sources.h"
#include "evidence/sources/sources.h"
#include "model/state.h"
#include "support/forwarding_kernel.h"
#include "support/test_trees.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;

Sample SampleOf(const Kernel& kernel, bool facts = true) {
  auto scope = ScopeOf(kernel, {});
  EXPECT_TRUE(scope);
  if (!scope) return {};
  scope->facts = facts;
  return TakeSample(kernel, *scope);
}

int64_t ValueOf(const Sample& sample, const CounterId& id) {
  const auto found = sample.values.find(id);
  return found == sample.values.end() ? -1 : static_cast<int64_t>(found->second);
}

TEST(ScopeTest, ABondMeansItsPortsAsWell) {
  const RecordedKernel kernel = LoadTestTree("bond-stack");
  const auto scope = ScopeOf(kernel, {"bond0"});
  ASSERT_TRUE(scope);
  for (const char* const name : {"bond0", "eth0", "eth1"}) EXPECT_TRUE(HasDevice(*scope, name));
  EXPECT_FALSE(HasDevice(*scope, "br0"));
}

TEST(NicSourceTest, TheDriversWordsAreKept) {
  const Sample sample = SampleOf(
      OneIxgbe()
          .Ethtool(EthtoolTopic::kStatistics, {{"rx_missed_errors", 9493UL}, {"rx_packets", 5UL}})
          .Build());
  EXPECT_EQ(ValueOf(sample, {"nic", "eth0", "rx_missed_errors"}), 9493);
  EXPECT_THAT(sample.facts, Contains(Pair(CounterId{"nic", "eth0", "driver"}, "ixgbe")));
  EXPECT_THAT(sample.facts, Contains(Pair(CounterId{"nic", "eth0", "bus"}, "pci")));
}

TEST(NicSourceTest, ADriverThatCountsNothingIsNotUnread) {
  const Sample sample = SampleOf(OneIxgbe().Build());
  EXPECT_THAT(sample.unread, Not(Contains(Key("nic/eth0"))));
  EXPECT_FALSE(sample.scope_is_old);
}

TEST(NicSourceTest, OneThatCannotBeAskedIs) {
  RecordedKernel kernel = OneIxgbe().Build();
  kernel.SetUnreadable("ethtool/eth0/statistics", EIO);
  EXPECT_THAT(SampleOf(kernel).unread, Contains(Pair("nic/eth0", HasSubstr("Input/output"))));
}

TEST(NicSourceTest, AnInterfaceThatIsGoneMakesTheScopeOld) {
  RecordedKernel kernel = OneIxgbe().Build();
  const auto scope = ScopeOf(kernel, {});
  ASSERT_TRUE(scope);
  kernel.SetUnreadable("ethtool/eth0/link", ENODEV);
  EXPECT_TRUE(TakeSample(kernel, *scope).scope_is_old);
}

TEST(NicSourceTest, PauseFramesHaveTheirGroup) {
  const Sample sample = SampleOf(
      OneIxgbe().Ethtool(EthtoolTopic::kPauseFrames, {{"pause/tx_pause_frames", 12UL}}).Build());
  EXPECT_EQ(ValueOf(sample, {"nicstat", "eth0", "pause/tx_pause_frames"}), 12);
}

TEST(LinkSourceTest, LinksHaveTheirCountersAndGauges) {
  const Sample sample =
      SampleOf(OneIxgbe()
                   .Ethtool(EthtoolTopic::kLink,
                            {{"rx_crc_errors", 3UL}, {"carrier_changes", 2UL}, {"up", 1UL}})
                   .Build());
  EXPECT_EQ(ValueOf(sample, {"link", "eth0", "rx_crc_errors"}), 3);
  EXPECT_EQ(ValueOf(sample, {"link", "eth0", "carrier_changes"}), 2);
  EXPECT_EQ(ValueOf(sample, {"link", "eth0", "up"}), 1);
}

TEST(QueueSourceTest, QueuesHaveTheirPlaces) {
  RecordedKernel kernel = OneIxgbe().Build();
  kernel.SetRows("eth0", QueryTopic::kQstats,
                 {{{"type", "rx"}, {"id", 3UL}, {"rx-packets", 70UL}, {"rx-hw-drops", 2UL}},
                  {{"rx-packets", 70UL}}});
  const Sample sample = SampleOf(kernel);
  EXPECT_EQ(ValueOf(sample, {"qstats", "eth0 rx-3", "rx-packets"}), 70);
  EXPECT_EQ(ValueOf(sample, {"qstats", "eth0 rx-3", "rx-hw-drops"}), 2);
  EXPECT_EQ(ValueOf(sample, {"qstats", "eth0 rx-3", "id"}), -1);
}

/// A host with sockets: one UDP socket that drops, a listener half full, a capture at eth0.
RecordedKernel WithSockets() {
  RecordedKernel kernel = OneIxgbe().Build();
  kernel.SetRows(
      kHostDevice, QueryTopic::kUdpSockets,
      {{{"local", "239.1.1.1:5000"},
        {"inode", 771UL},
        {"queue", 10UL},
        {"limit", 4096UL},
        {"drops", 194UL}},
       {{"local", "*:53"}, {"inode", 8UL}, {"queue", 0UL}, {"limit", 212992UL}, {"drops", 0UL}}});
  kernel.SetRows(
      kHostDevice, QueryTopic::kTcpListeners,
      {{{"local", "*:80"}, {"inode", 9UL}, {"queue", 64UL}, {"limit", 128UL}, {"drops", 0UL}}});
  kernel.SetRows(kHostDevice, QueryTopic::kPacketSockets,
                 {{{"interface", 2UL}, {"inode", 12UL}, {"queue", 0UL}, {"limit", 5UL}},
                  {{"interface", 0UL}, {"inode", 13UL}, {"queue", 0UL}, {"limit", 5UL}},
                  {{"interface", 99UL}, {"inode", 14UL}, {"queue", 0UL}, {"limit", 5UL}}});
  kernel.SetRows(kHostDevice, QueryTopic::kSocketOwners,
                 {{{"inode", 771UL}, {"pid", 812UL}, {"name", "feedd"}},
                  {{"inode", 771UL}, {"pid", 813UL}, {"name", "feedd"}},
                  {{"inode", 8UL}, {"pid", 5UL}, {"name", "named"}}});
  return kernel;
}

TEST(SocketSourceTest, SocketsHaveTheirPlacesAndNumbers) {
  const Sample sample = SampleOf(WithSockets());
  const std::string feed = "udp 239.1.1.1:5000 inode 771";
  EXPECT_EQ(ValueOf(sample, {"socket", feed, "drops"}), 194);
  EXPECT_EQ(ValueOf(sample, {"socket", feed, "queue"}), 10);
  EXPECT_EQ(ValueOf(sample, {"socket", feed, "limit"}), 4096);
  EXPECT_EQ(ValueOf(sample, {"socket", "tcp *:80 inode 9", "queue"}), 64);
  EXPECT_EQ(ValueOf(sample, {"socket", "packet eth0 inode 12", "limit"}), 5);
  EXPECT_EQ(ValueOf(sample, {"socket", "packet * inode 13", "limit"}), 5);
  EXPECT_EQ(ValueOf(sample, {"socket", "packet interface 99 inode 14", "limit"}), 5);
  EXPECT_EQ(ValueOf(sample, {"socket", "packet eth0 inode 12", "drops"}), -1);
  EXPECT_EQ(ValueOf(sample, {"socket", "host", "udp"}), 2);
}

TEST(SocketSourceTest, RawSocketsAreInFiles) {
  RecordedKernel kernel = OneIxgbe()
                              .File("/proc/net/raw",
                                    "  sl  local_address rem_address   st tx_queue rx_queue\n"
                                    "   1: 00000000:0001 00000000:0000 07 00000000:00000300 00:0000"
                                    "0000 00000000     0        0 77 2 0000000000000000 4242\n"
                                    "   2: 00000000:0002 00000000:0000 07 00000000:00000000 00:0000"
                                    "0000 00000000     0        0 78 2 0000000000000000 0\n")
                              .Build();
  kernel.SetRows(kHostDevice, QueryTopic::kSocketOwners,
                 {{{"inode", 77UL}, {"pid", 812UL}, {"name", "pingd"}}});
  const Sample sample = SampleOf(kernel);
  const std::string place = "raw protocol 1 inode 77";
  EXPECT_EQ(ValueOf(sample, {"socket", place, "drops"}), 4242);
  EXPECT_EQ(ValueOf(sample, {"socket", place, "queue"}), 0x300);
  EXPECT_EQ(ValueOf(sample, {"socket", "host", "raw"}), 1);
  EXPECT_EQ(sample.facts.at({"socket", place, "owner"}), "pingd (pid 812)");
}

TEST(SocketSourceTest, OfAPacketSocketWithARingItIsKnown) {
  RecordedKernel kernel = WithSockets();
  kernel.SetRows(kHostDevice, QueryTopic::kPacketSockets,
                 {{{"interface", 2UL}, {"inode", 12UL}, {"queue", 0UL}, {"ring", 1UL}}});
  const Sample sample = SampleOf(kernel);
  EXPECT_EQ(sample.facts.at({"socket", "packet eth0 inode 12", kRingFact}), "yes");
}

TEST(SocketSourceTest, OwnersAreOfThoseThatDropOrFillUp) {
  const Sample sample = SampleOf(WithSockets());
  EXPECT_THAT(sample.facts,
              Contains(Pair(CounterId{"socket", "udp 239.1.1.1:5000 inode 771", "owner"},
                            "feedd (pid 812), feedd (pid 813)")));
  EXPECT_THAT(sample.facts, Not(Contains(Key(CounterId{"socket", "udp *:53 inode 8", "owner"}))));
  // The listener is half full, and its process is another user's.
  EXPECT_THAT(sample.unread,
              Contains(Pair("socket/tcp *:80 inode 9/owner", HasSubstr("only root"))));
}

TEST(SocketSourceTest, OfManyOwnersTheFirstAreNamedAndEachOnce) {
  RecordedKernel kernel = WithSockets();
  std::vector<Fields> rows;
  for (uint64_t pid = 101; pid <= 111; ++pid) {
    // Two descriptors of one socket.
    rows.insert(rows.end(), 2, {{"inode", 771UL}, {"pid", pid}, {"name", "feedd"}});
  }
  kernel.SetRows(kHostDevice, QueryTopic::kSocketOwners, rows);
  EXPECT_EQ(SampleOf(kernel).facts.at({"socket", "udp 239.1.1.1:5000 inode 771", "owner"}),
            "feedd (pid 101), feedd (pid 102), feedd (pid 103), feedd (pid 104), feedd (pid 105), "
            "feedd (pid 106), feedd (pid 107), feedd (pid 108), and 3 more");
}

/// Counts how often the processes are looked at.
class CountingKernel : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;

  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const override {
    if (topic == QueryTopic::kSocketOwners) ++looks_;
    return ForwardingKernel::Query(device, topic);
  }

  int looks() const { return looks_; }

 private:
  mutable int looks_ = 0;
};

TEST(SocketSourceTest, ProcessesAreLookedAtOnceAndOnlyWhereSomethingIsLost) {
  RecordedKernel kernel = WithSockets();
  const CountingKernel losing(kernel);
  SampleOf(losing);
  EXPECT_EQ(losing.looks(), 1);
  SampleOf(losing, /*facts=*/false);
  EXPECT_EQ(losing.looks(), 1);
  kernel.SetRows(kHostDevice, QueryTopic::kUdpSockets, {});
  kernel.SetRows(kHostDevice, QueryTopic::kTcpListeners, {});
  const CountingKernel healthy(kernel);
  SampleOf(healthy);
  EXPECT_EQ(healthy.looks(), 0);
}

TEST(SocketSourceTest, AListThatCannotBeHadIsSaid) {
  const Sample sample = SampleOf(OneIxgbe().Build());
  for (const char* const list : {"socket/udp", "socket/tcp", "socket/packet"}) {
    EXPECT_THAT(sample.unread, Contains(Key(list)));
  }
}

}  // namespace
}  // namespace netkeel
