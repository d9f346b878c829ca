// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "report/fleet_format.h"
#include "report/report_json.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

Json Summary(const std::map<Status, size_t>& counts) {
  Json summary = Json::object();
  for (const auto& [status, count] : counts) summary[ToText(status)] = count;
  return summary;
}

Json HostJson(const AuditedHost& host) {
  std::map<Status, size_t> counts;
  Json findings = Json::array();
  for (const Finding& finding : host.report.findings) {
    ++counts[finding.status];
    const bool amiss = !IsCompliant(finding) || finding.status == Status::kWaived;
    if (amiss) findings.push_back(FindingJson(finding));
  }
  return {{"root", host.root},
          {"host", host.report.host},
          {"exit_code", static_cast<int>(host.report.exit_code)},
          {"summary", Summary(counts)},
          {"findings", std::move(findings)},
          {"warnings", Json(host.report.warnings)},
          {"messages", Json(host.report.messages)}};
}

Json Beginning(const FleetView& view) {
  constexpr int kFormatVersion = 1;
  return {{"version", kFormatVersion}, {"profile", view.profile}};
}

Json Ending(const FleetTotals& totals) {
  return {{"exit_code", static_cast<int>(totals.exit_code)},
          {"summary", Summary(totals.findings)},
          {"warnings", Json(totals.warnings)}};
}

class JsonDocument : public FleetFormat {
 public:
  explicit JsonDocument(FleetView view) : view_(std::move(view)) {}

  std::string Head() const override {
    return "{\n" + JsonMembers(Beginning(view_), 0) + ",\n  \"hosts\": [";
  }

  HostPiece Render(const AuditedHost& host) const override { return {JsonItem(HostJson(host), 2)}; }

  std::string Take(HostPiece piece) override {
    return (std::exchange(first_, false) ? "\n" : ",\n") + std::move(piece.text);
  }

  std::string Tail(const FleetTotals& totals) override {
    return "\n  ],\n" + JsonMembers(Ending(totals), 0) + "\n}\n";
  }

 private:
  FleetView view_;
  bool first_ = true;
};

class YamlDocument : public FleetFormat {
 public:
  explicit YamlDocument(FleetView view) : view_(std::move(view)) {}

  std::string Head() const override { return DumpYaml(Beginning(view_)) + "hosts:\n"; }

  HostPiece Render(const AuditedHost& host) const override {
    constexpr std::string_view kKey = "hosts:\n";
    return {DumpYaml({{"hosts", Json::array({HostJson(host)})}}).substr(kKey.size())};
  }

  std::string Tail(const FleetTotals& totals) override { return DumpYaml(Ending(totals)); }

 private:
  FleetView view_;
};

}  // namespace

std::unique_ptr<FleetFormat> JsonFleet(const FleetView& view) {
  return std::make_unique<JsonDocument>(view);
}

std::unique_ptr<FleetFormat> YamlFleet(const FleetView& view) {
  return std::make_unique<YamlDocument>(view);
}

}  // namespace netkeel
