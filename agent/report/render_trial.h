// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evidence/trial/protocol.h"
#include "evidence/trial/verdict.h"
#include "model/plan.h"
#include "model/report.h"
#include "report/view.h"

namespace netkeel {

/// What a trial was, and what it came to.
struct TrialReport {
  std::string host;
  std::string profile;
  bool once = false;      ///< one window before and one after: there is no test of that
  bool dry_run = false;   ///< nothing was tried: what would be
  std::string refused{};  ///< of a dry run: why the trial would not be made; "" where it would
  TrialRules rules{};
  std::vector<Change> changes{};
  std::map<std::string, uint64_t> resets{};  ///< live links that a switch resets, and how often
  TrialCourse course{};
  std::optional<TrialVerdict> verdict{};  ///< none where it ended early, or of `once`
  bool kept = false;
  bool whole = true;                    ///< false where something could not be put back
  std::vector<std::string> messages{};  ///< what an earlier run left open, what went wrong
  std::string lines{};                  ///< the change as its file has it; "" of a shipped profile
};

/// 0 better, 2 worse or not to be told, 3 ended early and put back, 4 not all put back; of a dry
/// run 0, or 1 where the trial would be refused.
ExitCode ExitCodeOf(const TrialReport& report);

/// What is tried, how long that takes, and that less is better: for before the first window.
std::string TrialBeginText(const TrialReport& report);
std::string TrialText(const TrialReport& report);
/// By schemas/trial.schema.json.
std::string TrialJson(const TrialReport& report);

/// "pair 3 of 10, with the change: 0 of 31,200 packets lost": as it is seen, one line.
std::string WindowText(const TrialReport& report, size_t pair, bool changed, const Arm& arm);

}  // namespace netkeel
