// SPDX-License-Identifier: Apache-2.0
#include "report/render_trial.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "evidence/figures.h"
#include "report/columns.h"
#include "report/rates_tables.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;

std::string SecondsText(milliseconds time) {
  const auto seconds = (time.count() + 500) / 1000;
  if (time.count() < 10'000 && time.count() % 1000 != 0) {
    return CellText(static_cast<double>(time.count()) / 1000) + " s";
  }
  if (seconds < 120) return std::to_string(seconds) + " s";
  return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

milliseconds LengthOf(const TrialReport& report) {
  const auto windows = report.once ? 2 : 2 * static_cast<int64_t>(report.rules.pairs);
  return windows * (report.rules.window + report.rules.settle);
}

std::string ArmText(const TrialReport& report, const Arm& arm) {
  if (report.rules.metric.of_packets)
    return NumberText(arm.loss) + " of " + NumberText(arm.packets);
  return NumberText(arm.loss) + " in " + SecondsText(milliseconds(arm.packets));
}

std::string Protocol(const TrialReport& report) {
  const std::string each = SecondsText(report.rules.window) + " each, " +
                           SecondsText(report.rules.settle) + " to settle";
  if (report.once) return "one window before and one after, " + each;
  return std::to_string(report.rules.pairs) + " pairs of windows, " + each +
         ", the order within each pair by lot";
}

std::string Heading(const TrialReport& report) {
  std::string text = "trial of " + Printable(report.profile) + " on " + Printable(report.host) +
                     ", by " + Printable(report.rules.metric.name) + ": less is better\n";
  std::vector<Row> rows;
  for (const Change& change : report.changes) {
    rows.push_back({Printable(ToText(change.address)),
                    change.before ? Printable(ShownText(change.address, *change.before)) : "-",
                    "->", Printable(ShownText(change.address, change.after))});
  }
  for (const std::string& line : AlignColumns(rows, 2, 0)) text += line;
  return text;
}

/// "eth0 up to 12 times": there and back, since of a pair the second switch is the next pair's way
/// back, or the end's. "" where nothing is reset.
std::string ResetsText(const TrialReport& report, uint64_t switches) {
  std::vector<std::string> links;
  for (const auto& [link, times] : report.resets) {
    links.push_back(link + " up to " + std::to_string(times * switches) + " times");
  }
  return Join(links, ", ");
}

/// What a dry run says: how long it takes, what it resets, whether it is allowed.
std::string PlanText(const TrialReport& report) {
  const std::string resets = ResetsText(report, report.once ? 2 : 2 * report.rules.pairs);
  return "would take " + SecondsText(LengthOf(report)) + ": " + Protocol(report) +
         (resets.empty() ? "" : "\nit would reset " + Printable(resets)) +
         (report.refused.empty() ? "" : "\nit would be refused: " + Printable(report.refused));
}

std::string OnceText(const TrialReport& report) {
  const std::string resets = ResetsText(report, 2 * report.rules.pairs);
  return "once before and once after: no test can tell this from what the load does by itself; "
         "without --once it is told by " +
         std::to_string(report.rules.pairs) + " pairs of windows" +
         (resets.empty() ? "" : ", which resets " + Printable(resets));
}

std::string PairTable(const TrialReport& report) {
  std::vector<Row> rows{{"pair", "first", "as it is", "with the change"}};
  for (size_t i = 0; i < report.course.pairs.size(); ++i) {
    const TrialPair& pair = report.course.pairs[i];
    rows.push_back({std::to_string(i + 1), pair.changed_first ? "the change" : "as it is",
                    ArmText(report, pair.as_is), ArmText(report, pair.changed)});
  }
  std::string text;
  if (rows.size() == 1) return text;
  for (const std::string& line : AlignColumns(rows, 2, 0)) text += line;
  return text;
}

std::string Answer(const TrialReport& report) {
  if (report.dry_run) return PlanText(report);
  if (!report.course.ended_early.empty()) {
    return "ended early: " + Printable(report.course.ended_early);
  }
  if (report.verdict) {
    const TrialMetricWords& metric = report.rules.metric;
    return VerdictText(*report.verdict, {Printable(metric.name), metric.of_packets});
  }
  return OnceText(report);
}

/// Lines of somebody's file.
std::string PrintableLines(const std::string& text) {
  std::string safe;
  for (const std::string_view line : Split(Trim(text), "\n")) safe += Printable(line) + '\n';
  return safe;
}

std::string Stand(const TrialReport& report) {
  if (report.kept) {
    return "the change stays; `netkeel rollback` goes back. It will be gone after a reboot, unless "
           "the profile has it" +
           (report.lines.empty() ? ": extends: [" + Printable(report.profile) + "]\n"
                                 : ":\n\n" + PrintableLines(report.lines));
  }
  if (report.dry_run) return "nothing was changed\n";
  return report.whole ? "every setting is as it was before\n"
                      : "NOT every setting could be put back\n";
}

const char* AnswerWord(const TrialReport& report) {
  if (report.dry_run) return "dry-run";
  if (!report.course.ended_early.empty()) return "ended-early";
  if (!report.verdict) return "before-and-after";
  switch (report.verdict->answer) {
    case TrialAnswer::kBetter:
      return "better";
    case TrialAnswer::kWorse:
      return "worse";
    case TrialAnswer::kCannotTell:
      return "cannot-tell";
  }
  return "";
}

Json ArmJson(const Arm& arm) { return {{"loss", arm.loss}, {"packets", arm.packets}}; }

Json PairsJson(const TrialReport& report) {
  Json pairs = Json::array();
  for (const TrialPair& pair : report.course.pairs) {
    pairs.push_back({{"first", pair.changed_first ? "changed" : "as-is"},
                     {"as_is", ArmJson(pair.as_is)},
                     {"changed", ArmJson(pair.changed)}});
  }
  return pairs;
}

Json ChangesJson(const TrialReport& report) {
  Json changes = Json::array();
  for (const Change& change : report.changes) {
    changes.push_back({{"address", ToText(change.address)},
                       {"before", change.before ? Json(ShownText(change.address, *change.before))
                                                : Json(nullptr)},
                       {"after", ShownText(change.address, change.after)}});
  }
  return changes;
}

Json VerdictJson(const TrialVerdict& verdict) {
  return {{"p", verdict.p},
          {"ratio", verdict.ratio},
          {"ratio_95", {verdict.ratio95.low, verdict.ratio95.high}},
          {"share_as_is", verdict.share_as_is},
          {"share_changed", verdict.share_changed},
          {"pairs_in_favour", verdict.in_favour},
          {"pairs_needed", verdict.pairs_needed}};
}

}  // namespace

