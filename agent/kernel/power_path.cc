// SPDX-License-Identifier: Apache-2.0
#include "kernel/power_path.h"

#include <cerrno>

namespace netkeel {
namespace {

constexpr std::string_view kDevices = "/sys/devices/";
constexpr std::string_view kControl = "/power/control";

}  // namespace

bool IsPowerControl(std::string_view path) {
  return path.starts_with(kDevices) && !path.starts_with("/sys/devices/system/") &&
         path.ends_with(kControl);
}

std::string DeviceOfPowerControl(std::string_view path) {
  return std::string(path.substr(0, path.size() - kControl.size()));
}

Result<void> CheckPowerOwner(const OwnedFile& file, std::string_view device_path) {
  const std::string folder = DeviceOfPowerControl(file.path);
  if (device_path == folder) return {};
  const bool is_below = device_path.starts_with(folder + "/virtio");
  if (is_below && device_path.find('/', folder.size() + 1) == std::string_view::npos) return {};
  return Fail(Error{ErrorCode::kNotFound,
                    file.path + ": is not of the interface with ifindex " +
                        std::to_string(file.ifindex) + " any more, which was looked at",
                    ENODEV});
}

}  // namespace netkeel
