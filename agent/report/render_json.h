// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "model/plan.h"
#include "model/report.h"
#include "report/view.h"

namespace netkeel {

/// One document as in schemas/report.schema.json, indented, final newline. `plan` is that of
/// `apply --dry-run`. Bytes that are no UTF-8 come out as U+FFFD.
std::string RenderJson(const Report& report, Verb verb,
                       const std::optional<Plan>& plan = std::nullopt);

/// The JSON Schema of that document.
std::string ReportSchema();

}  // namespace netkeel
