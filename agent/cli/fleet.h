// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/request.h"
#include "cli/setup.h"
#include "cli/sink.h"
#include "report/fleet_format.h"

namespace netkeel {

/// Audits every capture of `request.roots`, `request.jobs` at a time, and writes the document of
/// `format` to `sink`, in the order of the roots however many jobs there are. A host is read,
/// audited, written and dropped. One that cannot be read has a report that says why. Error: the
/// sink's, and the rest of the captures is not audited.
Result<FleetTotals> AuditFleet(const Request& request, const Profile& profile,
                               const std::vector<Waiver>& waivers, FleetFormat& format, Sink& sink);

}  // namespace netkeel
