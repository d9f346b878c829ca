// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "evidence/diagnosis.h"

namespace netkeel {

/// One element of the `findings` of DiagnosisJson. Names of devices are as they are.
nlohmann::ordered_json CauseJson(const Cause& cause);

}  // namespace netkeel
