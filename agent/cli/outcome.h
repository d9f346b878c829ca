// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "cli/request.h"
#include "model/report.h"

namespace netkeel {

/// The report in the format that was asked for. One that says nothing but why it failed goes to
/// standard error instead of being a table of nothing.
/// `plan` is that of a dry run.
Outcome ReportOutcome(const Request& request, const Terminal& terminal, const Report& report,
                      const Plan* plan = nullptr);

/// What is to be said where the report cannot be written: whether the host is other than it was.
std::string Unread(const Outcome& outcome);

/// From now on a line on standard error for every write, as it happens.
void LogWrites();

/// Exit 1: the error on standard error, and with any format but text also as a report.
Outcome FailedOutcome(const Request& request, const Error& error);

}  // namespace netkeel
