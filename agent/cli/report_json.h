// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/fleet.h"
#include "cli/request.h"
#include "model/plan.h"
#include "model/report.h"

namespace netkeel {

/// The document of RenderJson. `plan` is that of `apply --dry-run`, else null.
nlohmann::ordered_json ReportJson(const Report& report, Verb verb, const Plan* plan);

/// One element of its `findings`.
nlohmann::ordered_json FindingJson(const Finding& finding);

/// The document of several captures: hosts, and on each what is not as wanted or waived.
nlohmann::ordered_json FleetJson(const Fleet& fleet, const std::string& profile);

/// As all our documents are printed: indented, bytes that are no UTF-8 as U+FFFD, final newline.
std::string DumpJson(const nlohmann::ordered_json& document);

/// The same as block YAML.
std::string DumpYaml(const nlohmann::ordered_json& document);

}  // namespace netkeel
