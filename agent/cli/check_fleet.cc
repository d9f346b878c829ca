// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet.h"
#include "cli/outcome.h"
#include "cli/verbs.h"
#include "report/formats.h"

namespace netkeel {

Result<Outcome> RunCheckFleet(const Request& request, const Terminal& terminal, Sink& sink) {
  std::string note;
  const auto profile = ProfileOf(request, note);
  if (!profile) return FailedOutcome(request, profile.error());
  const auto waivers = WaiversOf(request);
  if (!waivers) return FailedOutcome(request, waivers.error());
  const auto format =
      EntryOf(request.format).fleet({profile->path, request.roots, request.verbose, terminal});
  const auto totals = AuditFleet(request, *profile, *waivers, *format, sink);
  if (!totals) return Fail(totals.error());
  return Outcome{"", note.empty() ? "" : "netkeel: " + note + '\n', totals->exit_code};
}

}  // namespace netkeel
