// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace netkeel {

/// Puts what several keys have in common (`anyOf`: a value or a map around it) into `$defs`, each
/// once, in the order in which they come: rows of hundreds of keys have a few dozen forms.
void ShareForms(nlohmann::ordered_json& schema);

}  // namespace netkeel
