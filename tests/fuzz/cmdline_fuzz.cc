// SPDX-License-Identifier: Apache-2.0
//
// The kernel's command line, and what the kernel makes of its CPU parameters.
#include "fuzz.h"
#include "host/cmdline.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr unsigned kLast = 63;
  const auto parameters = netkeel::ParseCommandLine(netkeel::TextOf(data, size));
  for (const char* const name : {"isolcpus", "nohz_full", "rcu_nocbs", "irqaffinity"}) {
    const auto found = netkeel::FindBootCpus(parameters, name, kLast);
    if (found) netkeel::Expect(found->cpus.Empty() || found->cpus.Last() <= kLast);
  }
  return 0;
}
