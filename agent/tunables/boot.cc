// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "base/text.h"
#include "host/boot_config.h"
#include "host/cmdline.h"
#include "kernel/judged_lines.h"
#include "tunables/boot_rows.h"
#include "tunables/expectation.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr const char* kCommandLine = "/proc/cmdline";

// Companions of a key.
constexpr const char* kAll = "/all";                // all occurrences where there are several
constexpr const char* kWritten = "/written";        // "skew_tick=1", as booted with
constexpr const char* kConfigured = "/configured";  // what it is at the next boot
constexpr const char* kConfiguredIn = "/configured-in";
constexpr const char* kGrubby = "/grubby";  // 1 where grubby edits the boot entries

const Descriptor& BootDescriptor() {
  static const Descriptor kDescriptor{
      .name = "boot",
      .scope = Scope::kHost,
      .family = Family::kBoot,
      .help = "kernel parameters that the host booted with (/proc/cmdline)",
      .effect = "takes effect at the next boot",
      .writable = false,
      .open = kBootKeys,
      .keys = BootRows(),
  };
  return kDescriptor;
}

/// What all keys are read from, each at most once.
struct Lines {
  Result<std::vector<BootParameter>> booted;
  BootConfig config;
  std::vector<BootParameter> configured;
  bool grubby = false;
  bool left_out = false;  ///< a captured line, which has only the parameters that travel
};

Lines ReadLines(const Kernel& kernel) {
  Lines lines;
  const auto content = kernel.ReadFile(kCommandLine);
  if (content) {
    lines.booted = ParseCommandLine(*content);
    lines.left_out = !ParametersNamed(*lines.booted, kLeftOut).empty();
  } else {
    lines.booted = Fail(content.error());
  }
  lines.config = ReadBootConfig(kernel);
  lines.configured = ParseCommandLine(lines.config.command_line);
  lines.grubby = HasGrubby(kernel);
  return lines;
}

Error Missing(Error error) {
  if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kUnsupported;
  return error;
}

/// `present` without a value; numbers as such. A value that reads like a word of ours is in quotes.
Value ValueOf(const BootParameter& parameter) {
  if (!parameter.value) return std::string(kPresentWord);
  const std::string& value = *parameter.value;
  if (value.empty() || value == kPresentWord || value == kAbsentWord) return '"' + value + '"';
  const auto number = ParseUnsigned(value);
  if (number && std::to_string(*number) == value) return *number;
  return value;
}

/// Of the one that counts.
Value ValueOf(const std::vector<BootParameter>& given, std::string_view name) {
  if (given.empty()) return std::string(kAbsentWord);
  const bool first = OccurrenceOf(name) == Occurrence::kFirst;
  return ValueOf(first ? given.front() : given.back());
}

std::string Written(const std::vector<BootParameter>& given) {
  std::vector<std::string> words;
  for (const BootParameter& parameter : given) words.push_back(ToText(parameter));
  return Join(words, " ");
}

/// The file that has the last of them; where none is given, the first of the configuration.
std::string FileOf(const BootConfig& config, const std::vector<BootParameter>& given) {
  if (given.empty()) return config.files.front().first;
  const std::string file = config.FileWith(ToText(given.back()));
  return file.empty() ? config.files.back().first : file;
}

void ObserveParameter(const Lines& lines, const std::string& key, Observation& seen) {
  const auto put = [&](const char* suffix, Value value) {
    seen.values[{kHostDevice, "boot", key + suffix}] = std::move(value);
  };
  const auto given = ParametersNamed(*lines.booted, key);
  put("", ValueOf(given, key));
  if (!given.empty()) put(kWritten, Written(given));
  if (given.size() > 1) {
    std::vector<std::string> values;
    for (const BootParameter& parameter : given) values.push_back(ToText(ValueOf(parameter)));
    put(kAll, Join(values, "\n"));
  }
  if (lines.grubby) put(kGrubby, uint64_t{1});
  if (lines.config.files.empty()) return;
  const auto next = ParametersNamed(lines.configured, key);
  put(kConfigured, ValueOf(next, key));
  put(kConfiguredIn, FileOf(lines.config, next));
}

bool IsMet(const Value& wanted, const Value& actual) {
  if (wanted == Value{std::string(kPresentWord)}) return actual != Value{std::string(kAbsentWord)};
  return SameWords(wanted, actual);
}

/// A companion's text, "" where there is none.
std::string Companion(const State& observed, const Address& address, const char* suffix) {
  const auto found = observed.find({address.device, address.tunable, address.key + suffix});
  return found == observed.end() ? "" : ToText(found->second);
}

/// Whether one of several that add up is as wanted.
bool AnyIsMet(const Value& wanted, const Address& address, const State& observed) {
  if (OccurrenceOf(address.key) != Occurrence::kEach) return false;
  const std::string all = Companion(observed, address, kAll);
  const auto values = Split(all, "\n");
  return !all.empty() && std::any_of(values.begin(), values.end(), [&](std::string_view value) {
    return IsMet(wanted, std::string(value));
  });
}

