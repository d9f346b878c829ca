// SPDX-License-Identifier: Apache-2.0
#include "cli/strict_values.h"

#include "base/text.h"

namespace netkeel {

CLI::Validator WholeNumber(uint64_t min, uint64_t max) {
  return {[min, max](const std::string& text) -> std::string {
            const auto number = ParseUnsigned(text);
            if (number && *number >= min && *number <= max) return "";
            return '"' + Printable(text) + "\" is no whole number from " + std::to_string(min) +
                   " to " + std::to_string(max);
          },
          ""};
}

void RefuseEmptyValues(CLI::App& verb) {
  const CLI::Validator not_empty(
      [](const std::string& text) -> std::string {
        return text.empty() ? "is given, and empty: give a value, or leave it out" : "";
      },
      "");
  for (CLI::Option* const option : verb.get_options()) {
    if (option->get_items_expected_max() > 0) option->check(not_empty);
  }
}

}  // namespace netkeel
