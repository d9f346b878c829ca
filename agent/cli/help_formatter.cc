// SPDX-License-Identifier: Apache-2.0
#include "cli/help_formatter.h"

#include "base/text.h"
#include "report/columns.h"

namespace netkeel {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kNameWidth = 26;

std::string Entry(const std::string& name, const std::string& description) {
  return AlignColumns({{Pad(name, kNameWidth), description}}, 2, kWidth).front();
}

}  // namespace

HelpFormatter::HelpFormatter() { label("Positionals", "arguments"); }

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  const std::string standard = option->get_default_str();
  return Entry(option->get_name(is_positional, true) + make_option_opts(option),
               option->get_description() + (standard.empty() ? "" : "; default: " + standard));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (option->get_positional() || option->get_type_size() == 0) return "";
  // CLI11 puts what a value is checked for behind the name: "FORMAT:{text,json}".
  const std::string name = option->get_type_name();
  return ' ' + name.substr(0, name.find(':'));
}

std::string HelpFormatter::make_subcommand(const CLI::App* verb) const {
  return Entry(verb->get_name(), verb->get_description());
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return Join(Wrap(app->get_description(), kWidth), "\n") + '\n';
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = "usage: " + name;
  if (!app->get_subcommands({}).empty()) return usage + " VERB [OPTIONS]\n";
  usage += " [OPTIONS]";
  for (const CLI::Option* option : app->get_options()) {
    if (!option->get_positional()) continue;
    const std::string argument = option->get_name(true);
    usage += option->get_required() ? " " + argument : " [" + argument + ']';
    if (option->get_expected_max() > 1) usage += "...";
  }
  return usage + '\n';
}

}  // namespace netkeel
