// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/differences.h"
#include "cli/outcome.h"
#include "cli/report_json.h"
#include "cli/setup.h"
#include "cli/verbs.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kThisHost = "-";

Result<HostView> ViewOf(const Request& request, const std::string& argument) {
  Request one = request;
  one.root = argument == kThisHost ? "" : argument;
  const auto kernel = OpenKernel(one);
  if (!kernel) return Fail(kernel.error());
  auto view = ViewHost(**kernel);
  if (!view) return Fail(At(argument, view.error()));
  return view;
}

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string RenderJson(const std::vector<Difference>& differences, const HostView& a,
                       const HostView& b) {
  constexpr int kFormatVersion = 1;
  Json list = Json::array();
  for (const Difference& difference : differences) {
    list.push_back({{"address", ToText(difference.address)},
                    {"a", TextOrNull(difference.a)},
                    {"b", TextOrNull(difference.b)}});
  }
  return DumpJson({{"version", kFormatVersion},
                   {"a", a.host},
                   {"b", b.host},
                   {"differences", std::move(list)}});
}

}  // namespace

Outcome RunDiff(const Request& request, const Terminal& terminal) {
  const auto a = ViewOf(request, request.arguments.front());
  if (!a) return FailedOutcome(request, a.error());
  const auto b = ViewOf(request, request.arguments.back());
  if (!b) return FailedOutcome(request, b.error());
  const std::vector<Difference> differences = Compare(*a, *b);
  const ExitCode code = differences.empty() ? ExitCode::kAsWanted : ExitCode::kDrift;
  if (request.format == Format::kJson) return {RenderJson(differences, *a, *b), "", code};
  return {RenderDifferences(differences, *a, *b, terminal.width), "", code};
}

}  // namespace netkeel
