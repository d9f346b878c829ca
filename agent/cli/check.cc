// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "history/ledger.h"
#include "history/unended.h"
#include "reconcile/reconciler.h"
#include "reconcile/waive.h"
#include "report/formats.h"
#include "report/journal.h"

namespace netkeel {

Outcome RunCheck(const Request& request, const Terminal& terminal) {
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  const auto waivers = WaiversOf(request);
  if (!waivers) return FailedOutcome(request, waivers.error());
  const Catalog catalog = MakeCatalog();
  Options options{.interfaces = request.interfaces, .wait = request.wait};
  if (request.root.empty()) options.grants = GrantsIn(request.state_directory);
  const Kernel& read_only = *subject->kernel;
  Report report = Reconciler(catalog, subject->profile, options).Check(read_only);
  const WaiverUse use = Waive(*waivers, Today(), report);
  if (request.root.empty()) ReportUnended(read_only, request.state_directory, report);
  // Asked for a part of the profile only, the others' settings are not looked at.
  if (request.interfaces.empty()) {
    for (std::string& line : WaiverWarnings(*waivers, Today(), use)) {
      report.warnings.push_back(std::move(line));
    }
  }
  Outcome outcome = ReportOutcome(request, terminal, report);
  if (request.journal) {
    if (const auto sent = SendToJournal(report); !sent) {
      outcome.err += "netkeel: " + sent.error().message + '\n';
    }
  }
  if (!subject->note.empty()) outcome.err = "netkeel: " + subject->note + '\n' + outcome.err;
  return outcome;
}

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
