// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/finding_text.h"
#include "cli/formats.h"
#include "cli/key_table.h"
#include "cli/report_json.h"
#include "cli/version.h"

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

/// The catalog's line of help for each key that a result speaks of.
std::map<std::string, std::string> HelpOf(std::span<const Report> reports) {
  std::map<std::string, std::string> help;
  for (const Report& report : reports) {
    for (const Finding& finding : report.findings) {
      if (SeverityOf(finding) == Severity::kNone) continue;
      help.try_emplace(KeyName(finding.address), "a setting of the profile");
    }
  }
  for (const KeyEntry& entry : KeyTable()) {
    if (const auto rule = help.find(entry.name); rule != help.end()) rule->second = entry.key.help;
  }
  if (const auto rule = help.find("interfaces.match"); rule != help.end()) {
    rule->second = "which interfaces a block of the profile is for";
  }
  return help;
}

Json RulesOf(const std::map<std::string, std::string>& help) {
  Json rules = Json::array();
  for (const auto& [id, text] : help) {
    rules.push_back({{"id", Printable(id)},
                     {"shortDescription", {{"text", text}}},
                     {"help", {{"text", text}}}});
  }
  return rules;
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

Json ResultOf(const Report& report, const Finding& finding) {
  const std::string where = ToText(finding.address);
  const std::string print = Fingerprint(report.host + ' ' + where);
  Json result = {
      {"ruleId", Printable(KeyName(finding.address))},
      {"level", LevelOf(SeverityOf(finding))},
      {"message", {{"text", Printable(report.host + ": " + where) + ": " + FindingText(finding)}}},
      {"locations", Json::array({LocationOf(report, finding)})},
      // The second is GitHub's: without it, findings of one line of the profile are one to it.
      {"partialFingerprints",
       {{"hostAddress/v1", print}, {"primaryLocationLineHash", print + ":1"}}}};
  if (finding.waived) {
    result["suppressions"] = Json::array(
        {{{"kind", "external"}, {"status", "accepted"}, {"justification", WaivedText(finding)}}});
  }
  return result;
}

Json NotificationsOf(const Report& report) {
  Json notifications = Json::array();
  for (const std::string& message : report.messages) {
    notifications.push_back({{"level", "error"}, {"message", {{"text", Printable(message)}}}});
  }
  for (const std::string& warning : report.warnings) {
    notifications.push_back({{"level", "warning"}, {"message", {{"text", Printable(warning)}}}});
  }
  return notifications;
}

Json InvocationOf(const Report& report) {
  return {{"executionSuccessful", report.exit_code != ExitCode::kError},
          {"exitCode", static_cast<int>(report.exit_code)},
          {"toolExecutionNotifications", NotificationsOf(report)}};
}

}  // namespace

std::string RenderSarif(std::span<const Report> reports) {
  Json invocations = Json::array();
  Json results = Json::array();
  for (const Report& report : reports) {
    invocations.push_back(InvocationOf(report));
    for (const Finding& finding : report.findings) {
      if (SeverityOf(finding) != Severity::kNone) results.push_back(ResultOf(report, finding));
    }
  }
  const Json driver = {
      {"name", "netkeel"}, {"semanticVersion", Version()}, {"rules", RulesOf(HelpOf(reports))}};
  const Json document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", Json::array({{{"tool", {{"driver", driver}}},
                                                {"invocations", std::move(invocations)},
                                                {"columnKind", "utf16CodeUnits"},
                                                {"results", std::move(results)}}})}};
  return DumpJson(document);
}

}  // namespace netkeel
