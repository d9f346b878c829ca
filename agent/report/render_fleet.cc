// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "report/columns.h"
#include "report/fleet_format.h"
#include "report/render_text.h"

namespace netkeel {
namespace {

/// How many findings of each status a host has.
using Counts = std::map<Status, size_t>;

size_t CountOf(const Counts& counts, Status status) {
  const auto count = counts.find(status);
  return count == counts.end() ? 0 : count->second;
}

std::string Verdict(const Report& report) {
  switch (report.exit_code) {
    case ExitCode::kAsWanted:
      return "as wanted";
    case ExitCode::kDrift:
      return "not as wanted";
    default:
      // Where the audit came to findings, the error is one of them.
      return report.messages.empty() ? "error" : "error: " + Printable(report.messages.front());
  }
}

/// What a line of the table counts: clamped ones, and those that may be missing, are as wanted.
/// `other` is held, pending, absent, ...
Counts TableCounts(const Report& report) {
  Counts counts;
  for (const Finding& finding : report.findings) {
    const bool named = finding.status == Status::kWaived || finding.status == Status::kDrift ||
                       finding.status == Status::kError;
    ++counts[named ? finding.status : IsCompliant(finding) ? Status::kOk : Status::kHeld];
  }
  return counts;
}

std::string Count(size_t number, const std::string& noun) {
  return std::to_string(number) + ' ' + noun + (number == 1 ? "" : "s");
}

class Table : public FleetFormat {
 public:
  explicit Table(FleetView view) : view_(std::move(view)), name_width_(NameWidth(view_.roots)) {}

  std::string Head() const override {
    return "profile " + Printable(view_.profile) + '\n' +
           Line({"host", "ok", "drift", "other", "waived", "error", "verdict"});
  }

  HostPiece Render(const AuditedHost& host) const override {
    const Report& report = host.report;
    const Counts counts = TableCounts(report);
    Row row = {Printable(report.host)};
    for (const Status status :
         {Status::kOk, Status::kDrift, Status::kHeld, Status::kWaived, Status::kError}) {
      row.push_back(std::to_string(CountOf(counts, status)));
    }
    row.push_back(Verdict(report));
    std::string text = Line(row);
    if (view_.verbose && report.exit_code != ExitCode::kAsWanted) {
      text += '\n' + RenderText(report, {Verb::kCheck, false, view_.terminal}) + '\n';
    }
    return {std::move(text)};
  }

  std::string Tail(const FleetTotals& totals) override {
    std::string text;
    for (const std::string& line : totals.warnings) text += "warning: " + Printable(line) + '\n';
    const auto ended = [&totals](ExitCode code) {
      const auto number = totals.endings.find(code);
      return std::to_string(number == totals.endings.end() ? 0 : number->second);
    };
    return text + Count(view_.roots.size(), "host") + ": " + ended(ExitCode::kAsWanted) +
           " as wanted, " + ended(ExitCode::kDrift) + " not as wanted, " + ended(ExitCode::kError) +
           " with errors; exit " + std::to_string(static_cast<int>(totals.exit_code)) + '\n';
  }

 private:
  /// Of the hosts' names, which are not known before the captures are read: those of the captures
  /// are mostly the same.
  static size_t NameWidth(const std::vector<std::string>& roots) {
    constexpr size_t kWidest = 40;
    size_t width = std::string_view("host").size();
    for (const std::string& root : roots) {
      const size_t end = root.find_last_not_of('/') + 1;
      std::string name = root.substr(0, end);
      name.erase(0, name.rfind('/') + 1);
      if (name.ends_with(".tar")) name.resize(name.size() - 4);
      width = std::max(width, std::min(DisplayWidth(Printable(name)), kWidest));
    }
    return width;
  }

  std::string Line(Row row) const {
    constexpr size_t kNumber = 6;
    row.front() = Pad(row.front(), name_width_);
    for (size_t i = 1; i + 1 < row.size(); ++i) row[i] = Pad(row[i], kNumber);
    return AlignColumns({row}, 2, view_.terminal.width).front();
  }

  FleetView view_;
  size_t name_width_;
};

}  // namespace

std::unique_ptr<FleetFormat> TextFleet(const FleetView& view) {
  return std::make_unique<Table>(view);
}

}  // namespace netkeel
