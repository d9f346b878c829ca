// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/condition.h"
#include "model/cpu_expression.h"
#include "model/device.h"
#include "model/report.h"

namespace netkeel {

/// How queues take CPUs.
struct Placement {
  enum class Kind {
    kOneToOne,  ///< queue i takes the i-th CPU of `cpus`, wrapping
    kPool,      ///< every queue may use all of `cpus`
    kSpread,    ///< one-to-one over `cpus` in topology order
    kMap,       ///< written out, queue -> CPUs
  };
  Kind kind = Kind::kOneToOne;
  std::map<uint64_t, CpuExpression> map;
};

enum class Bound { kExactly, kAtLeast, kAtMost };
enum class OnExceed { kError, kClamp };

/// `max`: what the device reports.
struct DeviceMaximum {};

/// `{cpus: SET}`: as many as the set has CPUs that are online.
struct CpuCount {
  CpuExpression cpus;
};

/// A number for a CPU set's key counts its CPUs: `at-least: 2 cpus`.
using Literal = std::variant<DeviceMaximum, uint64_t, std::string, std::vector<uint64_t>,
                             CpuExpression, CpuCount, Placement>;

/// One thing the operator wrote: `rings: {rx: max}` is tunable "rings", key "rx".
struct Setting {
  std::string tunable;
  std::string key;
  Literal literal;
  Bound bound = Bound::kExactly;
  OnExceed on_exceed = OnExceed::kError;
  bool optional = false;
  bool audit = false;
  std::string text;  ///< the value as written: "at least 8000", "max", "2-5"
  Source source;
  bool may_be_down = false;       ///< optional, itself or by its block
  std::vector<Condition> when{};  ///< all must hold: its own, and that of its block
};

/// Puts `setting` last, in the place of one of the same tunable and key: later wins, and a key may
/// stand for others.
inline void PutLast(Setting setting, std::vector<Setting>& settings) {
  std::erase_if(settings, [&](const Setting& other) {
    return other.tunable == setting.tunable && other.key == setting.key;
  });
  settings.push_back(std::move(setting));
}

/// One device and all that the profile wants of it; later blocks have won, key by key.
struct Target {
  Device device;
  std::vector<Setting> settings;  ///< at most one for a tunable and key, the last written last
};

}  // namespace netkeel
