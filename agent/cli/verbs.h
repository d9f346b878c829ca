// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "cli/request.h"
#include "cli/sink.h"

namespace netkeel {

/// One function a verb, each in a file of its name. They return what they have to say.
Outcome RunCheck(const Request& request, const Terminal& terminal);
/// `check` of several captures, whose document goes to `sink`. Error: it could not be written.
Result<Outcome> RunCheckFleet(const Request& request, const Terminal& terminal, Sink& sink);
Outcome RunApply(const Request& request, const Terminal& terminal);
Outcome RunRollback(const Request& request, const Terminal& terminal);
Outcome RunConfirm(const Request& request);
Outcome RunHistory(const Request& request, const Terminal& terminal);
Outcome RunCoexist(const Request& request);
Outcome RunDiff(const Request& request, const Terminal& terminal);
Outcome RunCapture(const Request& request);
Outcome RunValidate(const Request& request);
Outcome RunLint(const Request& request);
Outcome RunExplain(const Request& request, const Terminal& terminal);
Outcome RunSchema(const Request& request);
/// Writes interval by interval, to the whole screen of a terminal or to `sink`.
Outcome RunObserve(const Request& request, const Terminal& terminal, Sink& sink);
Outcome RunRecord(const Request& request);
Outcome RunMark(const Request& request);
Outcome RunTrialVerb(const Request& request);
Outcome RunDiagnose(const Request& request, const Terminal& terminal);
Outcome RunReport(const Request& request);

/// The function of the request's verb. What is too long to be held goes to `standard_output` at
/// once, the rest is the outcome's.
Outcome Run(const Request& request, const Terminal& terminal, Sink& standard_output);

}  // namespace netkeel
