// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evidence/judge/judge.h"

namespace netkeel {

inline std::vector<std::string> WordsOf(const Diagnosis& diagnosis) {
  std::vector<std::string> words;
  for (const Cause& cause : diagnosis.causes) words.push_back(cause.word);
  return words;
}

/// "rings.rx: max"
inline std::vector<std::string> KnobsOf(const Cause& cause) {
  std::vector<std::string> knobs;
  for (const Knob& knob : cause.knobs) {
    knobs.push_back(knob.tunable + '.' + knob.key + ": " + knob.value);
  }
  return knobs;
}

}  // namespace netkeel
