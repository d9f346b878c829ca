// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

/// The words of the profile language that are not keys of a tunable: parser and schema share them.
namespace netkeel::word {

inline constexpr std::string_view kVersion = "version";
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kDescription = "description";
inline constexpr std::string_view kExtends = "extends";
inline constexpr std::string_view kCpuSets = "cpu-sets";
inline constexpr std::string_view kHost = "host";
inline constexpr std::string_view kInterfaces = "interfaces";
inline constexpr std::array kTopKeys{kVersion, kName, kDescription, kExtends,
                                     kCpuSets, kHost, kInterfaces};

/// Where a block or a setting is for.
inline constexpr std::string_view kWhen = "when";
inline constexpr std::string_view kWhenCpus = "cpus";
inline constexpr std::string_view kWhenKernel = "kernel";
inline constexpr std::string_view kWhenVirtual = "virtual";
inline constexpr std::string_view kWhenDriver = "driver";
inline constexpr std::array kWhenKeys{kWhenCpus, kWhenKernel, kWhenVirtual, kWhenDriver};

inline constexpr std::string_view kMatch = "match";
inline constexpr std::string_view kOptional = "optional";

/// How a setting's value is held against what is there.
inline constexpr std::string_view kValue = "value";
inline constexpr std::string_view kAtLeast = "at-least";
inline constexpr std::string_view kAtMost = "at-most";
inline constexpr std::string_view kOnExceed = "on-exceed";
inline constexpr std::string_view kAudit = "audit";
inline constexpr std::array kSettingKeys{kValue,    kAtLeast, kAtMost, kOnExceed,
                                         kOptional, kAudit,   kWhen};

/// Beside or in place of a value: as many as the set has CPUs.
inline constexpr std::string_view kFromCpus = "cpus";
/// "2 cpus": how many CPUs a set has.
inline constexpr std::array<std::string_view, 2> kCountWords{"cpu", "cpus"};
inline constexpr unsigned kMostCpus = 65'536;

inline constexpr std::string_view kMax = "max";
inline constexpr std::string_view kError = "error";
inline constexpr std::string_view kClamp = "clamp";

/// In the order of Placement::Kind.
inline constexpr std::array<std::string_view, 3> kPlacements{"one-to-one", "pool", "spread"};
/// The key beside a placement that says which CPUs to use.
inline constexpr std::string_view kPlacementCpus = "cpus";
inline constexpr unsigned kHighestQueue = 65'535;

inline constexpr std::string_view kMatchName = "name";
inline constexpr std::string_view kMatchDriver = "driver";
inline constexpr std::string_view kMatchPci = "pci";
inline constexpr std::string_view kMatchMac = "mac";
inline constexpr std::string_view kMatchBus = "bus";
inline constexpr std::string_view kMatchNode = "numa-node";
inline constexpr std::string_view kMatchUp = "up";
inline constexpr std::array kMatchKeys{kMatchName, kMatchDriver, kMatchPci, kMatchMac,
                                       kMatchBus,  kMatchNode,   kMatchUp};
inline constexpr size_t kLongestName = 127;     // of an alternative name (IFALIASZ / 2 - 1)
inline constexpr unsigned kHighestNode = 1023;  // MAX_NUMNODES - 1

/// Words that mean a boolean to some YAML reader: no sysctl takes one.
inline constexpr std::array<std::string_view, 6> kBooleanWords{"true", "false", "yes",
                                                               "no",   "on",    "off"};

}  // namespace netkeel::word
