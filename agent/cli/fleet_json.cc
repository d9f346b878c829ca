// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "cli/report_json.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

Json Summary(const std::map<Status, size_t>& counts) {
  Json summary = Json::object();
  for (const auto& [status, count] : counts) summary[ToText(status)] = count;
  return summary;
}

Json HostJson(const AuditedHost& host) {
  Json findings = Json::array();
  for (const Finding& finding : host.report.findings) findings.push_back(FindingJson(finding));
  return {{"root", host.root},
          {"host", host.report.host},
          {"exit_code", static_cast<int>(host.report.exit_code)},
          {"summary", Summary(host.counts)},
          {"findings", std::move(findings)},
          {"messages", Json(host.report.messages)}};
}

}  // namespace

Json FleetJson(const Fleet& fleet, const std::string& profile) {
  constexpr int kFormatVersion = 1;
  std::map<Status, size_t> counts;
  Json hosts = Json::array();
  for (const AuditedHost& host : fleet.hosts) {
    hosts.push_back(HostJson(host));
    for (const auto& [status, count] : host.counts) counts[status] += count;
  }
  return {{"version", kFormatVersion},
          {"profile", profile},
          {"exit_code", static_cast<int>(fleet.exit_code)},
          {"summary", Summary(counts)},
          {"hosts", std::move(hosts)},
          {"warnings", Json(fleet.warnings)}};
}

}  // namespace netkeel
