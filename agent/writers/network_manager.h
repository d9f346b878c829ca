// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// What NetworkManager's connection profiles set of a link whenever the connection comes up. One
/// that names neither an interface nor an address may be for any.
std::vector<Writer> NetworkManagerWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
