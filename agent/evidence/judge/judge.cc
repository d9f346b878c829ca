// SPDX-License-Identifier: Apache-2.0
#include "evidence/judge/judge.h"

namespace netkeel {

Diagnosis Judge(const Window& window) {
  Diagnosis diagnosis;
  diagnosis.seconds = window.seconds();
  diagnosis.from = window.first().at;
  diagnosis.to = window.last().at;
  return diagnosis;
}

}  // namespace netkeel
