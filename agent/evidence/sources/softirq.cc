// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "evidence/sources/sources.h"
#include "host/cpu_files.h"

namespace netkeel {
namespace {

constexpr const char* kFile = "/proc/softirqs";

/// "cpu3" for each column, "" for a CPU that is offline: the file has all possible ones.
std::vector<std::string> Places(std::string_view header, const std::optional<CpuSet>& online) {
  std::vector<std::string> places;
  for (const std::string_view word : Words(header)) {
    const auto cpu = word.starts_with("CPU") ? ParseUnsigned(word.substr(3)) : std::nullopt;
    const bool is_on = cpu && (!online || online->Contains(static_cast<unsigned>(*cpu)));
    places.push_back(is_on ? "cpu" + std::to_string(*cpu) : "");
  }
  return places;
}

}  // namespace

/// Place: "cpu3".
void ReadSoftirqs(const Kernel& kernel, const CounterScope& /*scope*/, Sample& sample) {
  const auto content = kernel.ReadFile(kFile);
  if (!content) {
    sample.unread["softirq"] = content.error().message;
    return;
  }
  const auto lines = Split(*content, "\n");
  const auto places = Places(lines.front(), ReadOnlineCpus(kernel));
  for (const std::string_view line : lines) {
    const auto words = Words(line);
    if (words.empty() || (words[0] != "NET_RX:" && words[0] != "NET_TX:")) continue;
    const std::string name(words[0].substr(0, words[0].size() - 1));
    for (size_t i = 1; i < words.size() && i <= places.size(); ++i) {
      const auto runs = ParseUnsigned(words[i]);
      if (runs && !places[i - 1].empty()) sample.values[{"softirq", places[i - 1], name}] = *runs;
    }
  }
}

}  // namespace netkeel
