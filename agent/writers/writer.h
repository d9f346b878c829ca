// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/device.h"
#include "model/state.h"

namespace netkeel {

/// A setting that others may write, too.
struct Sought {
  Address address;
  const Device* device = nullptr;    ///< null for the host's; must outlive it
  std::optional<uint64_t> irq = {};  ///< the number of a vector
};

/// Somebody else who writes a sought setting. "who what" is a sentence's half:
/// "/etc/sysctl.d/99-x.conf:3 sets it to 300 at boot", "irqbalance (pid 812) does not ban it".
struct Writer {
  std::string name;  ///< its kind: "irqbalance", "tuned", "sysctl.d", ...
  std::string who;
  std::string what;
  Address address;
  std::optional<std::string> value = {};  ///< what it writes; none where that cannot be known
  bool at_any_moment = false;             ///< it runs, and moves what is as wanted now
  std::string remedy = {};                ///< how it leaves the setting alone; "" for the usual
};

inline std::string ToText(const Writer& writer) { return writer.who + ' ' + writer.what; }

}  // namespace netkeel
