// SPDX-License-Identifier: Apache-2.0
#include "writers/find_writers.h"

#include <iterator>

#include "kernel/judged_kernel.h"
#include "writers/daemons.h"
#include "writers/ifupdown.h"
#include "writers/irqbalance.h"
#include "writers/link_files.h"
#include "writers/network_manager.h"
#include "writers/sysctl_files.h"
#include "writers/tuned.h"

namespace netkeel {

OtherHands FindWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  const JudgedKernel judged(kernel);
  OtherHands all;
  for (const auto find : {IrqbalanceWriters, TunedWriters, SysctlFileWriters, LinkFileWriters,
                          NetworkManagerWriters, IfupdownWriters, CloudWriters, BpftuneWriters}) {
    std::vector<Writer> some = find(judged, sought);
    std::move(some.begin(), some.end(), std::back_inserter(all.writers));
  }
  all.remarks = judged.Remarks();
  return all;
}

}  // namespace netkeel
