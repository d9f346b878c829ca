// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/request.h"
#include "cli/setup.h"

namespace netkeel {

/// What the audit of one capture came to.
struct AuditedHost {
  std::string root;
  Report report;
  std::map<Status, size_t> counts;  ///< of all its findings
};

/// What the audit of all captures came to.
struct Fleet {
  std::vector<AuditedHost> hosts;            ///< in the order of Request::roots
  std::vector<std::string> warnings;         ///< of the profile and the waivers, each once
  ExitCode exit_code = ExitCode::kAsWanted;  ///< 1 where a host's is 1, else 2 where one's is
};

/// Audits every capture of `request.roots`, `request.jobs` at a time: each is read, audited and
/// dropped. Of a report only what is not simply as wanted is kept, unless `keep_all`. One that
/// cannot be read has a report that says why.
Fleet AuditFleet(const Request& request, const Profile& profile, const std::vector<Waiver>& waivers,
                 bool keep_all);

/// A line a host, what is amiss on those that are not as wanted where `verbose`, and a summary.
std::string RenderFleetText(const Fleet& fleet, const std::string& profile, bool verbose,
                            const Terminal& terminal);

}  // namespace netkeel
