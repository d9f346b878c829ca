// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/state.h"
#include "writers/writer.h"

namespace netkeel {

/// A file of netkeel's own.
struct OwnFile {
  std::string path;
  std::string content;
  bool executable = false;
};

/// How one kind of writer leaves the wanted settings alone for good.
struct Remedy {
  std::string name;                 ///< "irqbalance", "tuned", "/etc/sysctl.d/99-x.conf:3"
  std::vector<std::string> advice;  ///< what is so, and what there is to do, a sentence each
  std::vector<OwnFile> files;
  std::vector<std::string> commands;  ///< to run once the files are in place
};

/// What netkeel may have installed, whatever is there now.
inline constexpr const char* kPolicyFile = "/etc/netkeel/irqbalance-policy";
inline constexpr const char* kIrqbalanceDropIn =
    "/etc/systemd/system/irqbalance.service.d/netkeel.conf";
inline constexpr const char* kTunedProfile = "/etc/tuned/netkeel/tuned.conf";

/// Whether the text is of a file that netkeel wrote.
bool IsOwnFile(const std::string& content);

/// For vectors of these devices; none where irqbalance neither runs nor is installed.
std::vector<Remedy> IrqbalanceRemedy(const Kernel& kernel, const std::vector<Device>& pinned);

/// For what tuned sets otherwise than `wanted`: a child of its active profile that has our values.
std::vector<Remedy> TunedRemedy(const Kernel& kernel, const std::vector<Writer>& writers,
                                const State& wanted);

/// For lines of files and for other programs: advice alone, one a writer that leaves a setting
/// otherwise than `wanted`.
std::vector<Remedy> OtherRemedies(const std::vector<Writer>& writers, const State& wanted);

}  // namespace netkeel
