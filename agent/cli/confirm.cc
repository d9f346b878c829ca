// SPDX-License-Identifier: Apache-2.0
#include "reconcile/confirm.h"

#include "base/text.h"
#include "cli/outcome.h"
#include "cli/verbs.h"
#include "kernel/live_kernel.h"

namespace netkeel {

Outcome RunConfirm(const Request& request) {
  LiveKernel kernel;
  const auto confirmed = Confirm(kernel, MakeCatalog(), request.state_directory);
  if (!confirmed) return FailedOutcome(request, confirmed.error());
  return {Printable(*confirmed) + '\n', "", ExitCode::kAsWanted};
}

}  // namespace netkeel
