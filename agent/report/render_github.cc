// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "report/finding_text.h"
#include "report/fold.h"
#include "report/formats.h"

namespace netkeel {
namespace {

/// As actions/toolkit escapes the text of a command; that of a property has two characters more.
std::string Escaped(std::string_view text, bool property) {
  std::string escaped;
  for (const char c : Printable(text)) {
    if (c == '%') {
      escaped += "%25";
    } else if (property && c == ':') {
      escaped += "%3A";
    } else if (property && c == ',') {
      escaped += "%2C";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

const char* CommandOf(Severity severity) {
  if (severity == Severity::kError) return "error";
  return severity == Severity::kWarning ? "warning" : "notice";
}

std::string CommandLine(const Report& report, const Finding& finding) {
  const std::string where = ToText(finding.address);
  const std::string file = finding.source.file.empty() ? report.profile : finding.source.file;
  std::string text = std::string("::") + CommandOf(SeverityOf(finding)) +
                     " file=" + Escaped(file, true) +
                     ",line=" + std::to_string(std::max(finding.source.line, 1)) +
                     ",title=" + Escaped(where + ' ' + ToText(finding.status), true);
  return text + "::" + Escaped(report.host + ": " + where + ": " + FindingText(finding), false) +
         '\n';
}

std::string Verdict(const Report& report) {
  size_t amiss = 0;
  for (const Finding& finding : report.findings) amiss += IsCompliant(finding) ? 0 : 1;
  return "netkeel: " + Printable(report.host.empty() ? report.profile : report.host) + ": " +
         std::to_string(amiss) + " of " + std::to_string(report.findings.size()) +
         " settings not as wanted; exit " + std::to_string(static_cast<int>(report.exit_code)) +
         '\n';
}

/// "file=p.yaml,line=3," of "p.yaml:3: ..."; "" where no line is named.
std::string PlaceOf(const std::string& warning) {
  const size_t end = warning.find(": ");
  const size_t colon = end == std::string::npos ? end : warning.rfind(':', end - 1);
  if (colon == std::string::npos) return "";
  const std::string line = warning.substr(colon + 1, end - colon - 1);
  if (!ParseUnsigned(line)) return "";
  return "file=" + Escaped(warning.substr(0, colon), true) + ",line=" + line + ',';
}

std::string Warnings(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings) {
    text += "::warning " + PlaceOf(warning) + "title=netkeel::" + Escaped(warning, false) + '\n';
  }
  return text;
}

std::string Lines(const Report& report) {
  std::string text;
  // GitHub shows 10 annotations of a step: 64 queues of one line of the profile are one.
  for (const FoldedFinding& folded : FoldByKind(report.findings)) {
    const Finding& finding = folded.finding;
    if (SeverityOf(finding) != Severity::kNone) text += CommandLine(report, finding);
  }
  for (const std::string& message : report.messages) {
    text += "::error title=netkeel::" + Escaped(message, false) + '\n';
  }
  return text + Warnings(report.warnings) + Verdict(report);
}

class Fleet : public FleetFormat {
 public:
  std::string Head() const override { return ""; }
  HostPiece Render(const AuditedHost& host) const override { return {Lines(host.report)}; }
  std::string Tail(const FleetTotals& totals) override { return Warnings(totals.warnings); }
};

}  // namespace

std::string RenderGithub(const ReportView& view) { return Lines(view.report); }

std::unique_ptr<FleetFormat> GithubFleet(const FleetView& /*view*/) {
  return std::make_unique<Fleet>();
}

}  // namespace netkeel
