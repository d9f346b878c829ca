// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace netkeel {

/// A number on the command line.
struct NumberOption {
  const char* name = "";  ///< "--wait"
  const char* type = "";  ///< "SECONDS", as the help text has it
  uint64_t min = 0;
  uint64_t max = 0;
  std::string help;
};

/// Accepts digits alone that make a number within min..max: "-1", "", "1s", "0x1" and what is too
/// large are errors, and never another number.
CLI::Validator WholeNumber(uint64_t min, uint64_t max);

/// An option whose value is a WholeNumber; `target` is a uint64_t or an optional one.
template <typename Target>
CLI::Option* AddNumber(CLI::App& verb, const NumberOption& option, Target& target) {
  return verb
      .add_option_function<std::string>(
          option.name, [&target](const std::string& text) { target = std::stoull(text); },
          option.help)
      ->type_name(option.type)
      ->check(WholeNumber(option.min, option.max));
}

/// No option and no argument of this verb takes an empty text, as of a shell's variable that is
/// not set: it would read as if it had not been given.
void RefuseEmptyValues(CLI::App& verb);

}  // namespace netkeel
