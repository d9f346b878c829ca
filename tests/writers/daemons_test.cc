// SPDX-License-Identifier: Apache-2.0
#include "writers/daemons.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"
#include "writers/writer_probe.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DaemonsTest, ARunningBpftuneIsNamedForWhatItTunes) {
  const std::string procs = "/sys/fs/cgroup/system.slice/bpftune.service/cgroup.procs";
  const auto kernel = TreeBuilder().File(procs, "911\n912\n").Process(912, "bpftune").Build();
  EXPECT_THAT(LinesOf(BpftuneWriters(kernel, {SoughtSysctl("net.core.netdev_budget_usecs"),
                                              SoughtSysctl("net.core.somaxconn")})),
              ElementsAre("net.core.netdev_budget_usecs: bpftune (pid 912) raises it"));
  const auto another = TreeBuilder().File(procs, "911\n").Process(911, "sh").Build();
  EXPECT_THAT(BpftuneWriters(another, {SoughtSysctl("net.core.netdev_budget")}), IsEmpty());
  const auto stopped = TreeBuilder().File(procs, "").Build();
  EXPECT_THAT(BpftuneWriters(stopped, {SoughtSysctl("net.core.netdev_budget")}), IsEmpty());
}

TEST(DaemonsTest, GooglesScriptIsNamedOnItsOwnCards) {
  const Device own = Port("eth0", "gve");
  const Device other = Port("eth0", "ixgbe");
  const auto kernel = TreeBuilder().File("/usr/bin/google_set_multiqueue", "").Build();
  EXPECT_THAT(LinesOf(CloudWriters(kernel, {SoughtOf(own, "queues", "tx-0/xps_cpus")})),
              ElementsAre("tx-0/xps_cpus: /usr/bin/google_set_multiqueue places it at boot"));
  EXPECT_THAT(CloudWriters(kernel, {SoughtOf(own, "queues", "rx-0/rps_cpus")}), IsEmpty());
  EXPECT_THAT(CloudWriters(kernel, {SoughtOf(other, "irq", "0/affinity")}), IsEmpty());
}

}  // namespace
}  // namespace netkeel
