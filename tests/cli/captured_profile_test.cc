// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"
#include "reconcile/hand_down.h"
#include "reconcile/look.h"
#include "reconcile/reconciler.h"
#include "report/profile_text.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

std::vector<Device> DevicesOf(const Kernel& kernel) {
  std::vector<Device> devices;
  const auto names = InterfaceNames(kernel);
  for (const std::string& name : names ? *names : std::vector<std::string>{}) {
    if (auto device = DescribeInterface(kernel, name)) devices.push_back(std::move(*device));
  }
  return devices;
}

std::string CapturedProfile(const Kernel& kernel, const Catalog& catalog) {
  const std::vector<Device> devices = DevicesOf(kernel);
  std::vector<Device> all = devices;
  Device host;
  host.name = kHostDevice;
  all.push_back(host);
  Observation observed = ObserveAll(kernel, catalog, all, {{"sysctl", {"net.core.netdev_budget"}}});
  LeaveToPorts(kernel, catalog, devices, observed.values);
  return ProfileText("testhost", devices, observed.values, catalog);
}

std::vector<std::string> Trees() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator("trees")) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// All that the kernel does not meet of the profile that was captured of it.
void ExpectMet(const Kernel& kernel, const std::string& name) {
  const Catalog catalog = MakeCatalog();
  const std::string text = CapturedProfile(kernel, catalog);
  const auto profile = ParseProfile(text, "captured.yaml", {});
  ASSERT_TRUE(profile.has_value()) << name << ": " << profile.error().message << '\n' << text;
  const Report report = Reconciler(catalog, *profile, {}).Check(kernel);
  for (const Finding& finding : report.findings) {
    // That somebody may undo it makes no value another one.
    EXPECT_TRUE(IsCompliant(finding) || finding.status == Status::kConflict)
        << name << ' ' << ToText(finding.address) << '\n'
        << text;
  }
}

RecordedKernel Tree(const std::string& name) {
  auto kernel = RecordedKernel::Load("trees/" + name);
  if (!kernel) ADD_FAILURE() << name << ": " << kernel.error().message;
  return kernel ? std::move(*kernel) : RecordedKernel();
}

TEST(CapturedProfileTest, EveryTreeMeetsTheProfileThatWasCapturedOfIt) {
  ASSERT_GE(Trees().size(), 20U);
  for (const std::string& tree : Trees()) ExpectMet(Tree(tree), tree);
}

TEST(CapturedProfileTest, SoDoesOneWhoseNapisHaveValuesOfTheirOwn) {
  const std::vector<EthtoolFields> each = {
      {{"8193/threaded", uint64_t{1}}, {"8194/threaded", uint64_t{1}}},
      {{"8194/gro-flush-timeout", uint64_t{20000}}},
      {{"8193/irq-suspend-timeout", uint64_t{5000}}, {"8194/irq-suspend-timeout", uint64_t{5000}}}};
  for (const EthtoolFields& fields : each) {
    RecordedKernel kernel = Tree("veth-gro");
    const auto eth0 = DescribeInterface(kernel, "eth0");
    ASSERT_TRUE(kernel.EthtoolSet(*eth0, EthtoolTopic::kNapi, fields));
    ExpectMet(kernel, fields.begin()->first);
  }
}

TEST(CapturedProfileTest, SoDoesOneWhoseUppersAreDownOrHaveFilesOfTheirOwn) {
  RecordedKernel kernel = Tree("bond-stack");
  kernel.AddFile("/sys/class/net/bond0/flags", "0x1002\n");
  kernel.AddFile("/sys/class/net/bond0/threaded", "0\n");
  kernel.AddFile("/sys/class/net/bond0/queues/rx-0/rps_cpus", "1\n");
  ExpectMet(kernel, "bond-stack");
}

}  // namespace
}  // namespace netkeel
