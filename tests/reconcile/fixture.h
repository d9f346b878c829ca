// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "profile/profile.h"
#include "reconcile/reconciler.h"
#include "support/echo.h"
#include "support/faulty_kernel.h"
#include "support/state_folder.h"
#include "support/tree_builder.h"
#include "tunables/tunable.h"

namespace netkeel {

/// A state folder of its own and a profile from text.
class ReconcileTest : public StateFolderTest {
 protected:
  /// The profile `text` below "version: 1".
  static Profile ProfileOf(const std::string& text) {
    auto profile = ParseProfile("version: 1\n" + text, "p.yaml", {});
    if (!profile) ADD_FAILURE() << profile.error().message;
    return profile ? *profile : Profile{};
  }

  Report Apply(Kernel& kernel, const Profile& profile, Options options = Disruptive()) const {
    return Reconciler(catalog_, profile, std::move(options)).Apply(kernel, StateFolder());
  }
  Report Check(const Kernel& kernel, const Profile& profile, Options options = {}) const {
    return Reconciler(catalog_, profile, std::move(options)).Check(kernel);
  }

  static Options Disruptive() {
    Options options;
    options.allow_disruptive = true;
    return options;
  }

  /// The finding at "eth0/rings/rx"; a failure and an empty one where there is none.
  static Finding At(const Report& report, const std::string& address) {
    for (const Finding& finding : report.findings) {
      if (ToText(finding.address) == address) return finding;
    }
    ADD_FAILURE() << "no finding at " << address;
    return {};
  }

  const Catalog catalog_ = MakeCatalog();
};

/// Everything that netkeel writes first: a sysctl, channels, rings, other queues' masks, vectors.
inline constexpr const char* kWholePath =
    "host: {sysctl: {net.core.netdev_budget: 600, net.core.dev_weight: 128}}\n"
    "interfaces:\n"
    "  - match: {driver: ixgbe}\n"
    "    channels: {combined: 2}\n"
    "    rings: {rx: max, tx: 1024}\n"
    "    queues: {rps_cpus: 0-1}\n"
    "    irq: {affinity: one-to-one, cpus: 2-3, other: 0}\n";

/// A host that somebody has tuned by hand, masks of queues that a shrink destroys among it.
inline RecordedKernel Tuned() {
  RecordedKernel kernel = OneIxgbe().Build();
  EXPECT_TRUE(Echo(kernel, "/sys/class/net/eth0/queues/rx-3/rps_cpus", "c0"));
  const auto device = kernel.ResolveLink("/sys/class/net/eth0/device");
  const auto irqs = kernel.ListDirectory(*device + "/msi_irqs");
  unsigned cpu = 0;
  for (const std::string& irq : *irqs) {
    EXPECT_TRUE(
        Echo(kernel, "/proc/irq/" + irq + "/smp_affinity_list", std::to_string(4 + cpu++ % 4)));
  }
  return kernel;
}

}  // namespace netkeel
