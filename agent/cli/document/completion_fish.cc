// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/document/describe.h"
#include "cli/document/documents.h"
#include "report/key_table.h"

namespace netkeel {
namespace {

/// Between single quotes, where only these two need a backslash.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '\'';
}

std::string Of(const VerbHelp& verb) {
  return "complete -c netkeel -n '__fish_seen_subcommand_from " + verb.name + '\'';
}

std::string Line(const VerbHelp& verb, const OptionHelp& option) {
  std::string line = Of(verb);
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.choices.empty()) {
    line += " -x -a " + Quoted(Join(option.choices, " "));
  } else if (!option.value.empty()) {
    line += " -x -a '(__netkeel_value " + option.value + ")'";
  }
  return line + " -d " + Quoted(option.description) + '\n';
}

}  // namespace

std::string FishVerbs() {
  std::string text;
  for (const VerbHelp& verb : DescribeVerbs()) {
    text += "complete -c netkeel -n __fish_use_subcommand -a " + verb.name + " -d " +
            Quoted(verb.description) + '\n';
    for (const OptionHelp& option : verb.options) text += Line(verb, option);
    for (const OptionHelp& argument : verb.arguments) {
      text += Of(verb) + " -a '(__netkeel_value " + argument.value + ")'\n";
    }
  }
  return text;
}

std::string FishKeys() {
  std::string text;
  for (const KeyEntry& entry : KeyTable()) {
    text += "    printf '%s\\t%s\\n' " + Quoted(entry.name) + ' ' + Quoted(entry.key.help) + '\n';
  }
  return text;
}

}  // namespace netkeel
