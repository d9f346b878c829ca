// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "history/ledger.h"
#include "kernel/kernel.h"
#include "model/report.h"

namespace netkeel {

/// What earlier runs have left open in this boot.
struct Unended {
  std::optional<Record> killed;   ///< in the middle of its work: the host is half done
  std::optional<Record> waiting;  ///< for confirmation, or overdue
  std::vector<Error> damaged;     ///< records that cannot be read
};

/// Writes nothing. A run that is at work just now is not killed; one that a reboot has undone is
/// not open.
Unended FindUnended(const Kernel& kernel, const Ledger& ledger);

/// The history with the runs that have no place in it yet: at work, killed, waiting for
/// confirmation. One that a reboot has undone is in it as that.
Result<Ledger::History> LoadEverything(const Kernel& kernel, const Ledger& ledger);

/// Whether its time is over.
bool IsOverdue(const Record& waiting);

/// "apply 2 of day2.yaml was killed (it began at 2026-11-28 03:10:05Z) and is half done", "apply 2
/// of day2.yaml was never confirmed, and its time is over".
std::string KilledText(const Record& record);
std::string OverdueText(const Record& record);

/// Puts a line on what is open in front of the report's messages. A host that is half done, or
/// whose confirmation is overdue, is not as wanted. Nothing where `state_directory` is not there or
/// not this user's.
void ReportUnended(const Kernel& kernel, const std::string& state_directory, Report& report);

}  // namespace netkeel
