// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/diagnosis.h"
#include "model/report.h"

namespace netkeel {

/// Writes beside each knob what a profile says of it already, as a check against it found.
void SayDeclared(const Report& report, Diagnosis& diagnosis);

}  // namespace netkeel
