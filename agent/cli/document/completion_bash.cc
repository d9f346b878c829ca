// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/document/describe.h"
#include "cli/document/documents.h"
#include "report/key_table.h"

namespace netkeel {

std::string BashVerbs() {
  std::string text;
  for (const VerbHelp& verb : DescribeVerbs()) {
    std::vector<std::string> names;
    for (const OptionHelp& option : verb.options) {
      names.insert(names.end(), option.names.begin(), option.names.end());
    }
    const std::string argument = verb.arguments.empty() ? "" : verb.arguments.front().value;
    text += "    " + verb.name + ")\n      argument=" + argument + "\n      options=\"" +
            Join(names, " ") + "\"\n      ;;\n";
  }
  return text;
}

std::string BashValues() {
  std::string text;
  for (const VerbHelp& verb : DescribeVerbs()) {
    for (const OptionHelp& option : verb.options) {
      if (option.value.empty()) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : option.names) {
        patterns.push_back('"' + verb.name + ' ' + name + '"');
      }
      const std::string what = option.choices.empty()
                                   ? "_netkeel_value " + option.value
                                   : "_netkeel_words \"" + Join(option.choices, " ") + '"';
      text += "    " + Join(patterns, " | ") + ") " + what + " ;;\n";
    }
  }
  return text;
}

std::string BashWords() {
  std::vector<std::string> verbs;
  for (const VerbHelp& verb : DescribeVerbs()) verbs.push_back(verb.name);
  std::string text = "_netkeel_verbs=\"" + Join(verbs, " ") + "\"\n_netkeel_keys=\"\n";
  for (const KeyEntry& entry : KeyTable()) text += entry.name + '\n';
  return text + "\"\n";
}

}  // namespace netkeel
