// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/setup.h"
#include "cli/verbs.h"

namespace netkeel {

Outcome RunValidate(const Request& request) {
  Outcome outcome;
  for (const std::string& argument : request.arguments) {
    const auto profile = OpenProfile(argument);
    if (profile) {
      outcome.out += Printable(argument) + ": ok\n";
      continue;
    }
    outcome.exit_code = ExitCode::kError;
    for (const std::string_view line : Split(profile.error().message, "\n")) {
      if (!line.empty()) outcome.out += Printable(line) + '\n';
    }
  }
  return outcome;
}

}  // namespace netkeel
