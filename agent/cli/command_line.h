// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "cli/request.h"

namespace netkeel {

/// Text that was asked for instead of a verb: `--help`, `--version`.
struct Answer {
  std::string text;
};

/// `arguments` without the program's name. kBadInput says in one line what is wrong and what to do.
Result<std::variant<Request, Answer>> ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace netkeel
