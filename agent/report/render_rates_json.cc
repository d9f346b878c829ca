// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/render_rates.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

/// A hundredth is finer than a second's counting.
double Rounded(double number) { return std::round(number * 100) / 100; }

Json StagesJson(const PathRates& rates) {
  Json stages = Json::array();
  for (const StageRates& stage : rates.stages) {
    stages.push_back({{"stage", ToText(stage.stage)},
                      {"packets", stage.packets ? Json(Rounded(*stage.packets)) : Json(nullptr)},
                      {"lost", Rounded(stage.lost)}});
  }
  return stages;
}

Json CpusJson(const PathRates& rates) {
  Json cpus = Json::array();
  for (const CpuRates& cpu : rates.cpus) {
    cpus.push_back({{"cpu", cpu.cpu},
                    {"packets", Rounded(cpu.packets)},
                    {"runs", Rounded(cpu.runs)},
                    {"packets_a_run", Rounded(cpu.packets_a_run())},
                    {"time_squeeze", Rounded(cpu.squeezes)},
                    {"dropped", Rounded(cpu.dropped)},
                    {"softirq", Rounded(cpu.softirq)},
                    {"steal", Rounded(cpu.steal)},
                    {"ksoftirqd_waits", Rounded(cpu.waiting)},
                    {"isolated", cpu.isolated}});
  }
  return cpus;
}

Json QueuesJson(const PathRates& rates) {
  Json queues = Json::array();
  for (const QueueRates& queue : rates.queues) {
    queues.push_back({{"interface", queue.interface},
                      {"queue", queue.queue ? Json(*queue.queue) : Json(nullptr)},
                      {"packets", Rounded(queue.packets)},
                      {"lost", Rounded(queue.lost)},
                      {"ring", queue.ring},
                      {"vector", queue.vector},
                      {"cpus", queue.cpus}});
  }
  return queues;
}

Json SocketsJson(const PathRates& rates) {
  Json sockets = Json::array();
  for (const SocketRates& socket : rates.sockets) {
    sockets.push_back({{"socket", socket.place},
                       {"owner", socket.owner},
                       {"lost", Rounded(socket.lost)},
                       {"queued", socket.queued},
                       {"limit", socket.limit}});
  }
  return sockets;
}

Json CausesJson(const Diagnosis& diagnosis) {
  Json causes = Json::array();
  for (const Cause& cause : diagnosis.causes) {
    causes.push_back({{"stage", ToText(cause.stage)},
                      {"place", cause.place},
                      {"cause", cause.word},
                      {"loss", cause.loss},
                      {"text", cause.text}});
  }
  return causes;
}

}  // namespace

std::string RatesJson(const RatesView& view) {
  const Json document{{"version", 1},
                      {"at", MomentText(view.at)},
                      {"host", view.host},
                      {"seconds", view.rates.seconds},
                      {"stages", StagesJson(view.rates)},
                      {"cpus", CpusJson(view.rates)},
                      {"queues", QueuesJson(view.rates)},
                      {"sockets", SocketsJson(view.rates)},
                      {"causes", CausesJson(view.diagnosis)}};
  constexpr int kOnOneLine = -1;
  return PrintableJson(document.dump(kOnOneLine, ' ', false, Json::error_handler_t::replace)) +
         '\n';
}

}  // namespace netkeel
