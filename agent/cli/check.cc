// SPDX-License-Identifier: Apache-2.0
#include "cli/journal.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "reconcile/reconciler.h"

namespace netkeel {

Outcome RunCheck(const Request& request, const Terminal& terminal) {
  std::string note;
  const auto profile = ProfileOf(request, note);
  if (!profile) return FailedOutcome(request, profile.error());
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  if (const auto there = NeedInterfaces(request, **kernel); !there) {
    return FailedOutcome(request, there.error());
  }
  const Catalog catalog = MakeCatalog();
  const Options options{.interfaces = request.interfaces, .wait = request.wait};
  const Kernel& read_only = **kernel;
  const Report report = Reconciler(catalog, *profile, options).Check(read_only);
  Outcome outcome = ReportOutcome(request, terminal, report);
  if (request.journal) {
    if (const auto sent = SendToJournal(report); !sent) {
      outcome.err += "netkeel: " + sent.error().message + '\n';
    }
  }
  if (!note.empty()) outcome.err = "netkeel: " + note + '\n' + outcome.err;
  return outcome;
}

}  // namespace netkeel
