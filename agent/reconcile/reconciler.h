// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "history/grant.h"
#include "kernel/kernel.h"
#include "model/plan.h"
#include "model/report.h"
#include "profile/profile.h"
#include "tunables/tunable.h"

namespace netkeel {

/// 10GBASE-T trains for several seconds; a spanning tree port does not take the carrier away.
inline constexpr std::chrono::seconds kCarrierTimeout(30);

struct Options {
  bool allow_disruptive = false;        ///< may reset an interface whose carrier is up
  std::vector<std::string> interfaces;  ///< only these, and not the host; empty means all
  std::chrono::seconds wait{0};         ///< for interfaces to exist and to be up
  std::chrono::seconds carrier_timeout = kCarrierTimeout;  ///< for a link that was reset
  std::optional<uint64_t> flap_budget{};   ///< resets of live links at the most, all together
  std::chrono::seconds confirm_within{0};  ///< roll back unless confirmed by then; 0: no need to
  bool no_checkpoint = false;              ///< go on where no checkpoint can be saved
  Grants grants{};  ///< what earlier applies were granted, for Check; the others look it up
  std::function<void()> on_begin = [] {};  ///< before anything is written, a recovery's too
};

/// Compares one profile with the kernel, and makes the kernel as the profile says. The only place
/// that writes.
class Reconciler {
 public:
  /// Both must outlive it.
  Reconciler(const Catalog& catalog, const Profile& profile, Options options)
      : catalog_(catalog), profile_(profile), options_(std::move(options)) {}

  /// Reads and compares; writes nothing.
  Report Check(const Kernel& kernel) const;

  struct Preview {
    Report report;
    Plan plan;  ///< the first round's steps, in order
  };
  /// What Apply would do first, a recovery included.
  Preview DryRun(const Kernel& kernel, const std::string& state_directory) const;

  /// Makes it so, in at most four rounds, each verified by looking again; rolls back where that
  /// fails. Undoes an apply that was interrupted before it starts. What waits for an interface is
  /// made as soon as that is there, within `wait`, as part of the same run; the lock, which is
  /// waited for as long, is free in between. Checkpoint and lock are in `state_directory`.
  Report Apply(Kernel& kernel, const std::string& state_directory) const;

 private:
  const Catalog& catalog_;
  const Profile& profile_;
  const Options options_;
};

}  // namespace netkeel
