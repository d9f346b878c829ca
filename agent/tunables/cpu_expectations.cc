// SPDX-License-Identifier: Apache-2.0
#include "tunables/cpu_expectations.h"

#include <array>

#include "base/text.h"
#include "tunables/file_tunable.h"

namespace netkeel {
namespace {

constexpr std::string_view kSmt = "smt";
constexpr std::string_view kClock = "clocksource";
constexpr std::string_view kCstate = "max_cstate";

constexpr std::array<std::string_view, 5> kSmtStates{"on", "off", "forceoff", "notsupported",
                                                     "notimplemented"};

constexpr std::array kRows{
    KeyDescriptor{.name = kSmt,
                  .type = KeyType::kName,
                  .names = kSmtStates,
                  .file = "/sys/devices/system/cpu/smt/control",
                  .help = "whether the cores run two hardware threads each"},
    KeyDescriptor{.name = kClock,
                  .type = KeyType::kText,
                  .file = "/sys/devices/system/clocksource/clocksource0/current_clocksource",
                  .help = "where the time comes from; tsc is read without leaving the CPU"},
    KeyDescriptor{.name = kCstate,
                  .default_value = "9",
                  .max = 9,
                  .file = "/sys/module/intel_idle/parameters/max_cstate",
                  .help = "how deep intel_idle lets CPUs sleep; 0 leaves it to ACPI"},
};

/// Companion: what else the clock could be.
constexpr const char* kAvailable = "clocksource/available";
constexpr const char* kAvailableFile =
    "/sys/devices/system/clocksource/clocksource0/available_clocksource";

std::string SmtAdvice(const std::string& wanted, const std::string& actual) {
  if (actual.starts_with("not")) return "this machine has no hardware threads to switch";
  if (wanted == "on") {
    return actual == "forceoff"
               ? "boot without nosmt=force"
               : "boot without nosmt, or: echo on > /sys/devices/system/cpu/smt/control";
  }
  return "boot with nosmt, or: echo " + wanted + " > /sys/devices/system/cpu/smt/control";
}

std::string Advice(const Address& address, const std::string& wanted, const State& observed) {
  if (address.key == kSmt) return SmtAdvice(wanted, ToText(observed.at(address)));
  if (address.key == kCstate) {
    return "boot with intel_idle.max_cstate=" + wanted + " processor.max_cstate=" + wanted;
  }
  const auto there = observed.find({address.device, address.tunable, kAvailable});
  const std::string advice = "boot with clocksource=" + wanted;
  return there == observed.end() ? advice : advice + "; there are: " + ToText(there->second);
}

}  // namespace

std::span<const KeyDescriptor> CpuExpectationRows() { return kRows; }

void ObserveExpectation(const Kernel& kernel, const KeyDescriptor& row, Observation& seen) {
  const Address address{kHostDevice, "cpu", std::string(row.name)};
  const auto content = kernel.ReadFile(std::string(row.file));
  if (!content && content.error().code == ErrorCode::kNotFound) {
    seen.problems[address] = {ErrorCode::kUnsupported,
                              "there is no " + std::string(row.file) + " here", 0};
    return;
  }
  const auto value = content ? ParseFileValue(*content, KeyType::kText) : Fail(content.error());
  if (!value) {
    seen.problems[address] = value.error();
    return;
  }
  seen.values[address] = *value;
  if (row.name != kClock) return;
  if (const auto all = kernel.ReadFile(kAvailableFile)) {
    seen.values[{kHostDevice, "cpu", kAvailable}] = std::string(Trim(*all));
  }
}

Verdict JudgeExpectation(const Address& address, const Value& wanted, const State& observed) {
  if (SameWords(wanted, observed.at(address))) return {};
  return {Status::kDrift, Advice(address, ToText(wanted), observed)};
}

}  // namespace netkeel
