// SPDX-License-Identifier: Apache-2.0
#include "report/page/page_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
#include "evidence/timeline/path_totals.h"
#include "history/run_record.h"
#include "report/diagnosis_json.h"
#include "report/finding_text.h"
#include "report/render_diagnosis.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

int64_t Milliseconds(WallTime moment) { return moment.time_since_epoch().count(); }

Json JsonOf(const std::string& text) { return Printable(text); }
Json JsonOf(const Change& change);
Json JsonOf(const Event& event);
Json JsonOf(const ZoneView& zone);
Json JsonOf(const Cause& cause);
Json JsonOf(const StageTotal& total);
Json JsonOf(const Diagnosis& diagnosis);

/// Every element through ToJson, in order.
template <typename Range>
Json ArrayOf(const Range& range) {
  Json array = Json::array();
  for (const auto& element : range) array.push_back(JsonOf(element));
  return array;
}

/// The same of the first ones.
template <typename Range>
Json ArrayOf(const Range& range, size_t most) {
  Json array = Json::array();
  for (const auto& element : range) {
    if (array.size() == most) break;
    array.push_back(JsonOf(element));
  }
  return array;
}

/// Every text of it as it can be shown.
Json PrintableJson(Json json) {
  if (json.is_string()) return Printable(json.get_ref<const std::string&>());
  if (json.is_structured()) {
    for (Json& part : json) part = PrintableJson(std::move(part));
  }
  return json;
}

Json JsonOf(const Cause& cause) { return PrintableJson(CauseJson(cause)); }

Json Lines(const std::string& text) {
  Json lines = Json::array();
  for (const std::string_view line : Split(Trim(text), "\n")) lines.push_back(Printable(line));
  return lines;
}

Json JsonOf(const Diagnosis& diagnosis) {
  return {{"from", Milliseconds(diagnosis.from)},
          {"to", Milliseconds(diagnosis.to)},
          {"seconds", diagnosis.seconds},
          {"said", Printable(VerdictLine(diagnosis))},
          {"packets", diagnosis.packets},
          {"lost", diagnosis.lost},
          {"causes", ArrayOf(diagnosis.causes)},
          {"profile", HasKnobs(diagnosis) ? Lines(CureProfile(diagnosis)) : Json::array()},
          {"remarks", ArrayOf(diagnosis.remarks)}};
}

Json JsonOf(const StageTotal& total) {
  return {{"stage", ToText(total.stage)},
          {"unit", total.unit},
          {"came", total.came},
          {"lost", total.lost}};
}

Json JsonOf(const Event& event) {
  return {{"at", Milliseconds(event.at)},
          {"kind", Printable(event.kind)},
          {"place", Printable(event.place)},
          {"text", Printable(event.text)},
          {"pid", event.pid}};
}

Json JsonOf(const ZoneView& zone) {
  return {
      {"from", Milliseconds(zone.from)}, {"name", Printable(zone.name)}, {"minutes", zone.minutes}};
}

Json JsonOf(const Change& change) {
  return {{"address", Printable(ToText(change.address))},
          {"before", change.before ? Json(Printable(ShownText(change.address, *change.before)))
                                   : Json(nullptr)},
          {"after", Printable(ShownText(change.address, change.after))}};
}

/// "uid 0 (login 1000) by sudo"
std::string CallerText(const StartedBy& caller) {
  std::string text = "uid " + std::to_string(caller.uid);
  if (!caller.login_uid.empty()) text += " (login " + caller.login_uid + ')';
  if (!caller.parent.empty()) text += " by " + caller.parent;
  return Printable(text);
}

Json RunJson(const Record& run, size_t lines) {
  return {{"id", run.id},
          {"at", run.when * 1000},
          {"verb", Printable(run.verb)},
          {"profile", Printable(run.before.profile)},
          {"who", CallerText(run.caller)},
          {"ending", ToText(run.ending)},
          {"reason", Printable(run.reason)},
          {"changes", ArrayOf(run.changes, lines)}};
}

Json RunsJson(const std::vector<Record>& runs, size_t lines) {
  Json array = Json::array();
  for (const Record& run : runs) array.push_back(RunJson(run, lines));
  return array;
}

Json JsonOf(const Finding& finding) {
  return {{"address", Printable(ToText(finding.address))},
          {"status", ToText(finding.status)},
          {"wanted", Printable(finding.wanted)},
          {"actual", Printable(finding.actual)},
          {"reason", Printable(finding.reason)},
          {"loud", SeverityOf(finding) == Severity::kError}};
}

/// As `netkeel check` lists and counts them: what is as wanted is not listed, however long it is.
Json DriftJson(const Report& report, size_t lines) {
  Json findings = Json::array();
  size_t as_wanted = 0;
  size_t waived = 0;
  size_t amiss = 0;
  for (const Finding& finding : report.findings) {
    const bool excused = finding.status == Status::kWaived;
    const bool compliant = IsCompliant(finding);
    ++(excused ? waived : compliant ? as_wanted : amiss);
    const bool shown = !compliant || excused || finding.status == Status::kClamped;
    if (shown && findings.size() < lines) findings.push_back(JsonOf(finding));
  }
  return {{"profile", Printable(report.profile)},
          {"exit_code", static_cast<int>(report.exit_code)},
          {"as_wanted", as_wanted},
          {"waived", waived},
          {"amiss", amiss},
          {"findings", std::move(findings)},
          {"messages", ArrayOf(report.messages, lines)}};
}

}  // namespace

std::string FactsJson(const PageView& view, size_t lines) {
  const Json json = {{"version", Version()},
                     {"host", Printable(view.host)},
                     {"kernel", Printable(view.kernel)},
                     {"source", Printable(view.source)},
                     {"made", Milliseconds(view.made)},
                     {"zones", ArrayOf(view.zones)},
                     {"samples", view.timeline.samples()},
                     {"verdict", view.diagnosis ? JsonOf(*view.diagnosis) : Json(nullptr)},
                     {"worst", ArrayOf(view.worst)},
                     {"path", ArrayOf(PathTotals(view.timeline))},
                     {"events", ArrayOf(view.events)},
                     {"runs", RunsJson(view.runs, lines)},
                     {"drift", view.drift ? DriftJson(*view.drift, lines) : Json(nullptr)},
                     {"remarks", ArrayOf(view.remarks)}};
  const std::string text = json.dump();
  return text.substr(1, text.size() - 2);
}

std::string EmbeddedJson(std::string_view json) {
  std::string embedded;
  embedded.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      embedded += "\\u003c";
    } else {
      embedded += c;
    }
  }
  return embedded;
}

}  // namespace netkeel
