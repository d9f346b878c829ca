// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "reconcile/compare_hosts.h"
#include "report/render_differences.h"

namespace netkeel {
namespace {

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

}  // namespace

Outcome RunDiff(const Request& request, const Terminal& terminal) {
  const auto a = ViewOf(request, request.arguments.front());
  if (!a) return FailedOutcome(request, a.error());
  const auto b = ViewOf(request, request.arguments.back());
  if (!b) return FailedOutcome(request, b.error());
  const std::vector<Difference> differences = Compare(*a, *b);
  const ExitCode code = differences.empty() ? ExitCode::kAsWanted : ExitCode::kDrift;
  if (request.format == Format::kJson) return {DifferencesJson(differences, *a, *b), "", code};
  return {RenderDifferences(differences, *a, *b, terminal.width), "", code};
}

}  // namespace netkeel
