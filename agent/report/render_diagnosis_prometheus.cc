// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cmath>
#include <map>

#include "report/prometheus.h"
#include "report/render_diagnosis.h"

namespace netkeel {
namespace {

std::string Findings(const Diagnosis& diagnosis) {
  constexpr const char* kName = "netkeel_diagnosis_finding_lost_packets";
  std::string text = GaugeHead(kName, "Packets lost by each cause that was found; 0: none yet.");
  // Two sockets of one address are one place, and no series may come twice.
  std::map<std::string, uint64_t> losses;
  for (const Cause& cause : diagnosis.causes) {
    losses[MetricLabel("stage", ToText(cause.stage)) + ',' + MetricLabel("cause", cause.word) +
           ',' + MetricLabel("place", cause.place)] += cause.loss;
  }
  for (const auto& [labels, loss] : losses) {
    text += std::string(kName) + '{' + labels + "} " + std::to_string(loss) + '\n';
  }
  return text;
}

/// Of every stage, also where nothing is lost: a series that is not there is neither. What comes to
/// the backlog nothing counts.
std::string Stages(const std::vector<StageCount>& stages) {
  constexpr const char* kCame = "netkeel_diagnosis_stage_packets";
  constexpr const char* kLost = "netkeel_diagnosis_stage_lost_packets";
  std::string came =
      GaugeHead(kCame, "Packets that came to a stage in the window, where they are counted.");
  std::string lost = GaugeHead(kLost, "Of them, those that were lost there, however few.");
  for (const StageCount& stage : stages) {
    const std::string label = '{' + MetricLabel("stage", ToText(stage.stage)) + "} ";
    if (stage.packets) came += kCame + label + std::to_string(*stage.packets) + '\n';
    lost += kLost + label + std::to_string(stage.lost) + '\n';
  }
  return stages.empty() ? "" : came + lost;
}

}  // namespace

std::string DiagnosisPrometheus(const DiagnosisView& view) {
  const Diagnosis& diagnosis = view.diagnosis;
  const auto at = std::chrono::floor<std::chrono::seconds>(diagnosis.to.time_since_epoch());
  return GaugeText("netkeel_diagnosis_packets", "Packets that came in the window.",
                   static_cast<int64_t>(diagnosis.packets)) +
         GaugeText("netkeel_diagnosis_lost_packets", "Packets that were lost in the window.",
                   static_cast<int64_t>(diagnosis.lost)) +
         GaugeText("netkeel_diagnosis_findings", "Causes that were found.",
                   static_cast<int64_t>(diagnosis.causes.size())) +
         Findings(diagnosis) + Stages(view.stages) +
         GaugeText("netkeel_diagnosis_window_seconds", "Length of the window, rounded.",
                   std::llround(diagnosis.seconds)) +
         GaugeText("netkeel_diagnosis_timestamp_seconds", "The end of the window.", at.count());
}

}  // namespace netkeel
