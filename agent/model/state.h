// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/device.h"
#include "model/value.h"

namespace netkeel {

/// The device name that means a profile's blocks of interfaces; see kHostDevice.
inline constexpr const char* kBlocksDevice = "/interfaces";

/// A device as reports and files have it: the host is "host" there, told from an interface of that
/// name by its tunables, which no interface has.
std::string_view DeviceText(std::string_view device);

/// Where a value lives: `eth0/rings/rx`, `host/sysctl/net.core.dev_weight`,
/// `eth0/irq/TxRx-0/affinity`. An empty key means the whole tunable of that device.
struct Address {
  std::string device;
  std::string tunable;
  std::string key;

  bool operator==(const Address& other) const = default;
};

/// Host first, then devices, tunables and keys, each with numbers in number order.
bool operator<(const Address& left, const Address& right);

std::string ToText(const Address& address);

/// Desired, observed and checkpoint are all this.
using State = std::map<Address, Value>;

/// What a look at the kernel gave: values, and why the others have none.
struct Observation {
  State values;
  /// kNotFound, kUnsupported, kPending, kPermission, kBusy or kIo.
  std::map<Address, Error> problems;
};

/// Why there is no value at `address`: its own problem, else that of its whole tunable; null where
/// none is known.
const Error* ProblemAt(const Observation& observed, const Address& address);

}  // namespace netkeel
