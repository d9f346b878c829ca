// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/diagnosis.h"
#include "evidence/window.h"

namespace netkeel {

/// The verdict over a window. Pure. An idle host and a busy, healthy one get no cause.
Diagnosis Judge(const Window& window);

}  // namespace netkeel
