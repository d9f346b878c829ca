// SPDX-License-Identifier: Apache-2.0
#include "report/render_text.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "report/columns.h"
#include "report/finding_text.h"
#include "report/fold.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";

/// In the order in which a reader wants them: what needs a hand first.
constexpr std::array kStatuses = {Status::kError,   Status::kConflict,    Status::kDrift,
                                  Status::kHeld,    Status::kPending,     Status::kImmovable,
                                  Status::kAbsent,  Status::kUnsupported, Status::kWaived,
                                  Status::kClamped, Status::kOk};

size_t Rank(const Finding& finding) {
  const auto place = std::find(kStatuses.begin(), kStatuses.end(), finding.status);
  const auto rank = static_cast<size_t>(place - kStatuses.begin());
  return IsCompliant(finding) ? rank + kStatuses.size() : rank;
}

std::string_view ColorOf(const Finding& finding) {
  if (finding.status == Status::kError) return "\x1b[1;31m";
  if (finding.status == Status::kOk) return "\x1b[32m";
  if (IsCompliant(finding)) return "\x1b[2m";
  return finding.status == Status::kDrift ? "\x1b[31m" : "\x1b[33m";
}

std::string Cell(const std::string& text) { return text.empty() ? "-" : Printable(text); }

/// The address without the device, which is the group's heading.
std::string Setting(const Address& address) {
  if (address.key.empty()) return Printable(address.tunable.empty() ? "-" : address.tunable);
  return Printable(address.tunable + '/' + address.key);
}

/// "profile.yaml:12": the folder is in the JSON.
std::string ShortSource(const Source& source) {
  if (source.file.empty()) return "";
  return Printable(ToText(Source{source.file.substr(source.file.rfind('/') + 1), source.line}));
}

std::string Why(const Finding& finding) {
  std::vector<std::string> parts;
  if (!finding.reason.empty()) parts.push_back(Printable(finding.reason));
  if (!IsCompliant(finding) && !finding.effect.empty()) {
    parts.push_back("setting it " + Printable(finding.effect));
  }
  if (finding.waived) {
    parts.push_back(std::string(ToText(finding.waived->status)) + ", waived by " +
                    WaivedText(finding));
  }
  const std::string source = ShortSource(finding.source);
  std::string why = Join(parts, "; ");
  if (source.empty()) return why;
  return why.empty() ? source : why + " (" + source + ')';
}

/// "eth0  ixgbe 0000:03:00.0, firmware 0x800006d1, node 1".
std::string Heading(const std::string& name, const std::vector<Device>& devices) {
  const auto device = std::find_if(devices.begin(), devices.end(),
                                   [&name](const Device& each) { return each.name == name; });
  if (device == devices.end()) return Printable(DeviceText(name));
  std::vector<std::string> facts;
  std::string driver = device->driver;
  if (!device->pci.empty()) driver += (driver.empty() ? "" : " ") + device->pci;
  if (!driver.empty()) facts.push_back(driver);
  if (!device->firmware.empty()) facts.push_back("firmware " + device->firmware);
  if (device->numa_node >= 0) facts.push_back("node " + std::to_string(device->numa_node));
  if (!device->up) facts.emplace_back("down");
  if (device->up && !device->carrier) facts.emplace_back("no carrier");
  return Printable(facts.empty() ? name : name + "  " + Join(facts, ", "));
}

/// Findings to show, by device in address order, within a device what is amiss first.
std::vector<Finding> Shown(const Report& report, bool verbose) {
  std::vector<Finding> shown;
  for (const Finding& finding : report.findings) {
    const bool quiet = IsCompliant(finding) && finding.status != Status::kClamped &&
                       finding.status != Status::kWaived;
    if (verbose || !quiet) shown.push_back(finding);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const Finding& left, const Finding& right) {
    const Address left_device{left.address.device, "", ""};
    const Address right_device{right.address.device, "", ""};
    if (left_device != right_device) return left_device < right_device;
    return Rank(left) < Rank(right);
  });
  return shown;
}

/// Colours the status, which stands behind an indent of two.
std::string Painted(const std::string& line, const Finding& finding, const Terminal& terminal) {
  if (!terminal.color) return line;
  const size_t length = std::string_view(ToText(finding.status)).size();
  return "  " + std::string(ColorOf(finding)) + line.substr(2, length) + std::string(kReset) +
         line.substr(2 + length);
}

std::string Strong(const std::string& text, const Terminal& terminal) {
  return terminal.color ? std::string(kBold) + text + std::string(kReset) : text;
}

