// SPDX-License-Identifier: Apache-2.0
#include "report/render_rates.h"

#include <algorithm>

#include "base/text.h"
#include "report/columns.h"
#include "report/rates_tables.h"

namespace netkeel {
namespace {

constexpr std::string_view kHome = "\x1b[H";
constexpr std::string_view kRestOfLine = "\x1b[K";
constexpr std::string_view kRestOfScreen = "\x1b[J";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kBold = "\x1b[1m";

std::string Painted(const RatesLine& line, bool color) {
  if (!color || (!line.loses && !line.heading)) return line.text;
  return std::string(line.loses ? kRed : kBold) + line.text + std::string(kPlain);
}

/// The part of a line that fits; a cell is never cut through.
std::string Fitting(std::string_view text, size_t width) {
  size_t end = text.size();
  while (end > 0 && DisplayWidth(text.substr(0, end)) > width) --end;
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return std::string(text.substr(0, end));
}

std::string Total(const PathRates& rates) {
  double packets = 0;
  double lost = 0;
  for (const StageRates& stage : rates.stages) {
    packets = std::max(packets, stage.packets.value_or(0));
    lost += stage.lost;
  }
  return CellText(packets) + " packets/s, " + CellText(lost) + " lost/s";
}

std::string Title(const RatesView& view, const ScreenLook& look) {
  const double every = std::chrono::duration<double>(look.interval).count();
  return "netkeel observe  " + Printable(view.host) + "  " + MomentText(view.at) + "  every " +
         CellText(every) + " s" + (look.paused ? "  PAUSED" : "") + "   " + Total(view.rates);
}

std::vector<RatesLine> Help() {
  return {
      {"q          quit", false},
      {"p, space   pause; what is shown stays", false},
      {"s          order by loss, packets, name", false},
      {"up, down   scroll; also j and k, page up and down, home and end", false},
      {"h, ?       this list", false},
      {"", false},
      {"packets/s is what came to a stage, lost/s what did not go on from there.", false},
      {"a run: packets that a softirq handled before it ended. squeezed: it ended with", false},
      {"packets left, which is no loss by itself. ksoftirqd waits: share of the time in", false},
      {"which it wanted the CPU and somebody else had it.", false}};
}

/// The lines above the tables.
std::vector<RatesLine> Above(const RatesView& view, const ScreenLook& look) {
  constexpr size_t kMostCauses = 4;
  std::vector<RatesLine> lines{{Title(view, look), false, true}};
  for (const RatesLine& line : VerdictLines(view.diagnosis)) {
    if (lines.size() > kMostCauses) break;
    lines.push_back(line);
  }
  lines.push_back({});
  for (RatesLine& line : PathLines(view.rates)) lines.push_back(std::move(line));
  lines.push_back({});
  return lines;
}

std::string Footer(const ScreenLook& look, size_t hidden) {
  return "q quit  p pause  s order: " + std::string(ToText(look.order)) + "  arrows scroll" +
         (hidden > 0 ? " (" + std::to_string(hidden) + " more lines)" : "") + "  ? help";
}

}  // namespace

std::string RatesText(const RatesView& view, const Terminal& terminal) {
  std::string text =
      Painted({MomentText(view.at) + "  " + Total(view.rates), false, true}, terminal.color) + '\n';
  std::vector<RatesLine> lines = VerdictLines(view.diagnosis);
  lines.push_back({});
  for (RatesLine& line : PathLines(view.rates)) lines.push_back(std::move(line));
  lines.push_back({});
  for (RatesLine& line : TableLines(view.rates, RatesOrder::kName))
    lines.push_back(std::move(line));
  for (const RatesLine& line : lines) text += Painted(line, terminal.color) + '\n';
  return text + '\n';
}

std::string RatesScreen(const RatesView& view, ScreenLook& look) {
  std::vector<RatesLine> lines = Above(view, look);
  std::vector<RatesLine> body = look.help ? Help() : TableLines(view.rates, look.order);
  const size_t above = std::min(lines.size(), look.height > 1 ? look.height - 1 : 0);
  lines.resize(above);
  const size_t room = look.height > above + 1 ? look.height - above - 1 : 0;
  look.top = std::min(look.top, body.size() > room ? body.size() - room : 0);
  for (size_t i = look.top; i < std::min(body.size(), look.top + room); ++i) {
    lines.push_back(body[i]);
  }
  const size_t hidden = body.size() - std::min(body.size(), room);
  std::string screen(kHome);
  for (RatesLine& line : lines) {
    line.text = Fitting(line.text, look.width);
    screen += Painted(line, look.color) + std::string(kRestOfLine) + "\r\n";
  }
  screen += kRestOfScreen;
  screen += "\x1b[" + std::to_string(std::max<size_t>(look.height, 1)) + ";1H";
  return screen + Fitting(Footer(look, hidden), look.width) + std::string(kRestOfLine);
}

}  // namespace netkeel
