// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/sample_events.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

Sample At(int64_t seconds) {
  Sample sample;
  sample.at = WallTime(milliseconds(1'795'860'000'000 + 1000 * seconds));
  sample.uptime = milliseconds(1000 * seconds);
  return sample;
}

Sample Links(int64_t seconds, const std::map<std::string, std::array<uint64_t, 3>>& links) {
  Sample sample = At(seconds);
  for (const auto& [name, numbers] : links) {
    sample.values[{"link", name, "up"}] = numbers[0];
    sample.values[{"link", name, "carrier"}] = numbers[1];
    sample.values[{"link", name, "carrier_changes"}] = numbers[2];
  }
  return sample;
}

Sample WithFact(int64_t seconds, const CounterId& id, const std::string& text) {
  Sample sample = At(seconds);
  sample.facts[id] = text;
  return sample;
}

std::vector<std::string> Texts(const std::vector<Event>& events) {
  std::vector<std::string> texts;
  for (const Event& event : events) texts.push_back(event.place + ": " + event.text);
  return texts;
}

TEST(SampleEventsTest, ALinkThatComesGoesOrTurnsIsAnEvent) {
  const Sample before = Links(
      1,
      {{"a", {1, 1, 2}}, {"b", {1, 1, 2}}, {"c", {1, 0, 3}}, {"d", {1, 1, 4}}, {"e", {0, 0, 0}}});
  const Sample after = Links(
      2,
      {{"a", {1, 0, 3}}, {"b", {0, 0, 3}}, {"c", {1, 1, 4}}, {"d", {1, 1, 6}}, {"f", {1, 1, 1}}});
  EXPECT_THAT(Texts(LinkEvents(before, after)),
              ElementsAre("e: removed", "a: carrier lost", "b: set down", "c: carrier is back",
                          "d: carrier lost and back: 2 changes", "f: added"));
}

TEST(SampleEventsTest, AnotherInterfaceOfTheSameNameIsAnEvent) {
  Sample before = Links(1, {{"a", {1, 1, 2}}, {"b", {1, 1, 2}}});
  Sample after = Links(2, {{"a", {1, 1, 9}}, {"b", {1, 1, 2}}});
  before.facts[{"link", "a", "ifindex"}] = "4";
  after.facts[{"link", "a", "ifindex"}] = "7";
  after.facts[{"link", "b", "ifindex"}] = "5";
  EXPECT_THAT(Texts(LinkEvents(before, after)),
              ElementsAre("a: another interface has the name: ifindex 4 -> 7"));
}

TEST(SampleEventsTest, WhereLinksCannotBeListedNoneHasGone) {
  EXPECT_THAT(LinkEvents(Links(1, {{"a", {1, 1, 2}}}), At(2)), IsEmpty());
  EXPECT_THAT(LinkEvents(At(1), Links(2, {{"a", {1, 1, 2}}})), IsEmpty());
}

TEST(SampleEventsTest, AClockThatWasSetIsAnEvent) {
  Sample after = At(2);
  EXPECT_THAT(ClockEvents(At(1), after), IsEmpty());
  after.at -= milliseconds(3'600'000);
  EXPECT_THAT(Texts(ClockEvents(At(1), after)),
              ElementsAre(": the clock was set back by 3600.0 s"));
}

TEST(SampleEventsTest, ALateSampleIsNoClockThatWasSet) {
  EXPECT_THAT(ClockEvents(At(1), At(500)), IsEmpty());
}

TEST(SampleEventsTest, ASettingThatDiffersIsNamedByItsFile) {
  const auto changed = [](const CounterId& id, const std::string& from, const std::string& to) {
    return Texts(SettingEvents(WithFact(1, id, from), WithFact(2, id, to), {}));
  };
  EXPECT_THAT(changed({"setting", "host", "net.core.netdev_budget"}, "300", "600"),
              ElementsAre("/proc/sys/net/core/netdev_budget: 300 -> 600"));
  EXPECT_THAT(changed({"setting", "eth0", "rps_cpus rx-2"}, "00", "0f"),
              ElementsAre("/sys/class/net/eth0/queues/rx-2/rps_cpus: none -> 0-3"));
  EXPECT_THAT(changed({"setting", "eth0", "rp_filter"}, "0", "1"),
              ElementsAre("/proc/sys/net/ipv4/conf/eth0/rp_filter: 0 -> 1"));
  EXPECT_THAT(changed({"setting", "eth0", "rings.rx"}, "512", "4096"),
              ElementsAre("eth0: rings.rx 512 -> 4096"));
}

TEST(SampleEventsTest, AVectorThatMovedIsNamedByItsInterrupt) {
  const auto vector = [](int64_t seconds, const std::string& irq, const std::string& cpus) {
    Sample sample = WithFact(seconds, {"vector", "eth0 TxRx-3", "affinity"}, cpus);
    sample.facts[{"vector", "eth0 TxRx-3", "irq"}] = irq;
    sample.facts[{"vector", "eth0 TxRx-3", "effective"}] = cpus;
    return sample;
  };
  EXPECT_THAT(Texts(SettingEvents(vector(1, "37", "0-3"), vector(2, "37", "1"), {})),
              ElementsAre("/proc/irq/37/smp_affinity: 0-3 -> 1"));
  EXPECT_THAT(SettingEvents(vector(1, "37", "0-3"), vector(2, "38", "1"), {}), IsEmpty());
}

TEST(SampleEventsTest, WhatWasSeenToBeWrittenIsNotToldTwice) {
  Sample before = WithFact(1, {"vector", "eth0 TxRx-3", "affinity"}, "0-3");
  Sample after = WithFact(2, {"vector", "eth0 TxRx-3", "affinity"}, "1");
  before.facts[{"vector", "eth0 TxRx-3", "irq"}] = after.facts[{"vector", "eth0 TxRx-3", "irq"}] =
      "37";
  EXPECT_THAT(SettingEvents(before, after, {"/proc/irq/37/smp_affinity"}), IsEmpty());
  EXPECT_THAT(SettingEvents(before, after, {"/proc/irq/37/smp_affinity_list"}), IsEmpty());
}

TEST(SampleEventsTest, ASettingThatWasNotKnownBeforeDidNotChange) {
  EXPECT_THAT(SettingEvents(At(1), WithFact(2, {"setting", "eth0", "rings.rx"}, "512"), {}),
              IsEmpty());
}

}  // namespace
}  // namespace netkeel
