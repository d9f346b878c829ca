// SPDX-License-Identifier: Apache-2.0
//
// Two interfaces are given each other's name under netkeel's hands, as udev does at a boot.
#include <gmock/gmock.h>

#include "fixture.h"
#include "host/inventory.h"
#include "reconcile/look.h"
#include "reconcile/undo.h"
#include "support/forwarding_kernel.h"
#include "support/swap_names.h"

namespace netkeel {
namespace {

/// eth0 and eth1 change names before the nth call that reads or writes.
class SwappingKernel final : public ForwardingKernel {
 public:
  SwappingKernel(RecordedKernel& kernel, int nth)
      : ForwardingKernel(kernel), recorded_(kernel), nth_(nth) {}

  Result<std::string> ReadFile(const std::string& path) const override {
    Count();
    return ForwardingKernel::ReadFile(path);
  }
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override {
    Count();
    return ForwardingKernel::ListDirectory(path);
  }
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override {
    Count();
    return ForwardingKernel::EthtoolGet(device, topic);
  }
  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override {
    Count();
    return ForwardingKernel::WriteFile(file, content);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    Count();
    return ForwardingKernel::EthtoolSet(device, topic, fields);
  }

  int calls() const { return calls_; }

 private:
  void Count() const {
    if (++calls_ != nth_) return;
    recorded_ = RecordedKernel(SwappedNames(recorded_.tree(), "eth0", "eth1"));
  }

  RecordedKernel& recorded_;
  int nth_;
  mutable int calls_ = 0;
};

constexpr const char* kProfile =
    "interfaces:\n"
    "  - match: {driver: ixgbe}\n"
    "    channels: {combined: 2}\n"
    "    rings: {rx: 1024}\n"
    "    queues: {rps_cpus: 0-1}\n"
    "    irq: {affinity: one-to-one, cpus: 2-3, other: 0}\n";

RecordedKernel TwoCards() {
  return TreeBuilder().Cpus(8).Nic("eth0", "ixgbe").Queues(4).Nic("eth1", "igb").Queues(4).Build();
}

/// All settings of the interface of that driver, whatever its name is.
std::map<std::string, std::string> SettingsOf(const RecordedKernel& kernel,
                                              const std::string& driver) {
  std::map<std::string, std::string> settings;
  const Catalog catalog = MakeCatalog();
  for (const std::string name : {"eth0", "eth1"}) {
    const Device device = DescribeInterface(kernel, name).value();
    if (device.driver != driver) continue;
    for (const auto& [address, value] : ObserveAll(kernel, catalog, {device}, {}).values) {
      settings[address.tunable + '/' + address.key] = ToText(value);
    }
  }
  // Which number and name an interrupt has is not a setting.
  std::erase_if(settings, [](const auto& setting) {
    return setting.first.ends_with("/irq") || setting.first.ends_with("/action");
  });
  return settings;
}

class NamesTest : public ReconcileTest {};

TEST_F(NamesTest, WheneverTwoInterfacesChangeNamesTheOtherOneIsNeverWritten) {
  const RecordedKernel start = TwoCards();
  RecordedKernel plain = start;
  SwappingKernel counting(plain, 0);
  ASSERT_EQ(Apply(counting, ProfileOf(kProfile)).exit_code, ExitCode::kAsWanted);
  const auto wanted = SettingsOf(plain, "ixgbe");
  const auto others = SettingsOf(start, "igb");
  for (int nth = 1; nth <= counting.calls(); nth += 3) {
    RecordedKernel recorded = start;
    SwappingKernel kernel(recorded, nth);
    const Report report = Apply(kernel, ProfileOf(kProfile));
    EXPECT_EQ(SettingsOf(recorded, "igb"), others) << nth;
    if (report.exit_code != ExitCode::kAsWanted) continue;
    EXPECT_EQ(SettingsOf(recorded, "ixgbe"), wanted) << nth;
  }
}

}  // namespace
}  // namespace netkeel
