// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"
#include "profile/profile.h"
#include "report/render_diagnosis.h"
#include "report/render_json.h"

namespace netkeel {

Outcome RunSchema(const Request& request) {
  if (request.diagnosis_schema) return {DiagnosisSchema(), "", ExitCode::kAsWanted};
  return {request.report_schema ? ReportSchema() : ProfileSchema(), "", ExitCode::kAsWanted};
}

}  // namespace netkeel
