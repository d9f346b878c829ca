// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace netkeel {

/// name="value", escaped as Prometheus' text format wants it.
std::string MetricLabel(const std::string& name, const std::string& value);

/// The two lines above a gauge's samples.
std::string GaugeHead(const std::string& name, const std::string& help);

/// A gauge that has one sample, with its head.
std::string GaugeText(const std::string& name, const std::string& help, int64_t value,
                      const std::string& labels = "");

}  // namespace netkeel
