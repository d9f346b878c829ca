// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/columns.h"
#include "cli/differences.h"
#include "cli/fold.h"

namespace netkeel {
namespace {

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

}  // namespace netkeel
