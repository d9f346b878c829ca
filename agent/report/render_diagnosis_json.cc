// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/span_of_time.h"
#include "model/state.h"
#include "report/diagnosis_json.h"
#include "report/render_diagnosis.h"
#include "report/report_json.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json JsonOf(std::chrono::sys_time<std::chrono::milliseconds> moment) {
  return moment.time_since_epoch().count() == 0 ? Json(nullptr) : Json(MomentText(moment));
}

Json JsonOf(const Proof& proof) {
  return {{"counter", ToText(proof.counter)},
          {"before", proof.before},
          {"after", proof.after},
          {"per_second", proof.per_second}};
}

Json JsonOf(const Knob& knob) {
  return {{"device", std::string(DeviceText(knob.device))},
          {"tunable", knob.tunable},
          {"key", knob.key},
          {"value", knob.value},
          {"declared", TextOrNull(knob.why)}};
}

template <typename Items>
Json ListOf(const Items& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(JsonOf(item));
  return list;
}

}  // namespace

Json CauseJson(const Cause& cause) {
  return {
      {"stage", ToText(cause.stage)}, {"place", cause.place}, {"cause", cause.word},
      {"loss", cause.loss},           {"share", cause.share}, {"evidence", ListOf(cause.proofs)},
      {"knobs", ListOf(cause.knobs)}, {"text", cause.text},   {"advice", cause.advice}};
}

std::string DiagnosisJson(const DiagnosisView& view) {
  constexpr int kFormatVersion = 1;
  const Diagnosis& diagnosis = view.diagnosis;
  Json findings = Json::array();
  for (const Cause& cause : diagnosis.causes) findings.push_back(CauseJson(cause));
  return DumpJson({{"version", kFormatVersion},
                   {"host", diagnosis.host},
                   {"window",
                    {{"seconds", diagnosis.seconds},
                     {"from", JsonOf(diagnosis.from)},
                     {"to", JsonOf(diagnosis.to)}}},
                   {"interfaces", diagnosis.interfaces},
                   {"packets", diagnosis.packets},
                   {"lost", diagnosis.lost},
                   {"verdict", VerdictLine(diagnosis)},
                   {"findings", std::move(findings)},
                   {"events", view.events},
                   {"remarks", diagnosis.remarks}});
}

}  // namespace netkeel
