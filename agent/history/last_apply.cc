// SPDX-License-Identifier: Apache-2.0
#include "history/last_apply.h"

#include "history/unended.h"

namespace netkeel {

std::optional<LastApply> LastApplyIn(const Kernel& kernel, const std::string& state_directory) {
  const auto ledger = Ledger::OpenToRead(state_directory);
  if (!ledger) return std::nullopt;
  const auto everything = LoadEverything(kernel, *ledger);
  if (!everything) return std::nullopt;
  std::optional<LastApply> last;
  for (const Record& record : everything->records) {
    if (record.ending == Ending::kUnfinished) continue;  // at work
    const bool overdue = record.ending == Ending::kWaiting && IsOverdue(record);
    const ExitCode code = overdue ? ExitCode::kNotRolledBack : ExitCodeOf(record.ending);
    last = {static_cast<int64_t>(record.when), static_cast<int>(code)};
  }
  return last;
}

}  // namespace netkeel
