// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "report/finding_text.h"
#include "report/formats.h"

namespace netkeel {
namespace {

/// Text between tags or in an attribute. Printable first: XML has no way to write a control
/// character.
std::string Xml(std::string_view text) {
  std::string escaped;
  for (const char c : Printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Attribute(const char* name, std::string_view value) {
  return std::string(" ") + name + "=\"" + Xml(value) + '"';
}

/// What a test case holds: nothing where it passed.
enum class Verdict { kPassed, kSkipped, kFailed, kError };

/// Nothing that is missing, waits or is waived counts as verified.
Verdict VerdictOn(const Finding& finding) {
  if (finding.status == Status::kOk || finding.status == Status::kClamped) return Verdict::kPassed;
  if (IsCompliant(finding)) return Verdict::kSkipped;
  return finding.status == Status::kError ? Verdict::kError : Verdict::kFailed;
}

/// A line each for what a reader of the failure wants to know.
std::string Details(const Finding& finding) {
  std::string text;
  const auto add = [&text](const char* title, const std::string& value) {
    if (!value.empty()) text += std::string(title) + Xml(value) + '\n';
  };
  add("wanted: ", finding.wanted);
  add("actual: ", finding.actual);
  add("why: ", finding.reason);
  add("setting it: ", finding.effect);
  add("profile: ", ToText(finding.source));
  return text;
}

/// A host's suite in the making.
struct Suite {
  std::string cases;
  size_t tests = 0;
  size_t failures = 0;
  size_t errors = 0;
  size_t skipped = 0;
};

void AddCase(const Finding& finding, Suite& suite) {
  const Address& address = finding.address;
  const std::string name =
      address.key.empty() ? address.tunable : address.tunable + '/' + address.key;
  suite.cases += "    <testcase" + Attribute("classname", std::string(DeviceText(address.device))) +
                 Attribute("name", name);
  ++suite.tests;
  const std::string message = Attribute("message", FindingText(finding));
  const std::string type = Attribute("type", ToText(finding.status));
  switch (VerdictOn(finding)) {
    case Verdict::kPassed:
      suite.cases += "/>\n";
      return;
    case Verdict::kSkipped:
      ++suite.skipped;
      suite.cases += ">\n      <skipped" + message + "/>\n";
      break;
    case Verdict::kFailed:
      ++suite.failures;
      suite.cases += ">\n      <failure" + message + type + ">" + Details(finding) + "</failure>\n";
      break;
    case Verdict::kError:
      ++suite.errors;
      suite.cases += ">\n      <error" + message + type + ">" + Details(finding) + "</error>\n";
      break;
  }
  suite.cases += "    </testcase>\n";
}

/// A check that came to no finding still is a test, and a failed one.
void AddFailedCheck(const Report& report, Suite& suite) {
  ++suite.tests;
  ++suite.errors;
  suite.cases += "    <testcase classname=\"netkeel\" name=\"check\">\n      <error" +
                 Attribute("message", Join(report.messages, "; ")) + " type=\"error\"/>\n" +
                 "    </testcase>\n";
}

Suite SuiteOf(const Report& report) {
  Suite suite;
  for (const Finding& finding : report.findings) AddCase(finding, suite);
  if (report.findings.empty() && report.exit_code != ExitCode::kAsWanted) {
    AddFailedCheck(report, suite);
  }
  return suite;
}

std::string Counts(const Suite& suite) {
  return Attribute("tests", std::to_string(suite.tests)) +
         Attribute("failures", std::to_string(suite.failures)) +
         Attribute("errors", std::to_string(suite.errors));
}

std::string SystemOut(const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  return "    <system-out>" + Xml(Join(lines, "; ")) + "</system-out>\n";
}

std::string SuiteText(const Report& report, const Suite& suite) {
  return "  <testsuite" + Attribute("name", "netkeel " + report.profile) + Counts(suite) +
         Attribute("skipped", std::to_string(suite.skipped)) + Attribute("hostname", report.host) +
         ">\n" + suite.cases + SystemOut(report.warnings) + "  </testsuite>\n";
}

constexpr const char* kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"netkeel\"";
constexpr const char* kTail = "</testsuites>\n";

class Fleet : public FleetFormat {
 public:
  explicit Fleet(std::string profile) : profile_(std::move(profile)) {}

  // The counts of all suites, which are optional, are not known yet.
  std::string Head() const override { return std::string(kHead) + ">\n"; }

  HostPiece Render(const AuditedHost& host) const override {
    return {SuiteText(host.report, SuiteOf(host.report))};
  }

  std::string Tail(const FleetTotals& totals) override {
    if (totals.warnings.empty()) return kTail;
    Report of_all;
    of_all.profile = profile_;
    of_all.warnings = totals.warnings;
    return SuiteText(of_all, Suite{}) + kTail;
  }

 private:
  std::string profile_;
};

}  // namespace

std::string RenderJunit(const ReportView& view) {
  const Suite suite = SuiteOf(view.report);
  return kHead + Counts(suite) + ">\n" + SuiteText(view.report, suite) + kTail;
}

std::unique_ptr<FleetFormat> JunitFleet(const FleetView& view) {
  return std::make_unique<Fleet>(view.profile);
}

}  // namespace netkeel
