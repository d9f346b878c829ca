// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/report.h"
#include "report/view.h"

namespace netkeel {

struct TextOptions {
  Verb verb = Verb::kCheck;
  bool verbose = false;  ///< what is as wanted too
  Terminal terminal;
  bool dry_run = false;  ///< what would be done: nothing was
};

/// For people: what changed, one table grouped by device with what is amiss first, and a summary
/// as the last line. Nothing of it is raw: control characters come out as \xNN.
std::string RenderText(const Report& report, const TextOptions& options);

/// The steps in order, each with its object, its changes and what else it does.
std::string RenderPlan(const Plan& plan);

/// Interface -> the tunables whose requests reset it, each once and in order: channels and rings
/// are two requests, and no driver takes them in one.
std::map<std::string, std::vector<std::string>> ResetsIn(const Plan& plan);

}  // namespace netkeel
