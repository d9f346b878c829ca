// SPDX-License-Identifier: Apache-2.0
#include "cli/formats.h"

#include <algorithm>

#include "cli/render_json.h"
#include "cli/render_text.h"

namespace netkeel {
namespace {

std::string Text(const ReportView& view) {
  const Verb verb = view.plan != nullptr ? Verb::kCheck : view.verb;
  return (view.plan != nullptr ? RenderPlan(*view.plan) : "") +
         RenderText(view.report, {verb, view.verbose, view.terminal});
}

std::string Json(const ReportView& view) {
  return RenderJson(view.report, view.verb,
                    view.plan != nullptr ? std::optional(*view.plan) : std::nullopt);
}

/// A format that reports on many as on one.
template <std::string (*kRenderAll)(std::span<const Report>)>
std::string One(const ReportView& view) {
  return kRenderAll(std::span(&view.report, 1));
}

constexpr FormatEntry kFormats[] = {
    {Format::kText, "text", Text},
    {Format::kJson, "json", Json},
    {Format::kYaml, "yaml", RenderYaml},
    {Format::kJunit, "junit", One<RenderJunit>, RenderJunit},
    {Format::kSarif, "sarif", One<RenderSarif>, RenderSarif},
    {Format::kGithub, "github", One<RenderGithub>, RenderGithub},
    {Format::kPrometheus, "prometheus", RenderPrometheus},
};

}  // namespace

std::span<const FormatEntry> Formats() { return kFormats; }

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const FormatEntry& entry : kFormats) names.emplace_back(entry.name);
  return names;
}

const FormatEntry& EntryOf(Format format) {
  return *std::find_if(std::begin(kFormats), std::end(kFormats),
                       [format](const FormatEntry& entry) { return entry.format == format; });
}

}  // namespace netkeel
