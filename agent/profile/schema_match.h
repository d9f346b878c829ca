// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace netkeel {

/// Schema of `match:`.
nlohmann::ordered_json MatchSchema();

/// Schema of a CPU set expression.
nlohmann::ordered_json CpusSchema();

/// Schema of `cpu-sets:`.
nlohmann::ordered_json CpuSetsSchema();

/// Schema of `when:`.
nlohmann::ordered_json WhenSchema();

/// `value`, or a list of at least `least` of them.
nlohmann::ordered_json OneOrMore(const nlohmann::ordered_json& value, unsigned least);

}  // namespace netkeel
