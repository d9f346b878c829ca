// SPDX-License-Identifier: Apache-2.0
#include "writers/find_writers.h"

#include <iterator>

#include "writers/irqbalance.h"
#include "writers/sysctl_files.h"

namespace netkeel {

std::vector<Writer> FindWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> all;
  for (const auto find : {IrqbalanceWriters, SysctlFileWriters}) {
    std::vector<Writer> some = find(kernel, sought);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace netkeel
