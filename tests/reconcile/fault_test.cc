// SPDX-License-Identifier: Apache-2.0
//
// An apply of everything, in which each write in turn fails in each way that Linux has.
#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iostream>

#include "history/ledger.h"
#include "host/inventory.h"
#include "reconcile/fixture.h"
#include "reconcile/look.h"

namespace netkeel {
namespace {

using Lasts = FaultyKernel::Lasts;

// What writes below /proc/irq and ethtool's requests have been seen to answer.
constexpr int kErrnos[] = {EPERM, EIO,   EINVAL, EOVERFLOW, ERANGE, ENOSPC,     ENOMEM,
                           EBUSY, EROFS, EACCES, ENOENT,    ENODEV, EOPNOTSUPP, EAGAIN};

/// Fails one write, and from then on each of one object.
class StubbornKernel final : public ForwardingKernel {
 public:
  StubbornKernel(Kernel& kernel, size_t failing, std::string stubborn)
      : ForwardingKernel(kernel), failing_(failing), stubborn_(std::move(stubborn)) {}

  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override {
    if (Fails(file.path)) return netkeel::Fail(ErrnoError(file.path, EINVAL));
    return ForwardingKernel::WriteFile(file, content);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    const std::string object = device.name + '/' + ToText(topic);
    if (Fails(object)) return netkeel::Fail(ErrnoError(object, EINVAL));
    return ForwardingKernel::EthtoolSet(device, topic, fields);
  }

  /// What was written, in order: a path, or "eth0/rings".
  std::vector<std::string> objects;

 private:
  bool Fails(const std::string& object) {
    objects.push_back(object);
    if (objects.size() == failing_) return true;
    return failing_ > 0 && objects.size() > failing_ && object == stubborn_;
  }

  size_t failing_;
  std::string stubborn_;
};

class FaultTest : public ReconcileTest {
 protected:
  void TearDown() override {
    std::cout << faults_ << " faults injected\n";
    RecordProperty("faults_injected", static_cast<int>(faults_));
  }

  /// All that can be set on this host and that a roll back answers for.
  State Everything(const Kernel& kernel) const {
    Device host;
    host.name = kHostDevice;
    std::vector<Device> devices = {host};
    if (const auto eth0 = DescribeInterface(kernel, "eth0")) devices.push_back(*eth0);
    State values = ObserveAll(kernel, catalog_, devices,
                              {{"sysctl", {"net.core.netdev_budget", "net.core.dev_weight"}}})
                       .values;
    std::erase_if(values, [&](const auto& entry) {
      return !FindTunable(catalog_, entry.first.tunable)->IsWritable(entry.first.key);
    });
    return values;
  }

  /// What is other than before, and not named in the report.
  std::vector<std::string> Unnamed(const State& before, const State& after,
                                   const Report& report) const {
    std::string all;
    for (const std::string& message : report.messages) all += message + '\n';
    std::vector<std::string> unnamed;
    for (const auto& [address, value] : before) {
      const auto now = after.find(address);
      if (now != after.end() && now->second == value) continue;
      if (all.find(ToText(address) + " was ") == all.npos) unnamed.push_back(ToText(address));
    }
    return unnamed;
  }

  static size_t Different(const State& before, const State& after) {
    return static_cast<size_t>(std::count_if(before.begin(), before.end(), [&](const auto& entry) {
      const auto now = after.find(entry.first);
      return now == after.end() || now->second != entry.second;
    }));
  }

  /// How many settings cannot be put back where this object cannot: rings are two, and with the
  /// channels go the masks and vectors of two queues.
  static size_t MostThatHangsOn(const std::string& object) {
    if (object == "eth0/rings") return 2;
    return object == "eth0/channels" ? 9 : 1;
  }

