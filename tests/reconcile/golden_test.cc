// SPDX-License-Identifier: Apache-2.0
//
// Every folder of cases/ is a test: profile.yaml on the tree named in `tree`, planned and applied.
// NETKEEL_UPDATE_CASES=1 writes what came out as the new expectation, to be read before it is kept.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "history/ledger.h"
#include "kernel/recorded/recorded_kernel.h"
#include "reconcile/reconciler.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void ExpectFile(const fs::path& path, const std::string& actual) {
  if (std::getenv("NETKEEL_UPDATE_CASES") != nullptr) std::ofstream(path) << actual;
  EXPECT_EQ(ReadAll(path), actual) << path;
}

std::string LineOf(const Finding& finding) {
  std::string line = std::string(ToText(finding.status)) + "  " + ToText(finding.address);
  line += ": wanted " + finding.wanted + ", actual " + finding.actual;
  if (!finding.reason.empty()) line += "; " + finding.reason;
  return line + '\n';
}

std::string LinesOf(const Step& step) {
  std::string text = std::string(DeviceText(step.device)) + ": " + step.object;
  if (!step.effect.empty()) text += " (" + step.effect + ')';
  if (step.reshapes) text += " [then look again]";
  for (const Change& change : step.changes) {
    text += "\n  " + change.address.key + ": " + (change.before ? ToText(*change.before) : "?") +
            " -> " + ToText(change.after);
  }
  return text + '\n';
}

std::string TextOf(const Reconciler::Preview& preview) {
  std::string text = "# findings\n";
  for (const Finding& finding : preview.report.findings) text += LineOf(finding);
  text += "# steps of the first round\n";
  for (const Step& step : preview.plan) text += LinesOf(step);
  return text;
}

/// What apply left behind, as YAML: its exit code, what it changed, what is still not as wanted.
std::string TextOf(const Report& report) {
  std::string text = "exit: " + std::to_string(static_cast<int>(report.exit_code)) + "\nchanged:\n";
  for (const Change& change : report.changes) {
    text += "  " + ToText(change.address) + ": '" + (change.before ? ToText(*change.before) : "?") +
            " -> " + ToText(change.after) + "'\n";
  }
  text += "left:\n";
  for (const Finding& finding : report.findings) {
    if (finding.status != Status::kOk) text += "  - " + LineOf(finding);
  }
  text += "messages:\n";
  for (const std::string& message : report.messages) text += "  - " + message + '\n';
  return text;
}

class GoldenTest : public ::testing::TestWithParam<std::string> {
 protected:
  const TempFolder state_folder_;
};

TEST_P(GoldenTest, PlansAndAppliesAsWrittenDown) {
  const fs::path folder = fs::path("cases") / GetParam();
  const std::string tree(Trim(ReadAll(folder / "tree")));
  auto kernel = RecordedKernel::Load("trees/" + tree);
  ASSERT_TRUE(kernel.has_value()) << kernel.error().message;
  const auto profile = LoadProfile((folder / "profile.yaml").string(), {"../profiles"});
  ASSERT_TRUE(profile.has_value()) << profile.error().message;
  const Catalog catalog = MakeCatalog();
  Options options;
  options.allow_disruptive = !fs::exists(folder / "no-disruption");
  const Reconciler reconciler(catalog, *profile, options);
  const std::string state = (state_folder_ / "state").string();

  ExpectFile(folder / "plan.txt", TextOf(reconciler.DryRun(*kernel, "")));
  ExpectFile(folder / "after.yaml", TextOf(reconciler.Apply(*kernel, state)));

  EXPECT_FALSE(Ledger::Open(state)->Load(Ledger::Slot::kCheckpoint)->has_value())
      << "a checkpoint is left";
  const size_t writes = kernel->writes().size();
  reconciler.Apply(*kernel, state);
  EXPECT_EQ(kernel->writes().size(), writes) << "a second apply wrote";
}

std::vector<std::string> CaseNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator("cases")) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenTest, ::testing::ValuesIn(CaseNames()),
                         [](const auto& param_info) {
                           std::string name = param_info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace netkeel
