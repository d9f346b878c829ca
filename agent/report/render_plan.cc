// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "report/columns.h"
#include "report/render_text.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

std::string Heading(size_t number, const Step& step) {
  std::string text =
      std::to_string(number) + ". " + std::string(DeviceText(step.device)) + ' ' + step.tunable;
  if (!step.object.empty()) text += ": " + step.object;
  if (!step.effect.empty()) text += " (" + step.effect + ')';
  return Printable(text) + '\n';
}

/// "resets: eth0 2 times (channels, rings), eth1 once (rings)"; "" where nothing is reset.
std::string Resets(const Plan& plan) {
  std::vector<std::string> parts;
  for (const auto& [interface, tunables] : ResetsIn(plan)) {
    const size_t count = tunables.size();
    parts.push_back(interface + (count == 1 ? " once" : ' ' + std::to_string(count) + " times") +
                    " (" + Join(tunables, ", ") + ')');
  }
  return parts.empty() ? "" : "resets: " + Printable(Join(parts, ", ")) + '\n';
}

}  // namespace

std::map<std::string, std::vector<std::string>> ResetsIn(const Plan& plan) {
  std::map<std::string, std::vector<std::string>> resets;
  for (const Step& step : plan) {
    if (step.disruptive) resets[step.device].push_back(step.tunable);
  }
  return resets;
}

std::string RenderPlan(const Plan& plan) {
  if (plan.empty()) return "plan: nothing to change\n";
  std::string text =
      "plan: " + std::to_string(plan.size()) + (plan.size() == 1 ? " step\n" : " steps\n");
  text += Resets(plan);
  for (size_t i = 0; i < plan.size(); ++i) {
    text += Heading(i + 1, plan[i]);
    std::vector<Row> rows;
    for (const Change& change : plan[i].changes) {
      rows.push_back({Printable(change.address.key),
                      change.before ? Printable(ShownText(change.address, *change.before)) : "-",
                      "->", Printable(ShownText(change.address, change.after))});
    }
    for (const std::string& line : AlignColumns(rows, 5, 0)) text += line;
    if (plan[i].reshapes) {
      text += "     then looks again: queues and interrupts are new after this step\n";
    }
  }
  return text;
}

}  // namespace netkeel