ExitCode ExitCodeOf(const TrialReport& report) {
  if (report.dry_run) return report.refused.empty() ? ExitCode::kAsWanted : ExitCode::kError;
  if (!report.whole) return ExitCode::kNotRolledBack;
  if (!report.course.ended_early.empty()) return ExitCode::kRolledBack;
  const bool better = report.verdict && report.verdict->answer == TrialAnswer::kBetter;
  return better ? ExitCode::kAsWanted : ExitCode::kDrift;
}

std::string TrialBeginText(const TrialReport& report) {
  return Heading(report) + "takes " + SecondsText(LengthOf(report)) + ": " + Protocol(report) +
         '\n';
}

std::string TrialText(const TrialReport& report) {
  std::string text;
  for (const std::string& message : report.messages) text += "note: " + Printable(message) + '\n';
  text += Heading(report);
  if (!report.dry_run) text += Protocol(report) + '\n' + PairTable(report);
  return text + Answer(report) + '\n' + Stand(report);
}

std::string TrialJson(const TrialReport& report) {
  Json document{{"version", 1},
                {"host", report.host},
                {"profile", report.profile},
                {"changes", ChangesJson(report)},
                {"metric", report.rules.metric.name},
                {"window_seconds", static_cast<double>(report.rules.window.count()) / 1000},
                {"settle_seconds", static_cast<double>(report.rules.settle.count()) / 1000},
                {"pairs", PairsJson(report)},
                {"answer", AnswerWord(report)},
                {"text", Answer(report)},
                {"verdict", report.verdict ? VerdictJson(*report.verdict) : Json(nullptr)},
                {"kept", report.kept},
                {"put_back", !report.kept && report.whole},
                {"messages", report.messages}};
  constexpr int kIndent = 2;
  return PrintableJson(document.dump(kIndent, ' ', false, Json::error_handler_t::replace)) + '\n';
}

std::string WindowText(const TrialReport& report, size_t pair, bool changed, const Arm& arm) {
  const std::string which = report.once ? ""
                                        : "pair " + std::to_string(pair) + " of " +
                                              std::to_string(report.rules.pairs) + ", ";
  return which + (changed ? "with the change: " : "as it is: ") + ArmText(report, arm) +
         (report.rules.metric.of_packets ? " packets lost\n" : "\n");
}

}  // namespace netkeel
