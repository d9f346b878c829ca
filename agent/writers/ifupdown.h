// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// What /etc/network/interfaces and the files that it names set on every ifup: the options of the
/// ethtool package's hooks (ethtool-ifupdown), and commands that call ethtool.
std::vector<Writer> IfupdownWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
