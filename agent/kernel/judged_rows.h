// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cpu_set.h"
#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

/// Takes out of a tree the owners of sockets that are in no list of it: what else processes have
/// open is nobody's business.
void LeaveOutOtherOwners(KernelTree& tree);

/// Takes out of a tree the processes that are pinned otherwise than to CPUs of `isolated` alone, of
/// those that are `online`.
void LeaveOutOtherTasks(KernelTree& tree, const CpuSet& isolated, const CpuSet& online);

/// Puts a `*` for the half of a socket's IPv6 address that is made of a MAC address (modified
/// EUI-64, RFC 4291, appendix A): "[fe80::*]:546".
void LeaveOutMadeAddresses(KernelTree& tree);

}  // namespace netkeel
