// SPDX-License-Identifier: Apache-2.0
#include "report/render_differences.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/columns.h"
#include "report/fold.h"
#include "report/report_json.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string Cell(const std::string& text) { return text.empty() ? "-" : Printable(text); }

/// Queues that differ alike as one, by the rule that reports have for findings.
std::vector<Finding> FoldedDifferences(const std::vector<Difference>& differences) {
  std::vector<Finding> findings;
  for (const Difference& difference : differences) {
    Finding& finding = findings.emplace_back();
    finding.address = difference.address;
    finding.wanted = difference.a;
    finding.actual = difference.b;
  }
  return Folded(findings);
}

}  // namespace

std::string RenderDifferences(const std::vector<Difference>& differences, const HostView& a,
                              const HostView& b, size_t width) {
  if (differences.empty()) return Printable(a.host) + " and " + Printable(b.host) + " are alike\n";
  std::vector<Row> rows = {{"setting", Printable(a.host), Printable(b.host)}};
  for (const Finding& finding : FoldedDifferences(differences)) {
    std::string setting = ToText(finding.address);
    rows.push_back({Printable(setting), Cell(finding.wanted), Cell(finding.actual)});
  }
  std::string text;
  for (const std::string& line : AlignColumns(rows, 0, width)) text += line;
  return text + std::to_string(differences.size()) +
         (differences.size() == 1 ? " difference\n" : " differences\n");
}

std::string DifferencesJson(const std::vector<Difference>& differences, const HostView& a,
                            const HostView& b) {
  constexpr int kFormatVersion = 1;
  Json list = Json::array();
  for (const Difference& difference : differences) {
    list.push_back({{"address", ToText(difference.address)},
                    {"a", TextOrNull(difference.a)},
                    {"b", TextOrNull(difference.b)}});
  }
  return DumpJson({{"version", kFormatVersion},
                   {"a", a.host},
                   {"b", b.host},
                   {"differences", std::move(list)}});
}

}  // namespace netkeel
