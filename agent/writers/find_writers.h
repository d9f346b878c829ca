// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// Everybody on this host who writes a sought setting, as far as is known; kind by kind, each in
/// the order of `sought`. Reads only what can hold one of them.
std::vector<Writer> FindWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
