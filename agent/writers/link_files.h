// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// What systemd-udevd sets when a device appears: of all .link files only the first that matches it
/// (systemd.link(5)). A file with a criterion that is not looked at here is taken as not matching.
std::vector<Writer> LinkFileWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
