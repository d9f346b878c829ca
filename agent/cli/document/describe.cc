// SPDX-License-Identifier: Apache-2.0
#include "cli/document/describe.h"

#include "base/text.h"
#include "cli/verb_options.h"

namespace netkeel {
namespace {

constexpr const char* kShown = "options";

/// CLI11 puts what a value is checked for behind its name: "FORMAT:{text,json}".
std::vector<std::string> Choices(const std::string& type_name) {
  const size_t open = type_name.find(":{");
  if (open == std::string::npos) return {};
  const size_t end = type_name.find('}', open);
  std::vector<std::string> choices;
  const auto inside = std::string_view(type_name).substr(open + 2, end - open - 2);
  for (const std::string_view choice : Split(inside, ",")) choices.emplace_back(Trim(choice));
  return choices;
}

OptionHelp Describe(const CLI::Option& option) {
  OptionHelp help;
  for (const std::string& name : option.get_snames()) help.names.push_back('-' + name);
  for (const std::string& name : option.get_lnames()) help.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  if (option.get_positional()) {
    help.value = option.get_name(true);
  } else if (option.get_type_size() != 0) {
    help.value = type.substr(0, type.find(':'));
  }
  help.choices = Choices(type);
  help.description = option.get_description();
  help.standard = option.get_default_str();
  help.repeats = option.get_positional()
                     ? option.get_expected_max() > 1
                     : option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  help.required = option.get_required();
  return help;
}

/// The command lines of --help without what is said beside them.
std::vector<std::string> Commands(std::string_view examples) {
  std::vector<std::string> commands;
  for (const std::string_view line : Split(examples, "\n")) {
    const std::string_view command = Trim(line);
    commands.emplace_back(command.substr(0, command.find("  ")));
  }
  return commands;
}

VerbHelp Describe(const VerbEntry& entry) {
  Raw raw;
  CLI::App verb(entry.description, entry.name());
  verb.option_defaults()->group(kShown)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  verb.set_help_flag("-h,--help", "print this help");
  entry.add_options(verb, raw);
  VerbHelp help{
      entry.name(), entry.description, verb.get_footer(), Commands(entry.examples), {}, {}};
  for (const CLI::Option* option : std::as_const(verb).get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? help.arguments : help.options).push_back(Describe(*option));
  }
  return help;
}

}  // namespace

std::vector<VerbHelp> DescribeVerbs() {
  std::vector<VerbHelp> verbs;
  for (const VerbEntry& entry : Verbs()) verbs.push_back(Describe(entry));
  return verbs;
}

}  // namespace netkeel