  /// An apply with this fault ends wholly as before or as wanted, or says what is neither.
  void ExpectSurvived(size_t nth, int sys_errno, Lasts lasts) {
    SCOPED_TRACE(std::string(lasts == Lasts::kOnce ? "once" : "for ever") + ", write " +
                 std::to_string(nth) + ": " + ErrnoError("", sys_errno).message);
    RecordedKernel kernel = Tuned();
    const State before = Everything(kernel);
    FaultyKernel faulty(kernel, nth, sys_errno, lasts);
    const Report report = Apply(faulty, profile_);
    ASSERT_TRUE(faulty.failed());
    ++faults_;
    const State after = Everything(kernel);
    EXPECT_FALSE(Ledger::Open(StateFolder())->Load(Ledger::Slot::kCheckpoint)->has_value());
    switch (report.exit_code) {
      case ExitCode::kRolledBack:
        EXPECT_EQ(after, before);
        break;
      case ExitCode::kNotRolledBack:
        EXPECT_EQ(lasts, Lasts::kForEver) << testing::PrintToString(report.messages);
        EXPECT_NE(after, before);
        EXPECT_THAT(Unnamed(before, after, report), testing::IsEmpty());
        break;
      default:
        ExpectAsWanted(Check(kernel, profile_), report);
    }
  }

  /// A busy device was asked again; vectors that the kernel will not move are no failure of the
  /// whole: the report names them.
  static void ExpectAsWanted(const Report& check, const Report& report) {
    EXPECT_NE(report.exit_code, ExitCode::kError);
    for (const Finding& finding : check.findings) {
      const Status status = At(report, ToText(finding.address)).status;
      if (status == Status::kImmovable) continue;
      EXPECT_TRUE(IsCompliant(finding)) << ToText(finding.address);
      EXPECT_EQ(status, finding.status) << ToText(finding.address);
    }
  }

  /// What a whole apply writes, in order.
  std::vector<std::string> Objects() const {
    RecordedKernel kernel = Tuned();
    StubbornKernel counter(kernel, 0, "");
    Apply(counter, profile_);
    return counter.objects;
  }

  const Profile profile_ = ProfileOf(kWholePath);
  size_t faults_ = 0;
};

TEST_F(FaultTest, AnyWriteThatFailsOnceLeavesAllAsBeforeOrAllAsWanted) {
  const size_t writes = Objects().size();
  ASSERT_GE(writes, 8U);
  for (const int sys_errno : kErrnos) {
    for (size_t nth = 1; nth <= writes; ++nth) ExpectSurvived(nth, sys_errno, Lasts::kOnce);
  }
}

TEST_F(FaultTest, WhereNothingCanBeWrittenAnyMoreAllThatIsLeftIsNamed) {
  const size_t writes = Objects().size();
  for (const int sys_errno : kErrnos) {
    for (size_t nth = 1; nth <= writes; ++nth) ExpectSurvived(nth, sys_errno, Lasts::kForEver);
  }
}

TEST_F(FaultTest, WhereOneObjectIsNotRestoredTheOthersStillAre) {
  const std::vector<std::string> objects = Objects();
  for (size_t failing = 2; failing <= objects.size(); ++failing) {
    for (size_t victim = 0; victim + 1 < failing; ++victim) {
      SCOPED_TRACE(objects[victim] + " behind write " + std::to_string(failing));
      RecordedKernel kernel = Tuned();
      const State before = Everything(kernel);
      StubbornKernel stubborn(kernel, failing, objects[victim]);
      const Report report = Apply(stubborn, profile_);
      faults_ += 2;
      const State after = Everything(kernel);
      // A vector has another number behind a change of channels: what refuses is then nobody's.
      if (report.exit_code == ExitCode::kRolledBack) {
        EXPECT_EQ(after, before);
        continue;
      }
      EXPECT_EQ(report.exit_code, ExitCode::kNotRolledBack);
      EXPECT_THAT(Unnamed(before, after, report), testing::IsEmpty());
      EXPECT_LE(Different(before, after), MostThatHangsOn(objects[victim]));
    }
  }
}

}  // namespace
}  // namespace netkeel
