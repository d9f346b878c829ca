// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

/// What a capture takes along of the file at `path`, by the one table of all that it may take;
/// none for a file that holds a key, and for one of the kernel's that no row names. Of any other
/// that no row names, a policy script for irqbalance wherever it is, only what netkeel wrote
/// itself: see PolicyLines.
std::optional<std::string> JudgedContent(const std::string& path, std::string_view content);

/// Whether a row of the table names the file.
bool IsInCaptureTable(const std::string& path);

/// What a capture takes along of a topic's fields, by its row; none where it is nothing.
std::optional<EthtoolFields> JudgedFields(const EthtoolRow& row, EthtoolFields fields);

/// Takes out of a tree the permanent MAC addresses: of a device it becomes kLeftOutMac, in the
/// files of others what stands for the device (StandInOf), "none" for one that no device has, and
/// see LeaveOutMadeAddresses for those of sockets.
void LeaveOutAddresses(KernelTree& tree);

}  // namespace netkeel
