// SPDX-License-Identifier: Apache-2.0
#include "report/rates_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "evidence/figures.h"
#include "report/columns.h"
#include "report/render_diagnosis.h"

namespace netkeel {
namespace {

/// A table whose numbers are flush right, but for the columns that `left` says.
struct Table {
  std::vector<Row> rows;     ///< the heading first
  std::vector<bool> losing;  ///< one a row
  std::vector<bool> left;    ///< one a column
};

std::string LineOf(const Row& row, const std::vector<size_t>& widths,
                   const std::vector<bool>& left) {
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    const size_t width = DisplayWidth(row[i]);
    const std::string blanks(widths[i] > width ? widths[i] - width : 0, ' ');
    line += (i > 0 ? "  " : "") + (left[i] ? row[i] + blanks : blanks + row[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

void AddTable(const Table& table, std::vector<RatesLine>& lines) {
  if (table.rows.size() < 2) return;
  std::vector<size_t> widths(table.left.size());
  for (const Row& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  if (!lines.empty()) lines.push_back({});
  for (size_t i = 0; i < table.rows.size(); ++i) {
    lines.push_back({LineOf(table.rows[i], widths, table.left), table.losing[i], i == 0});
  }
}

/// The rows of `all` in the order asked for; what has the same rank stays in its place.
template <typename RowOf, typename Loss>
std::vector<RowOf> Ordered(std::vector<RowOf> all, RatesOrder order, Loss loss) {
  std::stable_sort(all.begin(), all.end(), [&](const RowOf& left, const RowOf& right) {
    if (order == RatesOrder::kLoss && loss(left) != loss(right)) return loss(left) > loss(right);
    return order != RatesOrder::kName && left.packets > right.packets;
  });
  return all;
}

Table CpuTable(const PathRates& rates, RatesOrder order) {
  Table table{{{"CPU", "packets/s", "a run", "runs/s", "squeezed/s", "softirq", "ksoftirqd waits",
                "steal", "dropped/s", ""}},
              {false},
              {true, false, false, false, false, false, false, false, false, true}};
  const auto loss = [](const CpuRates& cpu) { return cpu.dropped; };
  for (const CpuRates& cpu : Ordered(rates.cpus, order, loss)) {
    table.rows.push_back({std::to_string(cpu.cpu), CellText(cpu.packets),
                          CellText(cpu.packets_a_run()), CellText(cpu.runs), CellText(cpu.squeezes),
                          ShareText(cpu.softirq), ShareText(cpu.waiting), ShareText(cpu.steal),
                          CellText(cpu.dropped), cpu.isolated ? "isolated" : ""});
    table.losing.push_back(cpu.dropped > 0);
  }
  return table;
}

Table QueueTable(const PathRates& rates, RatesOrder order) {
  Table table{{{"QUEUE", "packets/s", "lost/s", "ring", "vector", "on CPU"}},
              {false},
              {true, false, false, true, true, true}};
  const auto loss = [](const QueueRates& queue) { return queue.lost; };
  for (const QueueRates& queue : Ordered(rates.queues, order, loss)) {
    const std::string name =
        queue.queue ? queue.interface + " rx-" + std::to_string(*queue.queue) : queue.interface;
    table.rows.push_back({Printable(name), CellText(queue.packets), CellText(queue.lost),
                          Printable(queue.ring), Printable(queue.vector), queue.cpus});
    table.losing.push_back(queue.lost > 0);
  }
  return table;
}

Table SocketTable(const PathRates& rates) {
  Table table{{{"SOCKET", "lost/s", "queue", "owner"}}, {false}, {true, false, false, true}};
  for (const SocketRates& socket : rates.sockets) {
    const double fill =
        socket.limit == 0 ? 0
                          : static_cast<double>(socket.queued) / static_cast<double>(socket.limit);
    table.rows.push_back(
        {Printable(socket.place), CellText(socket.lost), ShareText(fill), Printable(socket.owner)});
    table.losing.push_back(socket.lost > 0);
  }
  return table;
}

}  // namespace

const char* ToText(RatesOrder order) {
  constexpr std::array kNames{"loss", "packets", "name"};
  return kNames.at(static_cast<size_t>(order));
}

std::string CellText(double a_second) {
  if (a_second < 0.05) return "-";
  if (a_second >= 9.95) return NumberText(static_cast<uint64_t>(std::llround(a_second)));
  std::array<char, 16> text = {};
  std::snprintf(text.data(), text.size(), "%.1f", a_second);
  return text.data();
}

std::string ShareText(double share) {
  const auto percent = std::lround(share * 100);
  return percent < 1 ? "-" : std::to_string(percent) + " %";
}

std::vector<RatesLine> PathLines(const PathRates& rates) {
  Table table{{{""}, {"packets/s"}, {"lost/s"}}, {false, false, false}, {true}};
  for (const StageRates& stage : rates.stages) {
    table.rows[0].emplace_back(ToText(stage.stage));
    table.rows[1].push_back(CellText(stage.packets.value_or(0)));
    table.rows[2].push_back(CellText(stage.lost));
    table.losing[2] = table.losing[2] || stage.lost > 0;
    table.left.push_back(false);
  }
  std::vector<RatesLine> lines;
  AddTable(table, lines);
  return lines;
}

std::vector<RatesLine> TableLines(const PathRates& rates, RatesOrder order) {
  std::vector<RatesLine> lines;
  AddTable(CpuTable(rates, order), lines);
  AddTable(QueueTable(rates, order), lines);
  AddTable(SocketTable(rates), lines);
  return lines;
}

std::vector<RatesLine> VerdictLines(const Diagnosis& diagnosis) {
  std::vector<RatesLine> lines;
  for (const Cause& cause : diagnosis.causes) {
    lines.push_back({std::string(ToText(cause.stage)) + "  " + Printable(cause.text), true});
  }
  if (lines.empty()) {
    std::string line = "Nothing is lost between the wire and the sockets";
    if (!diagnosis.interfaces.empty()) line += ", as far as " + LookedAtText(diagnosis);
    if (diagnosis.partial) line += ", as far as it could be read";
    if (diagnosis.filtered > 0) {
      line += ", but " + CountText(diagnosis.filtered, "packet") + " never come to a socket";
    }
    lines.push_back({line + '.', false});
  }
  return lines;
}

}  // namespace netkeel
