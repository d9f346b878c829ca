// SPDX-License-Identifier: Apache-2.0
#include "report/render_diagnosis.h"

#include <map>

#include "base/span_of_time.h"
#include "base/text.h"
#include "evidence/figures.h"
#include "report/columns.h"

namespace netkeel {
namespace {

constexpr size_t kIndent = 3;
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kGreen = "\x1b[32m";

std::string Colored(std::string_view color, const std::string& text, const Terminal& terminal) {
  return terminal.color ? std::string(color) + text + std::string(kReset) : text;
}

/// `text` wrapped and indented, whole lines.
std::string Paragraph(const std::string& text, size_t indent, const Terminal& terminal) {
  std::string lines;
  const size_t width = terminal.width > 2 * indent ? terminal.width - indent : 0;
  for (const std::string& line : Wrap(text, width)) {
    lines += std::string(indent, ' ') + line + '\n';
  }
  return lines;
}

/// "nearly all in the ring of eth0"
std::string Mostly(const Diagnosis& diagnosis) {
  constexpr double kNearlyAll = 0.9;
  constexpr double kMost = 0.5;
  std::map<std::string, uint64_t> places;
  for (const Cause& cause : diagnosis.causes) {
    if (cause.loss > 0) places[cause.where] += cause.loss;
  }
  const std::string* where = nullptr;
  uint64_t most = 0;
  for (const auto& [place, loss] : places) {
    if (loss <= most) continue;
    where = &place;
    most = loss;
  }
  if (where == nullptr) return "";
  if (places.size() == 1) return (most > 1 ? ", all " : ", ") + *where;
  const double share = static_cast<double>(most) / static_cast<double>(diagnosis.lost);
  if (share >= kNearlyAll) return ", nearly all " + *where;
  if (share >= kMost) return ", most " + *where;
  return ", in " + std::to_string(places.size()) + " places";
}

std::string ProofRows(const Cause& cause, const Terminal& terminal) {
  std::vector<Row> rows;
  for (const Proof& proof : cause.proofs) {
    rows.push_back({Printable(ToText(proof.counter)), NumberText(proof.before), "->",
                    NumberText(proof.after), FigureText(proof.per_second) + "/s"});
  }
  std::string text;
  for (const std::string& line : AlignColumns(rows, kIndent + 2, terminal.width)) text += line;
  return text;
}

std::string CauseText(const Cause& cause, size_t number, const Terminal& terminal) {
  const std::string head = std::to_string(number) + ". " + cause.word + " (" + ToText(cause.stage) +
                           ", " + Printable(cause.place) + ')';
  return '\n' + Colored(kBold, head, terminal) + '\n' + Paragraph(cause.text, kIndent, terminal) +
         ProofRows(cause, terminal) + Paragraph("To do: " + cause.advice, kIndent, terminal);
}

std::string Section(const std::string& title, const std::vector<std::string>& lines,
                    const Terminal& terminal) {
  if (lines.empty()) return "";
  std::string text = '\n' + Colored(kBold, title, terminal) + '\n';
  for (const std::string& line : lines) {
    std::string item = Paragraph(Printable(line), kIndent, terminal);
    item[1] = '-';
    text += item;
  }
  return text;
}

/// "2026-11-28T10:15:00Z to 2026-11-28T10:15:30Z"; "" where the time is not known.
std::string Span(const Diagnosis& diagnosis) {
  if (diagnosis.to.time_since_epoch().count() == 0) return "";
  return ", " + MomentText(diagnosis.from) + " to " + MomentText(diagnosis.to);
}

}  // namespace

std::string LookedAtText(const Diagnosis& diagnosis) {
  std::vector<std::string> names;
  for (const std::string& name : diagnosis.interfaces) names.push_back(Printable(name));
  return Join(names, " and ") + " alone " + (names.size() == 1 ? "was" : "were") + " looked at";
}

std::string VerdictLine(const Diagnosis& diagnosis) {
  if (diagnosis.causes.empty()) {
    return std::string("Nothing was lost between the wire and the sockets of this host") +
           (diagnosis.interfaces.empty() ? "" : ", as far as " + LookedAtText(diagnosis)) +
           (diagnosis.partial ? ", as far as it could be read" : "") +
           (diagnosis.filtered == 0 ? ""
                                    : ", but " + CountText(diagnosis.filtered, "packet") +
                                          " never came to a socket: see the remarks");
  }
  if (diagnosis.lost == 0) {
    return "No loss was counted on this host, and yet something is amiss";
  }
  return NumberText(diagnosis.lost) + " of " + CountText(diagnosis.packets, "packet") + ' ' +
         (diagnosis.lost == 1 ? "was" : "were") + " lost (" +
         PercentText(static_cast<double>(diagnosis.lost) / static_cast<double>(diagnosis.packets)) +
         ')' + Mostly(diagnosis);
}

std::string DiagnosisText(const DiagnosisView& view) {
  const Diagnosis& diagnosis = view.diagnosis;
  const Terminal& terminal = view.terminal;
  const bool lost = !diagnosis.causes.empty();
  std::string text = Colored(lost ? kRed : kGreen, VerdictLine(diagnosis), terminal) + '\n';
  text += Paragraph("host " + Printable(diagnosis.host) + ", " + FigureText(diagnosis.seconds) +
                        " s, " + CountText(diagnosis.packets, "packet") + Span(diagnosis) +
                        (diagnosis.interfaces.empty() ? "" : "; " + LookedAtText(diagnosis)),
                    0, terminal);
  const bool all = !diagnosis.partial && diagnosis.interfaces.empty();
  if (!lost && all && diagnosis.filtered == 0) {
    text += Paragraph(
        "What is missing was lost before this host (the switch, the sender), inside the"
        " application, or to a filter that keeps its own count (tc, eBPF).",
        0, terminal);
  }
  size_t number = 0;
  for (const Cause& cause : diagnosis.causes) text += CauseText(cause, ++number, terminal);
  if (HasKnobs(diagnosis)) {
    text += '\n' + Colored(kBold, "What would change it, as lines of a profile", terminal) + '\n';
    text += CureProfile(diagnosis);
  }
  text += Section("What happened in this time", view.events, terminal);
  return text + Section("Remarks", diagnosis.remarks, terminal);
}

}  // namespace netkeel
