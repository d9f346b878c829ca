// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/columns.h"
#include "cli/render_text.h"

namespace netkeel {
namespace {

std::string Heading(size_t number, const Step& step) {
  std::string text = std::to_string(number) + ". " + step.device + ' ' + step.tunable;
  if (!step.object.empty()) text += ": " + step.object;
  if (!step.effect.empty()) text += " (" + step.effect + ')';
  return Printable(text) + '\n';
}

}  // namespace

std::string RenderPlan(const Plan& plan) {
  if (plan.empty()) return "plan: nothing to change\n";
  std::string text =
      "plan: " + std::to_string(plan.size()) + (plan.size() == 1 ? " step\n" : " steps\n");
  for (size_t i = 0; i < plan.size(); ++i) {
    text += Heading(i + 1, plan[i]);
    std::vector<Row> rows;
    for (const Change& change : plan[i].changes) {
      rows.push_back({Printable(change.address.key),
                      change.before ? Printable(ToText(*change.before)) : "-", "->",
                      Printable(ToText(change.after))});
    }
    for (const std::string& line : AlignColumns(rows, 5, 0)) text += line;
    if (plan[i].reshapes) {
      text += "     then looks again: queues and interrupts are new after this step\n";
    }
  }
  return text;
}

}  // namespace netkeel