std::string WithoutIt(const Address& address, const State& observed) {
  const std::string written = Companion(observed, address, kWritten);
  const auto next = observed.find({address.device, address.tunable, address.key + kConfigured});
  const std::string advice = "boot without " + written;
  if (observed.contains({address.device, address.tunable, address.key + kGrubby})) {
    return advice + ": grubby --update-kernel=ALL --remove-args=" + address.key;
  }
  const bool configured = next != observed.end() && next->second != Value{std::string(kAbsentWord)};
  return advice + (configured ? ": it is in " + Companion(observed, address, kConfiguredIn) : "");
}

/// What to change at boot, and how.
std::string Advice(const Value& wanted, const Address& address, const State& observed) {
  const std::string text = ToText(wanted);
  if (text == kAbsentWord) return WithoutIt(address, observed);
  BootParameter parameter{address.key, std::nullopt};
  if (text != kPresentWord) parameter.value = text;
  const std::string advice = "boot with " + ToText(parameter);
  const std::string written = Companion(observed, address, kWritten);
  const Occurrence counts = OccurrenceOf(address.key);
  if (!written.empty() && counts != Occurrence::kEach) {
    const bool several = observed.contains({address.device, address.tunable, address.key + kAll});
    const char* const which = counts == Occurrence::kFirst ? "first" : "last";
    return advice + " in place of " + written +
           (several ? std::string(", of which the ") + which + " counts" : "");
  }
  // Quotes within the quotes of the shell are left to who knows them.
  if (text.find(' ') != text.npos) return advice;
  const bool grubby = observed.contains({address.device, address.tunable, address.key + kGrubby});
  return advice + ": " + HowToBootWith(ToText(parameter), grubby);
}

std::string WaitingForReboot(const Value& wanted, const std::string& file) {
  const bool absent = wanted == Value{std::string(kAbsentWord)};
  return (absent ? "not in the boot configuration (" + file + ')' : "configured in " + file) +
         ", waiting for a reboot";
}

class Boot : public Expectation {
 public:
  const Descriptor& descriptor() const override { return BootDescriptor(); }

  Observation Observe(const Kernel& kernel, const Device& /*device*/,
                      const std::set<std::string>& keys) const override {
    std::set<std::string> asked = keys;
    if (asked.empty()) {
      for (const KeyDescriptor& row : BootRows()) asked.emplace(row.name);
    }
    Observation seen;
    const Lines lines = ReadLines(kernel);
    for (const std::string& key : asked) {
      if (!lines.booted) {
        seen.problems[{kHostDevice, "boot", key}] = Missing(lines.booted.error());
      } else if (lines.left_out && !IsJudgedParameter(key)) {
        seen.problems[{kHostDevice, "boot", key}] = {
            ErrorCode::kUnsupported, "this capture has no such parameter: it may be private", 0};
      } else {
        ObserveParameter(lines, key, seen);
      }
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != descriptor().name) continue;
      if (!ResolveBound(situation, setting, desired)) ResolveSetting(situation, setting, desired);
    }
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const bool is_met = IsMet(wanted, observed.at(address)) || AnyIsMet(wanted, address, observed);
    if (is_met) return {};
    const auto next = observed.find({address.device, address.tunable, address.key + kConfigured});
    if (next != observed.end() && IsMet(wanted, next->second)) {
      const std::string file = Companion(observed, address, kConfiguredIn);
      return {Status::kPending, WaitingForReboot(wanted, file)};
    }
    return {Status::kDrift, Advice(wanted, address, observed)};
  }

 private:
  /// A bound wants what is there where that is good enough, or else what is configured. A parameter
  /// that is absent, or no number, is neither. False where no bound is asked.
  static bool ResolveBound(const Situation& situation, const Setting& setting, Desired& desired) {
    const Address address{situation.target.device.name, setting.tunable, setting.key};
    const State& observed = situation.observed.values;
    const auto* const asked = std::get_if<uint64_t>(&setting.literal);
    if (setting.bound == Bound::kExactly || asked == nullptr || !observed.contains(address)) {
      return false;
    }
    const auto good = [&](const std::optional<uint64_t>& number) {
      return number && (setting.bound == Bound::kAtLeast ? *number >= *asked : *number <= *asked);
    };
    const auto now = NumberAt(observed, address);
    const auto next =
        NumberAt(observed, {address.device, address.tunable, setting.key + kConfigured});
    const uint64_t wanted = good(now) ? *now : good(next) ? *next : *asked;
    desired.wishes[address] = WishOf(setting, wanted);
    return true;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeBoot() { return std::make_unique<Boot>(); }

}  // namespace netkeel
