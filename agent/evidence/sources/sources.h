// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/sources.h"

namespace netkeel {

/// One function a source, each in a file of its name: see CounterSource::read.
void ReadSoftnet(const Kernel& kernel, const Scope& scope, Sample& sample);

}  // namespace netkeel
