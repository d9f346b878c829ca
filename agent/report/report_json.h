// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/plan.h"
#include "model/report.h"
#include "report/view.h"

namespace netkeel {

/// The document of RenderJson. `plan` is that of `apply --dry-run`, else null.
nlohmann::ordered_json ReportJson(const Report& report, Verb verb, const Plan* plan);

/// One element of its `findings`.
nlohmann::ordered_json FindingJson(const Finding& finding);

/// As all our documents are printed: indented, bytes that are no UTF-8 as U+FFFD, final newline.
std::string DumpJson(const nlohmann::ordered_json& document);

/// The same for a part of a document that is written piece by piece: an element of an array, or
/// the members of an object without its braces, `levels` deep and without a final newline.
std::string JsonItem(const nlohmann::ordered_json& value, size_t levels);
std::string JsonMembers(const nlohmann::ordered_json& object, size_t levels);

/// The same as block YAML.
std::string DumpYaml(const nlohmann::ordered_json& document);

}  // namespace netkeel
