// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "tunables/sysctl.h"

namespace netkeel {

/// A catalog of one section of each kind: what the parser does must not depend on the real one.
inline std::vector<Descriptor> SmallTable() {
  static constexpr std::array kSysctls{
      KeyDescriptor{.name = "net.core.budget",
                    .unit = "packets",
                    .default_value = "300",
                    .min = 1,
                    .max = 1000,
                    .help = "packets a run"},
      KeyDescriptor{.name = "net.ipv4.words", .type = KeyType::kText},
  };
  static constexpr std::array kExpected{KeyDescriptor{.name = "isolated", .type = KeyType::kCpus}};
  static constexpr std::array kRings{
      KeyDescriptor{
          .name = "rx", .unit = "descriptors", .min = 1, .max = 65536, .device_maximum = true},
      KeyDescriptor{
          .name = "tx", .unit = "descriptors", .min = 1, .max = 65536, .device_maximum = true},
  };
  static constexpr std::array kIrq{
      KeyDescriptor{.name = "affinity", .type = KeyType::kPlacement},
      KeyDescriptor{.name = "cpus", .type = KeyType::kCpus},
  };
  return {
      {.name = "sysctl", .scope = Scope::kHost, .open = kSysctlKeys, .keys = kSysctls},
      {.name = "cpu", .scope = Scope::kHost, .writable = false, .keys = kExpected},
      {.name = "rings", .scope = Scope::kInterface, .keys = kRings},
      {.name = "irq", .scope = Scope::kInterface, .keys = kIrq},
  };
}

}  // namespace netkeel
