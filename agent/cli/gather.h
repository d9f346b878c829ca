// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/owner.h"
#include "cli/request.h"
#include "evidence/recording/recording.h"
#include "evidence/sample.h"
#include "kernel/kernel.h"

namespace netkeel {

/// What a diagnosis is made from.
struct Gathered {
  Owner owner;
  std::vector<Sample> samples;
  std::vector<Event> events;         ///< of a recording
  std::vector<std::string> remarks;  ///< on what was not gathered
  std::unique_ptr<Kernel> kernel;    ///< this machine, or the later of two captures; never null
};

/// Samples of this host, of the recording or of two captures, whichever was asked for. Live it
/// takes as long as `--for` says. kBadInput where the options contradict each other, and all that
/// the sources of samples refuse with.
Result<Gathered> Gather(const Request& request);

}  // namespace netkeel
