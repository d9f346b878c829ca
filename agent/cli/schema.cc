// SPDX-License-Identifier: Apache-2.0
#include "cli/render_json.h"
#include "cli/verbs.h"
#include "profile/profile.h"

namespace netkeel {

Outcome RunSchema(const Request& request) {
  return {request.report_schema ? ReportSchema() : ProfileSchema(), "", ExitCode::kAsWanted};
}

}  // namespace netkeel
