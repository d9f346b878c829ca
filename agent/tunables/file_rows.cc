// SPDX-License-Identifier: Apache-2.0
#include "tunables/file_rows.h"

#include "host/cpu_files.h"

namespace netkeel {
namespace {

/// With the device's name for `%`.
std::string Named(std::string text, const Device& device) {
  const size_t place = text.find('%');
  if (place != std::string::npos) text.replace(place, 1, device.name);
  return text;
}

std::string FileOf(const KeyDescriptor& row, const Device& device) {
  return Named(std::string(row.file), device);
}

Result<Value> ReadRow(const Kernel& kernel, const std::string& path, KeyType type) {
  if (type == KeyType::kCpus && path.ends_with("_list")) {
    auto cpus = ReadCpuList(kernel, path);
    if (!cpus) return Fail(cpus.error());
    return Value{std::move(*cpus)};
  }
  const auto content = kernel.ReadFile(path);
  if (!content) return Fail(content.error());
  auto value = ParseFileValue(*content, type);
  if (!value) return Fail(At(path, value.error()));
  return value;
}

}  // namespace

Observation FileRows::Observe(const Kernel& kernel, const Device& device,
                              const std::set<std::string>& keys) const {
  Observation seen;
  for (const KeyDescriptor& row : descriptor_.keys) {
    const std::string key(row.name);
    if (!keys.empty() && !keys.contains(key)) continue;
    const Address address{device.name, std::string(descriptor_.name), key};
    auto value = ReadRow(kernel, FileOf(row, device), row.type);
    if (value) {
      seen.values[address] = std::move(*value);
    } else if (value.error().code == ErrorCode::kNotFound) {
      seen.problems[address] = {ErrorCode::kUnsupported, Named(WhyAbsent(kernel, row), device)};
    } else {
      seen.problems[address] = value.error();
    }
  }
  return seen;
}

std::string FileRows::PathOf(const Device& device, const std::string& key,
                             const State& /*observed*/) const {
  const KeyDescriptor* const row = FindKey(descriptor_, key);
  return row == nullptr ? "" : FileOf(*row, device);
}

std::string FileRows::WhyAbsent(const Kernel& /*kernel*/, const KeyDescriptor& row) const {
  return "this kernel or device has no file " + std::string(row.file);
}

}  // namespace netkeel
