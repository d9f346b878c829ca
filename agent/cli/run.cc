// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace netkeel {

Outcome Run(const Request& request, const Terminal& terminal) {
  switch (request.verb) {
    case Verb::kCheck:
      return RunCheck(request, terminal);
    case Verb::kApply:
      return RunApply(request, terminal);
    case Verb::kCapture:
      return RunCapture(request);
    case Verb::kValidate:
      return RunValidate(request);
    case Verb::kExplain:
      return RunExplain(request, terminal);
    case Verb::kSchema:
      return RunSchema(request);
  }
  return Outcome{"", "", ExitCode::kError};
}

}  // namespace netkeel
