// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace netkeel {

enum class Verb {
  kCheck,
  kApply,
  kRollback,
  kConfirm,
  kHistory,
  kCoexist,
  kCapture,
  kValidate,
  kLint,
  kExplain,
  kSchema,
  kDiff,
  kObserve,
  kRecord,
  kMark,
  kDiagnose,
  kReport,
  kTrial
};

/// "check", "apply", ...
const char* ToText(Verb verb);

enum class Format { kText, kJson, kYaml, kJunit, kSarif, kGithub, kPrometheus };

/// The terminal, as far as rendering needs to know it.
struct Terminal {
  bool color = false;
  size_t width = 0;  ///< cells; 0 where output is no terminal: lines are then never wrapped
};

}  // namespace netkeel
