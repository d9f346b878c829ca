// SPDX-License-Identifier: Apache-2.0
#include "report/formats.h"

#include <algorithm>

#include "report/render_json.h"
#include "report/render_text.h"

namespace netkeel {
namespace {

std::string Text(const ReportView& view) {
  return (view.plan != nullptr ? RenderPlan(*view.plan) : "") +
         RenderText(view.report, {view.verb, view.verbose, view.terminal, view.plan != nullptr});
}

std::string Json(const ReportView& view) {
  return RenderJson(view.report, view.verb,
                    view.plan != nullptr ? std::optional(*view.plan) : std::nullopt);
}

constexpr FormatEntry kFormats[] = {
    {Format::kText, "text", Text, TextFleet},
    {Format::kJson, "json", Json, JsonFleet},
    {Format::kYaml, "yaml", RenderYaml, YamlFleet},
    {Format::kJunit, "junit", RenderJunit, JunitFleet},
    {Format::kSarif, "sarif", RenderSarif, SarifFleet},
    {Format::kGithub, "github", RenderGithub, GithubFleet},
    {Format::kPrometheus, "prometheus", RenderPrometheus, nullptr},
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