std::string Table(const Report& report, const TextOptions& options) {
  const std::vector<Finding> single = Shown(report, options.verbose);
  const std::vector<Finding> shown = options.verbose ? single : Folded(single);
  if (shown.empty()) return "";
  std::vector<Row> rows = {{"status", "setting", "wanted", "actual", "why"}};
  for (const Finding& finding : shown) {
    rows.push_back({ToText(finding.status), Setting(finding.address), Cell(finding.wanted),
                    Cell(finding.actual), Why(finding)});
  }
  const std::vector<std::string> lines = AlignColumns(rows, 2, options.terminal.width);
  std::string text = lines[0];
  for (size_t i = 0; i < shown.size(); ++i) {
    const std::string& device = shown[i].address.device;
    if (i == 0 || device != shown[i - 1].address.device) {
      text += Strong(Heading(device, report.devices), options.terminal) + '\n';
    }
    text += Painted(lines[i + 1], shown[i], options.terminal);
  }
  return text;
}

std::string Changes(const Report& report) {
  if (report.changes.empty()) return "";
  std::vector<Row> rows;
  for (const Change& change : report.changes) {
    const std::string before =
        change.before ? Cell(ShownText(change.address, *change.before)) : "-";
    rows.push_back({Printable(ToText(change.address)), before, "->",
                    Cell(ShownText(change.address, change.after))});
  }
  const bool undone = report.exit_code == ExitCode::kRolledBack;
  std::string text = undone ? "changed, and put back\n" : "changed\n";
  for (const std::string& line : AlignColumns(rows, 2, 0)) text += line;
  return text;
}

/// "2 drift, 1 held": the statuses that keep the host from being as wanted.
std::string AmissCounts(const std::map<Status, size_t>& amiss) {
  std::vector<std::string> counts;
  for (const Status status : kStatuses) {
    const auto count = amiss.find(status);
    if (count == amiss.end()) continue;
    counts.push_back(std::to_string(count->second) + ' ' + ToText(status));
  }
  return Join(counts, ", ");
}

const char* Meaning(ExitCode code) {
  switch (code) {
    case ExitCode::kAsWanted:
      return "exit 0: as wanted";
    case ExitCode::kError:
      return "exit 1: error";
    case ExitCode::kDrift:
      return "exit 2: not as wanted";
    case ExitCode::kRolledBack:
      return "exit 3: failed, every setting is as it was before";
    case ExitCode::kNotRolledBack:
      return "exit 4: failed, and not everything could be put back";
  }
  return "";
}

std::string Count(size_t number, const std::string& noun) {
  return std::to_string(number) + ' ' + noun + (number == 1 ? "" : "s");
}

/// Of a rollback that was only looked at: its findings are what it would put back.
std::string UndoSummary(const Report& report, const std::map<Status, size_t>& amiss) {
  size_t held = 0;
  size_t others = 0;
  for (const auto& [status, count] : amiss) (status == Status::kHeld ? held : others) += count;
  if (report.exit_code == ExitCode::kError) return Meaning(report.exit_code);
  if (held + others == 0) return "nothing to put back; exit 0: all is as it was before";
  return "would put back " + std::to_string(others) + " of " +
         Count(report.findings.size(), "setting") +
         (held > 0 ? ", and " + std::to_string(held) + " with --allow-disruptive" : "") +
         "; nothing was changed; exit 2: not as it was before";
}

std::string Summary(const Report& report, const TextOptions& options) {
  std::map<Status, size_t> amiss;
  size_t amiss_total = 0;
  size_t waived = 0;
  for (const Finding& finding : report.findings) {
    if (finding.status == Status::kWaived) ++waived;
    if (IsCompliant(finding)) continue;
    ++amiss[finding.status];
    ++amiss_total;
  }
  if (options.verb == Verb::kRollback && options.dry_run) return UndoSummary(report, amiss) + '\n';
  const size_t total = report.findings.size();
  std::string text = Count(total - waived, "setting") + " as wanted";
  if (total == 0) text = "nothing to judge";
  if (amiss_total > 0) {
    text = std::to_string(amiss_total) + " of " + Count(total, "setting") + " not as wanted (" +
           AmissCounts(amiss) + ')';
  }
  if (waived > 0) text += "; " + std::to_string(waived) + " waived";
  if (options.verb != Verb::kCheck && !options.dry_run) {
    text += "; " + std::to_string(report.changes.size()) + " changed";
  }
  const bool open_run = report.exit_code == ExitCode::kDrift && amiss_total == 0;
  return text + "; " +
         (open_run ? "exit 2: an earlier run is still open" : Meaning(report.exit_code)) + '\n';
}

}  // namespace

std::string RenderText(const Report& report, const TextOptions& options) {
  std::string text = (options.verb == Verb::kRollback ? "back to " : "profile ") +
                     Printable(report.profile) + ", host " + Printable(report.host) + '\n';
  for (const std::string& message : report.messages) text += "note: " + Printable(message) + '\n';
  text += Changes(report);
  text += Table(report, options);
  for (const std::string& warning : report.warnings) {
    text += "warning: " + Printable(warning) + '\n';
  }
  return text + Summary(report, options);
}

}  // namespace netkeel
