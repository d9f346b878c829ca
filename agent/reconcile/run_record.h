// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernel/kernel.h"
#include "reconcile/record.h"
#include "tunables/tunable.h"

namespace netkeel {

/// A record that begins now, by who calls, in this boot.
Record StartRecord(const Kernel& kernel, const std::string& verb, const std::string& profile);

/// Leaves in `record.before` only what is other now than it was: what this run changed, and what
/// was lost by that. That is what a later `netkeel rollback` puts back; what somebody else sets in
/// the meantime is not its business.
void KeepWhatDiffers(const Kernel& kernel, const Catalog& catalog, Record& record);

/// "2026-11-23 18:40:01Z", of seconds since 1970.
std::string TimeText(uint64_t seconds);

/// "apply 3 of feed.yaml".
std::string NameOf(const Record& record);

}  // namespace netkeel
