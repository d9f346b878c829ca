// SPDX-License-Identifier: Apache-2.0
#include "evidence/watch/setting_value.h"

#include <algorithm>

#include "base/cpu_set.h"
#include "base/text.h"

namespace netkeel {
namespace {

constexpr size_t kLongest = 120;

bool IsMask(std::string_view file_name) {
  return file_name == "smp_affinity" || file_name == "default_smp_affinity" ||
         file_name == "rps_cpus" || file_name == "xps_cpus" || file_name == "rps_default_mask";
}

std::string OrNone(const std::string& value) { return value.empty() ? "none" : value; }

}  // namespace

std::string SettingValue(std::string_view file_name, std::string_view content) {
  std::string value(Trim(content));
  if (IsMask(file_name)) {
    const auto cpus = CpuSet::ParseMask(value);
    if (cpus) return cpus->ToList();
  }
  std::replace_if(
      value.begin(), value.end(), [](char letter) { return letter == '\t' || letter == '\n'; },
      ' ');
  if (value.size() > kLongest) value = value.substr(0, kLongest) + "...";
  return value;
}

std::string ChangeText(const std::string& from, const std::string& to) {
  return OrNone(from) + " -> " + OrNone(to);
}

}  // namespace netkeel
