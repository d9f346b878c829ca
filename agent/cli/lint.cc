// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "profile/variants.h"
#include "reconcile/lints.h"
#include "reconcile/look.h"

namespace netkeel {
namespace {

/// What the profile alone tells, and what the devices tell besides.
Result<std::vector<std::string>> LinesOn(const Request& request, const Subject& subject) {
  const Kernel& kernel = *subject.kernel;
  const auto variant = HasConditions(subject.profile) ? VariantHere(kernel, subject.profile)
                                                      : Result<Profile>(subject.profile);
  if (!variant) return Fail(variant.error());
  const auto look = LookAt(kernel, MakeCatalog(), *variant, request.interfaces);
  if (!look) return Fail(look.error());
  std::vector<std::string> lines = Lint(*variant);
  for (std::string& line : Lint(*look)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace

Outcome RunLint(const Request& request) {
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  const auto lines = LinesOn(request, *subject);
  if (!lines) return FailedOutcome(request, lines.error());
  Outcome outcome;
  if (!subject->note.empty()) outcome.err = "netkeel: " + subject->note + '\n';
  for (const std::string& line : *lines) outcome.out += Printable(line) + '\n';
  if (!lines->empty()) {
    outcome.exit_code = ExitCode::kDrift;
    return outcome;
  }
  outcome.out = Printable(subject->profile.path) + ": nothing to say, by " +
                std::to_string(LintRules().size()) + " rules\n";
  return outcome;
}

}  // namespace netkeel
