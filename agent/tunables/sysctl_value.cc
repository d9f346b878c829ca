// SPDX-License-Identifier: Apache-2.0
#include "tunables/sysctl_value.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "base/text.h"
#include "tunables/file_tunable.h"
#include "tunables/resolve.h"
#include "tunables/sysctl.h"

namespace netkeel {
namespace {

bool IsNumber(std::string_view word) {
  if (word.starts_with('-')) word.remove_prefix(1);
  return ParseUnsigned(word).has_value();
}

bool AreNumbers(const std::vector<std::string_view>& words) {
  return !words.empty() && std::all_of(words.begin(), words.end(), IsNumber);
}

/// neigh_proc_dointvec_ms_jiffies (net/core/neighbour.c) and proc_dointvec_ms_jiffies
/// (net/ipv6/addrconf.c), Linux 6.1 to 7.3.
bool IsInJiffies(std::string_view key) {
  const auto parts = Split(key, ".");
  if (parts.size() != 5) return false;
  if (parts[2] == "neigh") return parts[4].ends_with("_time_ms");
  return parts[1] == "ipv6" && parts[2] == "conf" && parts[4].starts_with("mldv") &&
         parts[4].ends_with("_unsolicited_report_interval");
}

uint64_t DividedUp(uint64_t number, uint64_t divisor) { return (number + divisor - 1) / divisor; }

/// 0x10, 010 or 16 as decimal; a word that begins otherwise as it is, none where Linux takes it for
/// a number that is none.
std::optional<std::string> AsDecimal(std::string_view word) {
  const bool negative = word.starts_with('-');
  std::string_view digits = word.substr(negative ? 1 : 0);
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return std::string(word);
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    base = 16;
    digits.remove_prefix(2);
  } else if (digits.size() > 1 && digits[0] == '0') {
    base = 8;
  }
  uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return (negative ? "-" : "") + std::to_string(number);
}

/// Puts the wish of `setting` as Linux reads it, or a finding in its place.
void Translate(const Situation& situation, const Setting& setting, Desired& desired) {
  const Address address{situation.target.device.name, setting.tunable, setting.key};
  const auto wish = desired.wishes.find(address);
  const auto actual = situation.observed.values.find(address);
  if (wish == desired.wishes.end() || actual == situation.observed.values.end()) return;
  auto meant = AsLinuxReads(wish->second.value, actual->second);
  if (!meant) {
    desired.findings.push_back(
        SettingFinding(situation.target, setting, setting.key, meant.error()));
    desired.findings.back().actual = ToText(actual->second);
    desired.wishes.erase(wish);
  } else if (!SameWords(*meant, wish->second.value)) {
    wish->second.wanted += " (" + ToText(*meant) + ')';
    wish->second.value = std::move(*meant);
  }
}

}  // namespace

Result<Value> AsLinuxReads(const Value& wish, const Value& actual) {
  const auto* const text = std::get_if<std::string>(&wish);
  const std::string there = ToText(actual);
  if (text == nullptr || !AreNumbers(Words(there))) return wish;
  std::vector<std::string> words;
  for (const std::string_view word : Words(*text)) {
    auto decimal = AsDecimal(word);
    if (!decimal) {
      return Fail(ErrorCode::kBadInput,
                  Quote(word) +
                      " is no number to Linux, which reads 010 as 8 and 0x10 as 16; "
                      "write it in decimal");
    }
    words.push_back(std::move(*decimal));
  }
  const auto number = words.size() == 1 ? ParseUnsigned(words.front()) : std::nullopt;
  return number ? Value{*number} : Value{Join(words, " ")};
}

std::optional<uint64_t> ReadSysctlNumber(const Kernel& kernel, const std::string& key) {
  const auto path = SysctlPath(key);
  const auto content = path ? kernel.ReadFile(*path) : Fail(path.error());
  return content ? ParseUnsigned(Trim(*content)) : std::nullopt;
}

void ResolveSysctls(const Situation& situation, std::string_view tunable, Desired& desired) {
  for (const Setting& setting : situation.target.settings) {
    if (setting.tunable != tunable) continue;
    ResolveSetting(situation, setting, desired);
    Translate(situation, setting, desired);
  }
}

Verdict JudgeWords(const Value& wanted, const Value& actual) {
  if (SameWords(wanted, actual)) return {};
  const std::string wanted_text = ToText(wanted);
  const std::string actual_text = ToText(actual);
  const auto wanted_words = Words(wanted_text);
  const auto actual_words = Words(actual_text);
  const bool half = wanted_words.size() != actual_words.size() && AreNumbers(wanted_words) &&
                    AreNumbers(actual_words);
  if (!half) return {Status::kDrift, ""};
  return {Status::kError, "it has " + std::to_string(actual_words.size()) + " numbers (" +
                              actual_text + "), and the profile wants " +
                              std::to_string(wanted_words.size()) + ": write all of them"};
}

bool IsRoundedToJiffies(std::string_view key, const Value& wanted, const Value& actual) {
  // HZ of Linux where a jiffy is more than a millisecond.
  constexpr std::array kHz{uint64_t{100}, uint64_t{250}, uint64_t{300}};
  constexpr uint64_t kInSecond = 1000;
  const auto* const asked = std::get_if<uint64_t>(&wanted);
  const auto* const kept = std::get_if<uint64_t>(&actual);
  if (!IsInJiffies(key) || asked == nullptr || kept == nullptr || *asked > UINT32_MAX) return false;
  // msecs_to_jiffies and jiffies_to_msecs both round up.
  return std::any_of(kHz.begin(), kHz.end(), [&](uint64_t hz) {
    const uint64_t jiffies = DividedUp(*asked * hz, kInSecond);
    return *kept > *asked && *kept == DividedUp(jiffies * kInSecond, hz);
  });
}

Error ExplainSysctl(const Kernel& kernel, const std::string& key, Error error) {
  if (error.code == ErrorCode::kPermission && NeedsSysAdmin(key)) {
    error.message += kNeedsSysAdmin;
  } else if (error.code == ErrorCode::kPermission && IsInnerNamespace(kernel)) {
    error.message += "; it is read-only in this network namespace: set it on the host";
  } else if (error.code == ErrorCode::kPermission) {
    error.message += "; needs root (CAP_NET_ADMIN) and a writable /proc/sys";
  } else if (error.code == ErrorCode::kNotFound && error.sys_errno != ENODEV) {
    error.message += "; " + WhyAbsent(kernel, key);
  } else if (error.code == ErrorCode::kInvalid && key.ends_with(".addr_gen_mode")) {
    // The secret is nobody's to know, and goes with IPv6: all else can go on without it.
    error.code = ErrorCode::kImmovable;
    error.message += "; 2 needs ipv6.conf.stable_secret, which netkeel never keeps: set that first";
  } else if (error.code == ErrorCode::kInvalid && key == "net.core.netdev_budget_usecs") {
    error.message += "; Linux takes no less than two jiffies (8000 us at HZ=250)";
  }
  return error;
}

}  // namespace netkeel
