// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/document/describe.h"
#include "cli/document/documents.h"
#include "report/key_table.h"

namespace netkeel {
namespace {

/// `text` with a backslash before each of `special`, and quotes as they can stand between quotes.
std::string Quoted(std::string_view text, std::string_view special) {
  std::string quoted;
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
      continue;
    }
    if (special.find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted;
}

/// What _arguments takes behind a description: ":NAME:what completes it".
std::string Value(const OptionHelp& option) {
  if (option.value.empty()) return "";
  const std::string what = option.choices.empty() ? " _netkeel_value " + option.value
                                                  : '(' + Join(option.choices, " ") + ')';
  return ':' + option.value + ':' + what;
}

/// '(-h --help)'{-h,--help}'[print this help]'
std::string Specification(const OptionHelp& option) {
  const std::string what = '[' + Quoted(option.description, "[]:") + ']' + Value(option) + '\'';
  std::vector<std::string> names;
  for (const std::string& name : option.names) {
    const bool takes_equals = !option.value.empty() && name.starts_with("--");
    names.push_back(name + (takes_equals ? "=" : ""));
  }
  if (names.size() == 1) return '\'' + std::string(option.repeats ? "*" : "") + names[0] + what;
  const std::string head = option.repeats ? "'*'" : "'(" + Join(option.names, " ") + ")'";
  return head + '{' + Join(names, ",") + "}'" + what;
}

std::string Argument(const OptionHelp& argument) {
  const std::string where = argument.repeats ? "*:" : argument.required ? "1:" : "1::";
  return '\'' + where + argument.value + ": _netkeel_value " + argument.value + '\'';
}

}  // namespace

std::string ZshVerbs() {
  std::string text = "  verbs=(\n";
  for (const VerbHelp& verb : DescribeVerbs()) {
    text += "    '" + verb.name + ':' + Quoted(verb.description, ":\\") + "'\n";
  }
  return text + "  )\n";
}

std::string ZshFunctions() {
  std::string text;
  for (const VerbHelp& verb : DescribeVerbs()) {
    text += "_netkeel_" + verb.name + "() {\n  _arguments -s -S :";
    for (const OptionHelp& option : verb.options) text += " \\\n    " + Specification(option);
    for (const OptionHelp& argument : verb.arguments) text += " \\\n    " + Argument(argument);
    text += "\n}\n\n";
  }
  return text;
}

std::string ZshKeys() {
  std::string text = "  keys=(\n";
  for (const KeyEntry& entry : KeyTable()) {
    text += "    '" + Quoted(entry.name, ":\\") + ':' + Quoted(entry.key.help, ":\\") + "'\n";
  }
  return text + "  )\n";
}

}  // namespace netkeel
