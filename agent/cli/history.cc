// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/outcome.h"
#include "cli/verbs.h"
#include "history/unended.h"
#include "kernel/live_kernel.h"
#include "report/render_history.h"

namespace netkeel {
namespace {

Result<Ledger::History> Everything(const std::string& state_directory) {
  const auto ledger = Ledger::OpenToRead(state_directory);
  if (!ledger && ledger.error().code == ErrorCode::kNotFound) return Ledger::History{};
  if (!ledger) return Fail(ledger.error());
  return LoadEverything(LiveKernel(), *ledger);
}

std::string Warnings(const Ledger::History& history) {
  std::string text;
  for (const auto& [id, error] : history.unreadable) {
    text += "netkeel: run " + std::to_string(id) + ": " + Printable(error.message) + '\n';
  }
  return text;
}

}  // namespace

Outcome RunHistory(const Request& request, const Terminal& terminal) {
  auto history = Everything(request.state_directory);
  if (!history) return FailedOutcome(request, history.error());
  std::optional<uint64_t> id;
  if (!request.arguments.empty()) {
    const std::string& wanted = request.arguments.front();
    id = ParseUnsigned(wanted);
    std::erase_if(history->records, [&](const Record& record) { return record.id != id; });
    if (history->records.empty()) {
      return FailedOutcome(request, {ErrorCode::kNotFound, "the history has no run " + wanted +
                                                               "; `netkeel history` lists them"});
    }
  }
  const std::string warnings = id ? "" : Warnings(*history);
  const ExitCode code = warnings.empty() ? ExitCode::kAsWanted : ExitCode::kError;
  if (request.format == Format::kJson) return {HistoryJson(history->records), warnings, code};
  const std::string text =
      id ? RunText(history->records.front()) : HistoryText(history->records, terminal);
  return {text, warnings, code};
}

}  // namespace netkeel
