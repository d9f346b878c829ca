// SPDX-License-Identifier: Apache-2.0
#include "writers/find_writers.h"

#include <iterator>

#include "writers/daemons.h"
#include "writers/ifupdown.h"
#include "writers/irqbalance.h"
#include "writers/link_files.h"
#include "writers/network_manager.h"
#include "writers/sysctl_files.h"
#include "writers/tuned.h"

namespace netkeel {

std::vector<Writer> FindWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> all;
  for (const auto find : {IrqbalanceWriters, TunedWriters, SysctlFileWriters, LinkFileWriters,
                          NetworkManagerWriters, IfupdownWriters, CloudWriters, BpftuneWriters}) {
    std::vector<Writer> some = find(kernel, sought);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace netkeel
