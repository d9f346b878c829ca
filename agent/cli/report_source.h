// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/request.h"
#include "evidence/diagnosis.h"
#include "evidence/recording/recording.h"
#include "evidence/timeline/timeline.h"
#include "kernel/kernel.h"

namespace netkeel {

/// What a report is made of, out of the recording or of looks at this host.
struct ReportSource {
  std::string name;    ///< "the recording /var/lib/...", "looks at the host, a second apart"
  std::string host;    ///< whose it is, by its own facts; "" where they do not say
  std::string kernel;  ///< the same: "6.12.1-amd64"
  Timeline timeline;
  std::vector<Event> events;
  std::optional<Diagnosis> diagnosis;
  std::vector<Diagnosis> worst;  ///< of a long time, the worst moment of each stage
  std::vector<std::string> remarks;
};

/// Those of `request.evidence.from` to `.to`; the errors of ReadSamples, and kBadInput where an
/// interface that was asked for is not in it.
Result<ReportSource> FromRecording(const Request& request);

/// Looks for `request.evidence.duration`.
Result<ReportSource> FromLooks(const Request& request, const Kernel& kernel);

}  // namespace netkeel
