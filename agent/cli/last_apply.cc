// SPDX-License-Identifier: Apache-2.0
#include "cli/last_apply.h"

#include <chrono>
#include <fstream>

#include "base/text.h"
#include "cli/output_file.h"

namespace netkeel {
namespace {

std::string PathIn(const std::string& state_directory) { return state_directory + "/last-apply"; }

}  // namespace

std::optional<LastApply> ReadLastApply(const std::string& state_directory) {
  std::ifstream stream(PathIn(state_directory));
  LastApply last;
  if (!(stream >> last.seconds >> last.exit_code)) return std::nullopt;
  return last;
}

Result<void> NoteApply(const Report& report, const std::string& state_directory) {
  const bool failed =
      report.exit_code == ExitCode::kRolledBack || report.exit_code == ExitCode::kNotRolledBack;
  if (report.changes.empty() && !failed) return {};
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return WriteFileAtomically(PathIn(state_directory),
                             std::to_string(now.time_since_epoch().count()) + ' ' +
                                 std::to_string(static_cast<int>(report.exit_code)) + '\n');
}

}  // namespace netkeel
