// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netkeel {

class Kernel;

inline constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();
inline constexpr uint64_t kIntMax = std::numeric_limits<int32_t>::max();

/// What a profile may write for a key, and what Value it becomes.
enum class KeyType {
  kUnsigned,   ///< a number within min..max; `at-least` and `at-most` too
  kText,       ///< compared word by word, numbers as numbers
  kCpus,       ///< a CPU set expression
  kPlacement,  ///< of interrupts: one-to-one, pool, spread or a map queue -> CPUs
  kSwitch,     ///< `on` or `off`
  kName,       ///< one of `names`
  kList,       ///< numbers within min..max, at least one
  kQueues,     ///< numbers of queues: a list, `none`, or `one-to-one`
};

/// What the text of a key has to look like.
struct TextForm {
  std::string_view pattern = {};  ///< the regular expression that the schema holds it to
  std::string_view help = {};     ///< what may be written: "default, equal N, ..."
  bool list = false;              ///< a list of whole numbers is text as well: [0, 1] is "0 1"
  /// What is wrong with it, for the operator; "" where nothing is.
  std::string (*wrong_with)(std::string_view text) = nullptr;
};

/// A row of a tunable's table. Schema, `explain`, README table and man page print from it.
struct KeyDescriptor {
  std::string_view name = {};  ///< as in ethtool(8), sysctl(8) or the sysfs file name
  KeyType type = KeyType::kUnsigned;
  std::string_view unit = {};           ///< "descriptors", "packets", "us"; "" for none
  std::string_view default_value = {};  ///< the kernel's default, as text; "" where it varies
  uint64_t min = 0;                     ///< of numbers, both included
  uint64_t max = kNoLimit;
  std::span<const std::string_view> names = {};  ///< kName: all that it can be
  const TextForm* form = nullptr;                ///< kText: what it may be; null: anything
  bool secret = false;                           ///< never printed, nor in a captured profile
  bool device_maximum = false;                   ///< `max` may be asked, and `on-exceed` applies
  bool from_cpus = false;             ///< `{cpus: SET}` may be asked: as many as the set has CPUs
  bool by_count = false;              ///< kCpus only: `{at-least: 2 cpus}` and `at-most` too
  bool writable = true;               ///< false: a wish for it becomes one for other keys
  bool alone = false;                 ///< stands for other keys of its section, never beside them
  bool counts_queues = false;         ///< how many queues a device is to have
  std::string_view link_option = {};  ///< systemd.link(5)'s: "RxBufferSize"; "" for none
  std::string_view keyfile_option = {};  ///< NetworkManager's, where its section does not say it:
                                         ///< "link.gso-max-size", as in nm-settings(5)
  std::string_view plain_option = {};    ///< of interfaces(5), ip-link(8) and TuneD's plugin net,
                                         ///< with the value alone behind it: "mtu"
  std::string_view file = {};  ///< of a FileRows tunable: its path, the interface's name for `%`
  std::string_view help = {};  ///< one line
};

enum class Scope { kHost, kInterface };

/// What a tunable's values are written through: it tells who else may write them.
enum class Family {
  kEthtool,     ///< requests of ethtool(8) and ip-link(8)
  kSysctl,      ///< /proc/sys
  kQueueFiles,  ///< /sys/class/net/*
  kInterrupts,  ///< /proc/irq
  kBoot,        ///< the kernel's command line
  kCpuFiles,    ///< /sys/devices: what CPUs and their kernel threads may do
};

/// How others name an ethtool family; "" where they do not.
struct OtherWords {
  std::string_view tuned = {};            ///< the option of its plugin net: "ring"
  std::string_view network_manager = {};  ///< before the key, as in nm-settings(5): "ring-"
  std::string_view ifupdown = {};   ///< before the key, in interfaces(5): "hardware-dma-ring-"
  std::string_view flag = {};       ///< of ethtool(8), to set: "-G"
  std::string_view long_flag = {};  ///< "--set-ring"
};

/// Keys that need no row: all of one type, what the kernel or a driver has by names of its own.
struct OpenKeys {
  KeyType type = KeyType::kText;
  std::string_view prefix = {};   ///< of all of them: "net."; "" for none, or for a section without
  std::string_view pattern = {};  ///< the regular expression that the schema holds them to
  std::string_view help = {};     ///< of each, one line
  const TextForm* form = nullptr;  ///< kText: what each may be; null: anything
  /// What is wrong with a key, for the operator; "" where nothing is. Null: there are no such keys.
  std::string (*wrong_with)(std::string_view key) = nullptr;
  /// Whether it is ever written; what is not is audited, or is a companion of another.
  bool (*is_writable)(std::string_view key) = nullptr;
  /// All that are there and may be compared with those of another host.
  std::set<std::string> (*list)(const Kernel& kernel) = nullptr;
  /// Rows that hold for many keys each: `*` in a name is any one element,
  /// net.ipv4.conf.*.arp_ignore.
  std::span<const KeyDescriptor> rows = {};

  bool Any() const { return wrong_with != nullptr; }
};

/// One tunable, and its section in a profile.
struct Descriptor {
  std::string_view name = {};  ///< "sysctl", "rings"
  Scope scope = Scope::kInterface;
  Family family = Family::kEthtool;
  std::string_view help = {};     ///< one line
  std::string_view effect = {};   ///< what else setting it does; "" if nothing
  std::string_view section = {};  ///< its word in a profile, where that is not the name
  bool writable = true;           ///< false: an expectation, audited and never written
  bool disruptive = false;  ///< a change resets an interface that is up: the carrier goes away
  bool reshapes = false;    ///< queues and interrupts are new after a change
  OpenKeys open = {};
  OtherWords others = {};
  std::span<const KeyDescriptor> keys = {};
};

/// The word that a profile has for it, below `host:` or in a block of `interfaces:`.
std::string_view SectionOf(const Descriptor& descriptor);

/// The row of `key`, null where the table has none.
const KeyDescriptor* FindKey(const Descriptor& descriptor, std::string_view key);

/// That row, or the one of open.rows that holds for `key`; null where neither is.
const KeyDescriptor* FindRow(const Descriptor& descriptor, std::string_view key);

/// The descriptor of the tunable of that name; null where there is none.
const Descriptor* FindDescriptor(std::string_view tunable);

/// What the tunable of that name writes through; none where there is no such tunable.
std::optional<Family> FamilyOf(std::string_view tunable);

/// Whether a profile can want a value at this key of an observed state, "rx-0/rps_cpus" among them;
/// companions it cannot.
bool IsWritable(const Descriptor& descriptor, std::string_view key);

/// All tunables' descriptors in catalog order: what profile parser, schema and `explain` need.
const std::vector<Descriptor>& Descriptors();

}  // namespace netkeel
