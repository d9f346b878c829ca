// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "writers/writer.h"

namespace netkeel {

inline Sought SoughtSysctl(const std::string& key) { return {{kHostDevice, "sysctl", key}}; }

/// A port of a card at 0000:03:00.0; `device` must live on.
inline Device Port(const std::string& name, const std::string& driver) {
  Device device;
  device.name = name;
  device.driver = driver;
  device.pci = "0000:03:00.0";
  device.permanent_mac = "00:1b:21:aa:bb:cc";
  return device;
}

inline Sought SoughtOf(const Device& device, const std::string& tunable, const std::string& key) {
  return {{device.name, tunable, key}, &device};
}

/// "net.core.dev_weight: /etc/sysctl.d/1.conf:2 sets it to 5 at boot", a line each.
inline std::vector<std::string> LinesOf(const std::vector<Writer>& writers) {
  std::vector<std::string> lines;
  for (const Writer& writer : writers) lines.push_back(writer.address.key + ": " + ToText(writer));
  return lines;
}

}  // namespace netkeel
