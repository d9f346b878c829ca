// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/document/describe.h"
#include "cli/document/documents.h"
#include "profile/key_type.h"
#include "report/key_table.h"

namespace netkeel {
namespace {

std::string Bold(std::string_view text) { return "\\fB" + Roff(text) + "\\fP"; }

std::string Italic(std::string_view text) { return "\\fI" + Roff(text) + "\\fP"; }

/// "a sentence" as "A sentence."; a first word such as rps_cpus or rings.rx stays as it is typed.
std::string Sentence(std::string text) {
  if (text.empty()) return text;
  const std::string word = text.substr(0, text.find_first_of(" ,:;"));
  const bool plain = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  if (plain) text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text.ends_with('.') ? text : text + '.';
}

std::string Argument(const OptionHelp& argument) {
  const std::string name = Italic(argument.value) + (argument.repeats ? "..." : "");
  return argument.required ? name : '[' + name + ']';
}

std::string Usage(const VerbHelp& verb) {
  std::string usage = Bold("netkeel " + verb.name) + " [" + Italic("OPTIONS") + ']';
  for (const OptionHelp& argument : verb.arguments) usage += ' ' + Argument(argument);
  return usage;
}

std::string Item(const OptionHelp& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) {
    names.push_back(Bold(name) + (option.value.empty() ? "" : ' ' + Italic(option.value)));
  }
  const std::string head = names.empty() ? Italic(option.value) : Join(names, ", ");
  // A description that begins with a value to be typed keeps its small letter.
  const bool literal =
      !option.choices.empty() && option.description.starts_with(option.choices.front());
  const std::string text = literal ? option.description + '.' : Sentence(option.description);
  const std::string standard = option.standard.empty() ? "" : "Default: " + option.standard + ".\n";
  return ".TP\n" + head + '\n' + Roff(text) + '\n' + Roff(standard);
}

std::string Examples(const std::vector<std::string>& commands) {
  std::string text = ".P\nExamples:\n.P\n.nf\n";
  for (const std::string& command : commands) text += Roff(command) + '\n';
  return text + ".fi\n";
}

/// Value, unit, range and default of a key, in one line.
std::string Facts(const KeyDescriptor& key) {
  std::vector<std::string> facts = {TypeText(key)};
  if (!key.unit.empty()) facts.push_back("in " + std::string(key.unit));
  if (const std::string range = RangeText(key); !range.empty()) facts.push_back(range);
  if (!key.default_value.empty()) facts.push_back("default " + std::string(key.default_value));
  return Sentence(Join(facts, "; "));
}

std::string Section(const Descriptor& tunable) {
  const bool of_host = tunable.scope == Scope::kHost;
  std::string text = ".SS " + std::string(SectionOf(tunable)) + '\n' +
                     Roff(Sentence(std::string(tunable.help))) + '\n' +
                     (of_host ? "Below " : "In a block of ") +
                     Bold(of_host ? "host" : "interfaces") + ".\n";
  if (!tunable.writable) text += "Audited, and never written.\n";
  if (!tunable.effect.empty()) {
    text += "Setting it: " + Roff(Sentence(std::string(tunable.effect))) + '\n';
  }
  for (const KeyDescriptor& key : tunable.keys) {
    text += ".TP\n" + Bold(key.name) + '\n' + Roff(Sentence(std::string(key.help))) + '\n' +
            Roff(Facts(key)) + '\n';
  }
  return text;
}

}  // namespace

std::string Roff(std::string_view text) {
  std::string escaped;
  bool code = false;
  for (const char c : text) {
    if (c == '-') {
      escaped += "\\-";
    } else if (c == '\\') {
      escaped += "\\e";
    } else if (c == '`') {
      escaped += (code = !code) ? "\\fB" : "\\fP";
    } else {
      escaped += c;
    }
  }
  // A dot or quote at the start of a line would be a request.
  const bool request = escaped.starts_with('.') || escaped.starts_with('\'');
  return request ? "\\&" + escaped : escaped;
}

std::string ManualSynopsis() {
  std::string text;
  for (const VerbHelp& verb : DescribeVerbs()) {
    text += (text.empty() ? "" : ".br\n") + Usage(verb) + '\n';
  }
  return text;
}

std::string ManualVerbs() {
  std::string text;
  for (const VerbHelp& verb : DescribeVerbs()) {
    text += ".SS " + verb.name + '\n' + Usage(verb) + "\n.P\n" + Roff(Sentence(verb.description)) +
            '\n';
    if (!verb.footer.empty()) text += Roff(Sentence(verb.footer)) + '\n';
    for (const OptionHelp& argument : verb.arguments) text += Item(argument);
    for (const OptionHelp& option : verb.options) {
      if (option.names.front() != "-h") text += Item(option);
    }
    text += Examples(verb.examples);
  }
  return text;
}

std::string ManualKeys() {
  std::string text;
  for (const Descriptor& tunable : Descriptors()) text += Section(tunable);
  return text;
}

}  // namespace netkeel
