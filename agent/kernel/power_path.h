// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "kernel/kernel.h"

namespace netkeel {

/// Whether `path` says if a device may be suspended at run time: /sys/devices/*/power/control. Not
/// those of CPUs.
bool IsPowerControl(std::string_view path);

/// "/sys/devices/pci0000:00/0000:00:02.0", of the file below it.
std::string DeviceOfPowerControl(std::string_view path);

/// kNotFound where the file is not of the interface whose `device` link leads to `device_path`, nor
/// of what a virtio device is directly below.
Result<void> CheckPowerOwner(const OwnedFile& file, std::string_view device_path);

}  // namespace netkeel
