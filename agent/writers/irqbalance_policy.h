// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/device.h"

namespace netkeel {

/// What irqbalance's exit code for "no opinion" is: a file must end with 0, in a folder of scripts
/// 1 lets the next one speak.
enum class PolicyForm { kFile, kInFolder };

/// A script for irqbalance's --policyscript that bans every vector of these devices, whatever their
/// numbers become: by PCI address, or by the handler's name where a device has none. It reads
/// nothing that irqbalance's sandbox hides, and starts no program.
std::string PolicyScript(const std::vector<Device>& devices, PolicyForm form);

enum class PolicyVerdict { kBans, kDoesNot, kUnknown };

/// What irqbalance's policy, a file or a folder of them, says of a device's vectors. Only our own
/// script is understood: kUnknown where there is another.
PolicyVerdict JudgePolicy(const Kernel& kernel, const std::string& policy, const Device& device);

}  // namespace netkeel
