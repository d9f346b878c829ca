// SPDX-License-Identifier: Apache-2.0
#include "host/cmdline.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace netkeel {
namespace {

bool IsBlank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// The kernel's next_arg(): up to a blank outside of quotes.
std::vector<std::string> Arguments(std::string_view text) {
  std::vector<std::string> arguments(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted || !IsBlank(c)) {
      arguments.back() += c;
    } else if (!arguments.back().empty()) {
      arguments.emplace_back();
    }
  }
  if (arguments.back().empty()) arguments.pop_back();
  return arguments;
}

/// Without a quote at either end; the kernel leaves those in the middle alone.
std::string Unquoted(std::string_view text, bool whole_is_quoted) {
  bool quoted = whole_is_quoted;
  if (!quoted && text.starts_with('"')) {
    text.remove_prefix(1);
    quoted = true;
  }
  if (quoted && text.ends_with('"')) text.remove_suffix(1);
  return std::string(text);
}

BootParameter ToParameter(std::string_view argument) {
  const bool quoted = argument.starts_with('"');
  if (quoted) argument.remove_prefix(1);
  const size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return {Unquoted(argument, quoted), std::nullopt};
  return {std::string(argument.substr(0, equals)), Unquoted(argument.substr(equals + 1), quoted)};
}

bool SameName(std::string_view left, std::string_view right) {
  const auto same = [](char a, char b) { return (a == '-' ? '_' : a) == (b == '-' ? '_' : b); };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

/// A list as cpulist_parse() takes it: one CPU out of range spoils it all.
std::optional<CpuSet> ParseCpus(std::string_view text, unsigned last_cpu) {
  const auto cpus = CpuSet::ParseList(text, last_cpu);
  if (!cpus || (!cpus->Empty() && cpus->Last() > last_cpu)) return std::nullopt;
  return *cpus;
}

BootCpus Ignored(std::string written, std::string why) {
  return {CpuSet{}, std::move(written), "the kernel ignores it: " + std::move(why)};
}

/// Of "flag,flag,list" the flags in front of the list: those are letters.
struct Flags {
  bool domain = false;
  bool any_known = false;
  std::string invalid;
  std::string_view list;
};

Flags SplitFlags(std::string_view value) {
  Flags flags;
  while (!value.empty() && IsLetter(value.front())) {
    const size_t comma = value.find(',');
    const std::string_view flag = value.substr(0, comma);
    // A known flag counts only with the comma after it.
    const bool ended = comma != std::string_view::npos;
    if (ended && flag == "domain") flags.domain = true;
    if (ended && (flag == "domain" || flag == "nohz" || flag == "managed_irq")) {
      flags.any_known = true;
    }
    const bool plain =
        std::all_of(flag.begin(), flag.end(), [](char c) { return IsLetter(c) || c == '_'; });
    if (!plain) flags.invalid = flag;
    value = ended ? value.substr(comma + 1) : std::string_view{};
  }
  flags.list = value;
  return flags;
}

BootCpus Isolcpus(const BootParameter& parameter, std::string written, unsigned last_cpu) {
  const Flags flags = SplitFlags(*parameter.value);
  if (!flags.invalid.empty()) {
    return Ignored(std::move(written), "'" + flags.invalid + "' is no flag");
  }
  const auto cpus = ParseCpus(flags.list, last_cpu);
  if (!cpus) return Ignored(std::move(written), "not a list of CPUs 0-" + std::to_string(last_cpu));
  if (flags.any_known && !flags.domain) {
    return {CpuSet{}, std::move(written), "without the flag `domain` it isolates no CPU"};
  }
  return {*cpus, std::move(written), ""};
}

/// irq_affinity_setup(): keeps what it understood before an error, and always the boot CPU.
BootCpus Irqaffinity(const BootParameter& parameter, std::string written, unsigned last_cpu) {
  BootCpus boot{CpuSet{0}, std::move(written), ""};
  for (const std::string_view item : Split(*parameter.value, ",")) {
    const auto cpus = ParseCpus(item, last_cpu);
    if (!cpus) {
      boot.remark = "'" + Printable(item) + "' and what follows is ignored";
      break;
    }
    boot.cpus = boot.cpus.Or(*cpus);
  }
  return boot;
}

BootCpus Evaluate(const BootParameter& parameter, std::string_view name, unsigned last_cpu) {
  std::string written = ToText(parameter);
  if (!parameter.value) {
    // `rcu_nocbs` alone offloads no CPU, it only lets CPUs be offloaded later.
    return {CpuSet{}, std::move(written), "no CPUs are given"};
  }
  if (name == "isolcpus") return Isolcpus(parameter, std::move(written), last_cpu);
  if (name == "irqaffinity") return Irqaffinity(parameter, std::move(written), last_cpu);
  const auto cpus = ParseCpus(*parameter.value, last_cpu);
  if (cpus) return {*cpus, std::move(written), ""};
  if (name == "rcu_nocbs") {
    return {CpuSet::Range(0, last_cpu), std::move(written), "a bad list offloads every CPU"};
  }
  return Ignored(std::move(written), "not a list of CPUs 0-" + std::to_string(last_cpu));
}

}  // namespace

std::vector<BootParameter> ParseCommandLine(std::string_view text) {
  std::vector<BootParameter> parameters;
  for (const std::string& argument : Arguments(text)) {
    if (argument == "--") break;  // the rest is init's
    parameters.push_back(ToParameter(argument));
  }
  return parameters;
}

std::vector<BootParameter> ParametersNamed(const std::vector<BootParameter>& parameters,
                                           std::string_view name) {
  std::vector<BootParameter> found;
  for (const BootParameter& parameter : parameters) {
    if (SameName(parameter.name, name)) found.push_back(parameter);
  }
  return found;
}

std::string ToText(const BootParameter& parameter) {
  if (!parameter.value) return parameter.name;
  const bool quoted = std::any_of(parameter.value->begin(), parameter.value->end(), IsBlank);
  const std::string quote = quoted ? "\"" : "";
  return parameter.name + '=' + quote + *parameter.value + quote;
}

std::optional<BootCpus> FindBootCpus(const std::vector<BootParameter>& parameters,
                                     std::string_view name, unsigned last_cpu) {
  // Given twice, isolcpus and nohz_full keep the first set (housekeeping_setup() wants the second
  // to be the same), the other two are overwritten.
  const bool first_wins = name == "isolcpus" || name == "nohz_full";
  std::optional<BootCpus> found;
  for (const BootParameter& parameter : ParametersNamed(parameters, name)) {
    if (found && first_wins && !found->cpus.Empty()) {
      found->remark = "a second " + std::string(name) + " is ignored";
      break;
    }
    found = Evaluate(parameter, name, last_cpu);
  }
  return found;
}

}  // namespace netkeel
