// SPDX-License-Identifier: Apache-2.0
#include "report/render_json.h"

#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/render_text.h"
#include "report/report_json.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json ToJson(const Finding& finding) { return FindingJson(finding); }

Json WaiverJson(const Waived& waived) {
  return {{"status", ToText(waived.status)},
          {"reason", waived.reason},
          {"owner", waived.owner},
          {"expires", waived.expires},
          {"source", ToText(waived.source)}};
}

Json ToJson(const Change& change) {
  return {
      {"address", ToText(change.address)},
      {"before", change.before ? Json(ShownText(change.address, *change.before)) : Json(nullptr)},
      {"after", ShownText(change.address, change.after)}};
}

Json ToJson(const Step& step) {
  Json changes = Json::array();
  for (const Change& change : step.changes) changes.push_back(ToJson(change));
  return {{"device", DeviceText(step.device)},
          {"tunable", step.tunable},
          {"object", step.object},
          {"effect", step.effect},
          {"disruptive", step.disruptive},
          {"reshapes", step.reshapes},
          {"changes", std::move(changes)}};
}

/// Every element through ToJson, in order; an array even where there are none.
template <typename Range>
Json ArrayOf(const Range& range) {
  Json array = Json::array();
  for (const auto& element : range) array.push_back(ToJson(element));
  return array;
}

/// The statuses that occur, in the order of the enumeration.
Json Summary(const std::vector<Finding>& findings) {
  std::map<Status, size_t> counts;
  for (const Finding& finding : findings) ++counts[finding.status];
  Json summary = Json::object();
  for (const auto& [status, count] : counts) summary[ToText(status)] = count;
  return summary;
}

}  // namespace

Json FindingJson(const Finding& finding) {
  const bool has_source = !finding.source.file.empty();
  Json json = {{"address", ToText(finding.address)},
               {"status", ToText(finding.status)},
               {"wanted", finding.wanted},
               {"actual", TextOrNull(finding.actual)},
               {"reason", finding.reason},
               {"effect", finding.effect},
               {"source", has_source ? Json(ToText(finding.source)) : Json(nullptr)}};
  if (finding.waived) json["waiver"] = WaiverJson(*finding.waived);
  return json;
}

Json ReportJson(const Report& report, Verb verb, const Plan* plan) {
  constexpr int kFormatVersion = 1;
  const bool put_back = report.exit_code == ExitCode::kRolledBack;
  Json document = {{"version", kFormatVersion},
                   {"verb", ToText(verb)},
                   {"profile", report.profile},
                   {"host", report.host},
                   {"changed", !report.changes.empty() && !put_back},
                   {"exit_code", static_cast<int>(report.exit_code)},
                   {"summary", Summary(report.findings)},
                   {"findings", ArrayOf(report.findings)},
                   {"warnings", Json(report.warnings)},
                   {"messages", Json(report.messages)}};
  if (verb != Verb::kCheck) document["changes"] = ArrayOf(report.changes);
  if (plan == nullptr) return document;
  document["plan"] = ArrayOf(*plan);
  document["resets"] = Json::object();
  for (const auto& [interface, tunables] : ResetsIn(*plan)) {
    document["resets"][interface] = tunables.size();
  }
  return document;
}

std::string DumpJson(const Json& document) {
  return PrintableJson(document.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

std::string JsonItem(const Json& value, size_t levels) {
  // A dumped string has no line break of its own.
  const std::string text = DumpJson(value);
  std::string item;
  for (const std::string_view line :
       Split(std::string_view(text).substr(0, text.size() - 1), "\n")) {
    item.append(item.empty() ? "" : "\n").append(2 * levels, ' ').append(line);
  }
  return item;
}

std::string JsonMembers(const Json& object, size_t levels) {
  const std::string item = JsonItem(object, levels);
  const size_t first = item.find('\n') + 1;
  return item.substr(first, item.rfind('\n') - first);
}

std::string RenderJson(const Report& report, Verb verb, const std::optional<Plan>& plan) {
  return DumpJson(ReportJson(report, verb, plan ? &*plan : nullptr));
}

}  // namespace netkeel
