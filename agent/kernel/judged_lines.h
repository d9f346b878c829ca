// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace netkeel {

// Of the files of others, the lines and words that netkeel judges; the rest is left empty, so that
// line numbers stay. What one of these leaves, it leaves as it is when asked again.

/// Stands on a captured command line for the parameters that were left out, so that none of them is
/// taken for absent, and in the file of a module's parameter for its text.
inline constexpr std::string_view kLeftOut = "left-out";

/// Whether a kernel parameter of this name travels; `-` and `_` are the same to the kernel.
bool IsJudgedParameter(std::string_view name);

/// The words of a command line that netkeel judges or that stand for others (`$kernelopts`), blanks
/// between them, and kLeftOut for the rest: they may hold addresses (`ip=`, `BOOTIF=`) and
/// passwords.
std::string JudgedParameters(std::string_view command_line);

/// /proc/cmdline and /etc/kernel/cmdline: JudgedParameters.
std::string BootLine(std::string_view content);

/// GRUB's defaults: NAME= with the parameters that are judged.
std::string GrubLines(std::string_view content);

/// A boot loader's entry: `options` with the parameters that are judged.
std::string LoaderLines(std::string_view content);

/// sysctl.d: the settings of net.* that are no keys.
std::string SysctlLines(std::string_view content);

/// A .link file: what it matches, and what ethtool or interrupts are told.
std::string LinkLines(std::string_view content);

/// A keyfile of NetworkManager: the interface it is for, and what ethtool is told.
std::string KeyfileLines(std::string_view content);

/// ifupdown: names, and what ethtool is told.
std::string StanzaLines(std::string_view content);

/// A profile of tuned: what it includes, and what it sets of ours.
std::string TunedLines(std::string_view content);

/// A unit of systemd: what it starts.
std::string UnitLines(std::string_view content);

/// /etc/os-release: which kind of distribution it is.
std::string ReleaseLines(std::string_view content);

/// /proc/PID/status: name and owner.
std::string OwnerLines(std::string_view content);

/// /proc/PID/cmdline: the options of irqbalance that say what it leaves alone.
std::string IrqbalanceArguments(std::string_view content);

/// A parameter of a module, where it is numbers or a switch: text may be an address.
std::string NumbersOrSwitch(std::string_view content);

/// What netkeel wrote itself into a policy script for irqbalance: its mark, and the lines by which
/// it bans a device.
std::string PolicyLines(std::string_view content);

inline constexpr std::string_view kPolicyMark = "# Written by `netkeel coexist --install`";
inline constexpr std::string_view kPolicyBan = ") echo ban=true; exit 0 ;;";

/// Whether a sysctl of this name, or path, holds a key of the host.
bool IsSecretSysctl(std::string_view name);

}  // namespace netkeel
