// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"

namespace netkeel {

struct BootParameter {
  std::string name;  ///< as written; `-` and `_` are the same to the kernel
  std::optional<std::string> value;
};

/// The kernel's parameters in order: quotes taken off, nothing after ` -- `.
std::vector<BootParameter> ParseCommandLine(std::string_view text);

/// All of that name, `-` and `_` being the same, in order.
std::vector<BootParameter> ParametersNamed(const std::vector<BootParameter>& parameters,
                                           std::string_view name);

/// "skew_tick=1", in quotes where the kernel needs them.
std::string ToText(const BootParameter& parameter);

/// One CPU parameter as the kernel takes it.
struct BootCpus {
  CpuSet cpus;          ///< what it brings about: empty where the kernel ignores it
  std::string written;  ///< "isolcpus=domain,2-5"
  std::string remark;   ///< why `cpus` is not what the operator may think; "" if it is
};

/// What the kernel makes of `isolcpus`, `nohz_full`, `rcu_nocbs` or `irqaffinity` (`name`) on a
/// machine whose last possible CPU is `last_cpu`. None where the parameter is not given.
std::optional<BootCpus> FindBootCpus(const std::vector<BootParameter>& parameters,
                                     std::string_view name, unsigned last_cpu);

}  // namespace netkeel
