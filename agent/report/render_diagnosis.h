// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evidence/diagnosis.h"
#include "evidence/stage_counts.h"
#include "report/view.h"

namespace netkeel {

/// A diagnosis, and what happened in its time: lines of text, the oldest first.
struct DiagnosisView {
  const Diagnosis& diagnosis;
  std::vector<std::string> events{};
  Terminal terminal{};
  std::vector<StageCount> stages{};
};

/// "21,430 of 310,000 packets were lost (6.9 %), nearly all in the ring of eth0"
std::string VerdictLine(const Diagnosis& diagnosis);
/// "eth0 and eth1 alone were looked at", of a diagnosis of a few interfaces.
std::string LookedAtText(const Diagnosis& diagnosis);

/// For people: the verdict first, then each cause with its numbers, the lines of a profile, what
/// happened, and remarks.
std::string DiagnosisText(const DiagnosisView& view);

/// One document as in schemas/diagnosis.schema.json, final newline.
std::string DiagnosisJson(const DiagnosisView& view);

/// The JSON Schema of that document.
std::string DiagnosisSchema();

/// For node-exporter's textfile collector.
std::string DiagnosisPrometheus(const DiagnosisView& view);

/// The knobs of all causes as a profile that `netkeel validate` accepts, each key once. YAML.
std::string CureProfile(const Diagnosis& diagnosis);

}  // namespace netkeel
