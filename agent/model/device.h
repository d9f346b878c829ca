// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace netkeel {

/// What a capture has in place of a permanent MAC address: captures travel.
inline constexpr const char* kLeftOutMac = "left-out";

/// What a capture has in place of the interface's address in files of others.
inline std::string StandInOf(const std::string& interface) {
  return std::string(kLeftOutMac) + ':' + interface;
}

/// The device name that means the host itself. No interface can have it: Linux takes no slash in a
/// name.
inline constexpr const char* kHostDevice = "/host";

/// A network interface as found, or the host itself (name kHostDevice, all else empty).
struct Device {
  std::string name;
  int ifindex = 0;
  std::vector<std::string> altnames;  ///< further names, as `ip link` shows them
  std::string driver;                 ///< kernel module's driver name: "ixgbe"; "" where unknown
  std::string firmware;               ///< as `ethtool -i` says; "" where none
  std::string bus;                    ///< "pci", "virtio", "usb", ...; "" for virtual interfaces
  std::string pci;            ///< the nearest PCI function above it: "0000:03:00.0"; "" if none
  std::string model;          ///< PCI device id as sysfs has it: "0x10fb"; "" where there is none
  std::string sys_path;       ///< canonical path of its `device` link; "" for virtual interfaces
  std::string permanent_mac;  ///< lower case, colons; "" for none; kLeftOutMac
  int numa_node = -1;         ///< -1: the firmware does not say
  bool up = false;            ///< IFF_UP: interrupts are requested
  bool carrier = false;
};

/// The permanent address by which files of others mean the device.
inline std::string AddressInFiles(const Device& device) {
  return device.permanent_mac == kLeftOutMac ? StandInOf(device.name) : device.permanent_mac;
}

inline Device HostDevice() {
  Device host;
  host.name = kHostDevice;
  return host;
}

}  // namespace netkeel
