// SPDX-License-Identifier: Apache-2.0
//
// What one look at a recorded host costs, and the plan made from it, by the number of NICs.
#include <benchmark/benchmark.h>

#include "profile/profile.h"
#include "reconcile/look.h"
#include "reconcile/planner.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

RecordedKernel HostWith(int nics) {
  TreeBuilder builder;
  builder.Cpus(512);
  for (int nic = 0; nic < nics; ++nic) {
    builder.Nic("eth" + std::to_string(nic), "ixgbe").Queues(16, 64);
  }
  return builder.Build();
}

void LookAndPlan(benchmark::State& state) {
  const RecordedKernel kernel = HostWith(static_cast<int>(state.range(0)));
  const Catalog catalog = MakeCatalog();
  const auto profile = ParseProfile(
      "version: 1\ninterfaces: [{match: {driver: ixgbe}, rings: {rx: max}, "
      "irq: {affinity: one-to-one, cpus: online}}]\n",
      "bench.yaml", {});
  for (auto _ : state) {
    const auto look = LookAt(kernel, catalog, *profile, {});
    benchmark::DoNotOptimize(MakePlan(catalog, *look, {}, {}));
  }
  state.SetComplexityN(state.range(0));
}
BENCHMARK(LookAndPlan)->RangeMultiplier(2)->Range(8, 64)->Complexity();

}  // namespace
}  // namespace netkeel
