// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
#include "report/finding_text.h"
#include "report/fold.h"
#include "report/formats.h"
#include "report/key_table.h"
#include "report/report_json.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

/// A path as a URI reference (RFC 3986): relative stays relative, to where the job runs.
std::string UriOf(const std::string& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
std::string Fingerprint(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  std::string hex;
  for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[(hash >> shift) & 15];
  return hex;
}

const char* LevelOf(Severity severity) {
  if (severity == Severity::kError) return "error";
  return severity == Severity::kWarning ? "warning" : "note";
}

using Rules = std::map<std::string, std::string>;

/// The catalog's line of help for each key that a result speaks of.
Rules RulesOf(const std::vector<Finding>& results) {
  Rules rules;
  for (const Finding& finding : results) {
    rules.try_emplace(KeyName(finding.address), "a setting of the profile");
  }
  for (const KeyEntry& entry : KeyTable()) {
    if (const auto rule = rules.find(entry.name); rule != rules.end()) {
      rule->second = entry.key.help;
    }
  }
  if (const auto rule = rules.find("interfaces.match"); rule != rules.end()) {
    rule->second = "which interfaces a block of the profile is for";
  }
  return rules;
}

Json RulesJson(const Rules& rules) {
  Json list = Json::array();
  for (const auto& [id, text] : rules) {
    list.push_back({{"id", Printable(id)},
                    {"shortDescription", {{"text", text}}},
                    {"help", {{"text", text}}}});
  }
  return list;
}

Json LocationOf(const Report& report, const Finding& finding) {
  const bool known = !finding.source.file.empty();
  Json physical = {
      {"artifactLocation", {{"uri", UriOf(known ? finding.source.file : report.profile)}}},
      {"region", {{"startLine", std::max(finding.source.line, 1)}}}};
  const std::string name = Printable(report.host + '/' + ToText(finding.address));
  return {{"physicalLocation", std::move(physical)},
          {"logicalLocations", Json::array({{{"fullyQualifiedName", name}}})}};
}

Json ResultOf(const Report& report, const FoldedFinding& folded) {
  const Finding& finding = folded.finding;
  const std::string where = ToText(finding.address);
  // Of the first of the folded ones: whether the last ones drift makes no other alert of it.
  const std::string print = Fingerprint(report.host + ' ' + ToText(folded.first));
  Json result = {
      {"ruleId", Printable(KeyName(finding.address))},
      {"level", LevelOf(SeverityOf(finding))},
      {"message", {{"text", Printable(report.host + ": " + where) + ": " + FindingText(finding)}}},
      {"locations", Json::array({LocationOf(report, finding)})},
      // The second is GitHub's: without it, findings of one line of the profile are one to it.
      {"partialFingerprints",
       {{"hostAddress/v1", print}, {"primaryLocationLineHash", print + ":1"}}},
      {"occurrenceCount", folded.count}};
  if (finding.waived) {
    result["suppressions"] = Json::array(
        {{{"kind", "external"}, {"status", "accepted"}, {"justification", WaivedText(finding)}}});
  }
  return result;
}

void Notify(Json& notifications, const char* level, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    notifications.push_back({{"level", level}, {"message", {{"text", Printable(text)}}}});
  }
}

/// One run in the making: the results stand first, since what is around them is known last.
class SarifRun : public FleetFormat {
 public:
  std::string Head() const override {
    return "{\n" +
           JsonMembers(
               {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}},
               0) +
           ",\n  \"runs\": [\n    {\n      \"results\": [";
  }

  HostPiece Render(const AuditedHost& host) const override {
    const Report& report = host.report;
    std::vector<Finding> amiss;
    for (const Finding& finding : report.findings) {
      if (SeverityOf(finding) != Severity::kNone) amiss.push_back(finding);
    }
    HostPiece piece;
    for (const FoldedFinding& folded : FoldByKind(amiss)) {
      piece.text += (piece.results == 0 ? "\n" : ",\n") + JsonItem(ResultOf(report, folded), 4);
      ++piece.results;
    }
    piece.rules = RulesOf(amiss);
    piece.errors = report.messages;
    piece.warnings = report.warnings;
    return piece;
  }

  std::string Take(HostPiece piece) override {
    Keep("error", piece.errors);
    Keep("warning", piece.warnings);
    if (results_ + piece.results > kMostResults) {
      left_out_ += piece.results;
      return "";
    }
    rules_.merge(piece.rules);
    const bool first = results_ == 0;
    results_ += piece.results;
    return (first || piece.text.empty() ? "" : ",") + std::move(piece.text);
  }

  std::string Tail(const FleetTotals& totals) override {
    Notify(notifications_, "warning", totals.warnings);
    if (left_out_ > 0) Notify(notifications_, "error", {LeftOut(left_out_, "result")});
    if (unsaid_ > 0) Notify(notifications_, "error", {LeftOut(unsaid_, "message")});
    const Json invocation = {{"executionSuccessful", totals.exit_code != ExitCode::kError},
                             {"exitCode", static_cast<int>(totals.exit_code)},
                             {"toolExecutionNotifications", std::move(notifications_)}};
    const Json driver = {
        {"name", "netkeel"}, {"semanticVersion", Version()}, {"rules", RulesJson(rules_)}};
    return "\n      ],\n" +
           JsonMembers({{"columnKind", "utf16CodeUnits"},
                        {"tool", {{"driver", driver}}},
                        {"invocations", Json::array({invocation})}},
                       2) +
           "\n    }\n  ]\n}\n";
  }

 private:
  // GitHub refuses a run with more.
  static constexpr size_t kMostResults = 25000;
  static constexpr size_t kMostNotifications = 1000;

  static std::string LeftOut(size_t number, const std::string& what) {
    return std::to_string(number) + ' ' + what + (number == 1 ? " is" : "s are") +
           " left out: a run may have 25000 results; audit fewer captures at a time, or take json";
  }

  void Keep(const char* level, const std::vector<std::string>& texts) {
    if (notifications_.size() + texts.size() > kMostNotifications) {
      unsaid_ += texts.size();
    } else {
      Notify(notifications_, level, texts);
    }
  }

  Rules rules_;
  Json notifications_ = Json::array();
  size_t results_ = 0;
  size_t left_out_ = 0;
  size_t unsaid_ = 0;
};

}  // namespace

std::string RenderSarif(const ReportView& view) {
  SarifRun run;
  FleetTotals totals;
  totals.exit_code = view.report.exit_code;
  std::string text = run.Head();
  text += run.Take(run.Render({"", view.report}));
  return text + run.Tail(totals);
}

std::unique_ptr<FleetFormat> SarifFleet(const FleetView& /*view*/) {
  return std::make_unique<SarifRun>();
}

}  // namespace netkeel
