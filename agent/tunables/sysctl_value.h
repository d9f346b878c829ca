// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "tunables/tunable.h"

namespace netkeel {

/// A wish as the kernel would read it where it has `actual`, numbers: it parses them as C does, so
/// that 0x10 is 16 and 010 is 8. kBadInput for a number that it does not take: 08.
Result<Value> AsLinuxReads(const Value& wish, const Value& actual);

/// The number that the file of `key` has, as in sysctl(8); none where it has none.
std::optional<uint64_t> ReadSysctlNumber(const Kernel& kernel, const std::string& key);

/// Resolves the settings of one of the two tunables of /proc/sys, their numbers as Linux reads
/// them.
void ResolveSysctls(const Situation& situation, std::string_view tunable, Desired& desired);

/// The verdict on a sysctl that has no meaning of its own: words are compared, numbers as numbers.
/// kError for half a vector, of which Linux would keep the other half.
Verdict JudgeWords(const Value& wanted, const Value& actual);

/// Whether `actual` is what Linux makes of `wanted` milliseconds at one of its HZ, where it keeps
/// `key`, as in sysctl(8), in jiffies.
bool IsRoundedToJiffies(std::string_view key, const Value& wanted, const Value& actual);

/// A companion of a key of an interface that Linux combines with the one of `all`: what is in
/// force. It ends so.
inline constexpr const char* kInForce = "/effective";

/// `key` as in sysctl(8), "net.ipv4.conf.eth0.rp_filter", with its file's value `own`: what is in
/// force; none where Linux looks at the file alone.
std::optional<uint64_t> ReadInForce(const Kernel& kernel, const std::string& key, const Value& own);

/// JudgeWords, kClamped where Linux has rounded it, and where the file is as wanted and another
/// value is in force kConflict: names the key that outweighs it, and what to do.
Verdict JudgeSysctl(const Address& address, const Value& wanted, const State& observed);

/// A value that another one outweighs stands nowhere: what is in force does, in its place.
std::optional<KeyPlace> PlaceOfSysctl(const Tunable& tunable, const Address& address,
                                      const State& observed);

/// What a failed write of a key as in sysctl(8) means.
Error ExplainSysctl(const Kernel& kernel, const std::string& key, Error error);

}  // namespace netkeel
