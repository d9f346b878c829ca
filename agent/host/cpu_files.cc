// SPDX-License-Identifier: Apache-2.0
#include "host/cpu_files.h"

#include "base/text.h"

namespace netkeel {

Result<CpuSet> ReadCpuList(const Kernel& kernel, const std::string& path) {
  const auto text = kernel.ReadFile(path);
  if (!text) return Fail(text.error());
  if (Trim(*text) == "(null)") return CpuSet{};
  auto cpus = CpuSet::ParseList(*text);
  if (!cpus) return Fail(At(path, cpus.error()));
  return cpus;
}

Result<unsigned> ReadCpuCount(const Kernel& kernel) {
  const auto possible = ReadCpuList(kernel, kPossibleCpus);
  if (!possible) return Fail(possible.error());
  return possible->Empty() ? 1U : possible->Last() + 1;
}

std::optional<CpuSet> ReadOnlineCpus(const Kernel& kernel) {
  auto online = ReadCpuList(kernel, kOnlineCpus);
  if (!online) return std::nullopt;
  return std::move(*online);
}

std::optional<CpuSet> ReadSteerableCpus(const Kernel& kernel) {
  const auto online = ReadOnlineCpus(kernel);
  if (!online) return std::nullopt;
  const CpuSet isolated = ReadCpuList(kernel, kIsolatedCpus).value_or(CpuSet{});
  const CpuSet nohz_full = ReadCpuList(kernel, kNohzFullCpus).value_or(CpuSet{});
  return online->Except(isolated).Except(nohz_full);
}

}  // namespace netkeel
