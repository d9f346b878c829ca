// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"
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
  const Observation observed =
      ObserveAll(kernel, catalog, all, {{"sysctl", {"net.core.netdev_budget"}}});
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

TEST(CapturedProfileTest, EveryTreeMeetsTheProfileThatWasCapturedOfIt) {
  const Catalog catalog = MakeCatalog();
  ASSERT_GE(Trees().size(), 20U);
  for (const std::string& tree : Trees()) {
    const auto kernel = RecordedKernel::Load("trees/" + tree);
    ASSERT_TRUE(kernel.has_value()) << tree;
    const std::string text = CapturedProfile(*kernel, catalog);
    const auto profile = ParseProfile(text, "captured.yaml", {});
    ASSERT_TRUE(profile.has_value()) << tree << ": " << profile.error().message << '\n' << text;
    const Report report = Reconciler(catalog, *profile, {}).Check(*kernel);
    for (const Finding& finding : report.findings) {
      // That somebody may undo it makes no value another one.
      EXPECT_TRUE(IsCompliant(finding) || finding.status == Status::kConflict)
          << tree << ' ' << ToText(finding.address) << '\n'
          << text;
    }
  }
}

}  // namespace
}  // namespace netkeel
