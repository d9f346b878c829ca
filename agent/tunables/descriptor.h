// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace netkeel {

inline constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();
inline constexpr uint64_t kIntMax = std::numeric_limits<int32_t>::max();

/// What a profile may write for a key, and what Value it becomes.
enum class KeyType {
  kUnsigned,   ///< a number within min..max; `at-least` and `at-most` too
  kText,       ///< compared word by word, numbers as numbers
  kCpus,       ///< a CPU set expression
  kPlacement,  ///< irq affinity: one-to-one, pool, spread or a map queue -> CPUs
};

/// A row of a tunable's table. Schema, `explain`, README table and man page print from it.
struct KeyDescriptor {
  std::string_view name = {};  ///< as in ethtool(8), sysctl(8) or the sysfs file name
  KeyType type = KeyType::kUnsigned;
  std::string_view unit = {};           ///< "descriptors", "packets", "us"; "" for none
  std::string_view default_value = {};  ///< the kernel's default, as text; "" where it varies
  uint64_t min = 0;                     ///< kUnsigned only, both included
  uint64_t max = kNoLimit;
  bool device_maximum = false;  ///< `max` may be asked, and `on-exceed` applies
  bool from_cpus = false;       ///< `{cpus: SET}` may be asked: as many as the set has CPUs
  bool by_count = false;        ///< kCpus only: `{at-least: 2 cpus}` and `at-most` too
  bool alone = false;           ///< stands for other keys of its section, never beside them
  std::string_view help = {};   ///< one line
};

enum class Scope { kHost, kInterface };

/// One tunable: the section of its name in a profile.
struct Descriptor {
  std::string_view name = {};  ///< "sysctl", "rings"
  Scope scope = Scope::kInterface;
  std::string_view help = {};    ///< one line
  std::string_view effect = {};  ///< what else setting it does; "" if nothing
  bool writable = true;          ///< false: an expectation, audited and never written
  bool disruptive = false;       ///< a change resets an interface that is up: the carrier goes away
  bool reshapes = false;         ///< queues and interrupts are new after a change
  std::string_view open_prefix =
      {};  ///< keys below it need no row ("net." for sysctl); "" for none
  std::span<const KeyDescriptor> keys = {};
};

/// The row of `key`, null where the table has none.
const KeyDescriptor* FindKey(const Descriptor& descriptor, std::string_view key);

/// All tunables' descriptors in catalog order: what profile parser, schema and `explain` need.
std::vector<Descriptor> Descriptors();

}  // namespace netkeel
