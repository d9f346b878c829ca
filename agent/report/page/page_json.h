// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/page/page_view.h"

namespace netkeel {

/// Series in the order in which they matter: losses, then as packets pass.
std::vector<const Series*> ChosenSeries(const Timeline& timeline);

/// "points": [...], "rows": [...], "series": [...]: the members of a JSON object. Rates a second;
/// numbers have four digits, losses in "total" all of them.
std::string SeriesJson(const Timeline& timeline, const std::vector<const Series*>& chosen);

/// The other members: host, verdict, path, events, history, drift; of the changes of each run, of
/// findings and of messages the first `lines`.
std::string FactsJson(const PageView& view, size_t lines);

/// JSON that can be within a script element: no text in it can end that, or begin a comment.
std::string EmbeddedJson(std::string_view json);

}  // namespace netkeel
