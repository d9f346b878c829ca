// SPDX-License-Identifier: Apache-2.0
#include "report/prometheus.h"

#include "base/text.h"

namespace netkeel {

std::string MetricLabel(const std::string& name, const std::string& value) {
  std::string escaped;
  for (const char c : Printable(value)) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return name + "=\"" + escaped + '"';
}

std::string GaugeHead(const std::string& name, const std::string& help) {
  return "# HELP " + name + ' ' + help + "\n# TYPE " + name + " gauge\n";
}

std::string GaugeText(const std::string& name, const std::string& help, int64_t value,
                      const std::string& labels) {
  return GaugeHead(name, help) + name + (labels.empty() ? "" : '{' + labels + '}') + ' ' +
         std::to_string(value) + '\n';
}

}  // namespace netkeel
