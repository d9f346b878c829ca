// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "evidence/sources/sources.h"
#include "host/cpu_files.h"

namespace netkeel {
namespace {

constexpr const char* kFile = "/proc/net/softnet_stat";

struct Column {
  size_t number;
  const char* name;
};

constexpr std::array kColumns{Column{0, "processed"},    Column{1, "dropped"},
                              Column{2, "time_squeeze"}, Column{9, "received_rps"},
                              Column{10, "flow_limit"},  Column{11, "backlog"}};
// From Linux 5.10 on. Rows are of online CPUs alone.
constexpr size_t kCpuColumn = 12;
constexpr size_t kFewestColumns = 9;  // Linux 2.6

std::optional<uint64_t> ParseHex(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Whose the n-th row is where no column says so.
std::optional<uint64_t> CpuOfRow(const std::vector<unsigned>& online, size_t row) {
  if (online.empty()) return row;
  if (row >= online.size()) return std::nullopt;
  return online[row];
}

/// Whether it is one: the kernel writes nothing but numbers of 8 digits.
bool IsRow(const std::vector<std::string_view>& words) {
  return words.size() >= kFewestColumns &&
         std::all_of(words.begin(), words.end(),
                     [](std::string_view word) { return ParseHex(word).has_value(); });
}

void AddRow(const std::vector<std::string_view>& words, uint64_t cpu, Sample& sample) {
  const std::string place = "cpu" + std::to_string(cpu);
  for (const Column& column : kColumns) {
    if (column.number >= words.size()) continue;
    sample.values[{"softnet", place, column.name}] = ParseHex(words[column.number]).value_or(0);
  }
}

}  // namespace

/// Place: "cpu3".
void ReadSoftnet(const Kernel& kernel, const CounterScope& /*scope*/, Sample& sample) {
  const auto content = kernel.ReadFile(kFile);
  if (!content) {
    sample.unread["softnet"] = content.error().message;
    return;
  }
  const auto online = ReadOnlineCpus(kernel).value_or(CpuSet()).Cpus();
  size_t row = 0;
  for (const std::string_view line : Split(*content, "\n")) {
    const auto words = Words(line);
    if (words.empty()) continue;
    if (!IsRow(words)) {
      sample.unread["softnet"] = std::string(kFile) + ": a row of it is none of a CPU's";
      continue;
    }
    const auto cpu =
        words.size() > kCpuColumn ? ParseHex(words[kCpuColumn]) : CpuOfRow(online, row);
    ++row;
    if (cpu) AddRow(words, *cpu, sample);
  }
  if (row == 0) sample.unread["softnet"] = std::string(kFile) + ": no CPU is in it";
}

}  // namespace netkeel
