// SPDX-License-Identifier: Apache-2.0
#include "reconcile/confirm.h"

#include "base/text.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"

namespace netkeel {

Outcome RunConfirm(const Request& request) {
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  const auto confirmed = Confirm(**kernel, MakeCatalog(), request.state_directory);
  if (!confirmed) return FailedOutcome(request, confirmed.error());
  return {Printable(*confirmed) + '\n', "", ExitCode::kAsWanted};
}

}  // namespace netkeel
