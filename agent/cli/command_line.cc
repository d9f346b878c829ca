// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "base/version.h"
#include "cli/help_formatter.h"
#include "cli/strict_values.h"
#include "cli/verb_options.h"
#include "history/state_directory.h"
#include "report/formats.h"

namespace netkeel {
namespace {

constexpr const char* kFooter =
    "exit codes\n"
    "  0  as wanted\n"
    "  1  error, nothing was written\n"
    "  2  not as wanted: drift, or a setting held, pending, absent, unsupported, ...\n"
    "  3  apply failed, every setting is as it was before\n"
    "  4  apply failed, and not everything could be put back (it says what)\n"
    "\n"
    "examples\n"
    "  netkeel check                 is this host as it should be? Changes nothing\n"
    "  netkeel apply --dry-run       what would apply do?\n"
    "  netkeel rollback              undo the last apply\n"
    "\n"
    "`netkeel VERB --help` has a verb's options and examples.";

/// The verb that the command line begins with, null where it begins with something else.
const VerbEntry* VerbOf(const std::vector<std::string>& arguments) {
  const auto verbs = Verbs();
  if (arguments.empty()) return nullptr;
  const auto found = std::find_if(verbs.begin(), verbs.end(), [&](const VerbEntry& entry) {
    return entry.name() == arguments.front();
  });
  return found == verbs.end() ? nullptr : &*found;
}

void AddVerb(CLI::App& app, Raw& raw, const VerbEntry& entry) {
  CLI::App& added = *app.add_subcommand(entry.name(), entry.description)->group("verbs");
  added.set_help_flag("-h,--help", "print this help");
  added.callback([&raw, &entry] { raw.request.verb = entry.verb; });
  entry.add_options(added, raw);
  RefuseEmptyValues(added);
  const std::string note = added.get_footer();
  added.footer((note.empty() ? "" : note + "\n\n") + "examples\n" + entry.examples);
}

/// With the options of the one verb that is asked for, since to build them all takes longer than
/// a check of a small host. CLI11 wants to stay where it is: its options point into `raw`.
std::unique_ptr<CLI::App> MakeApp(Raw& raw, const VerbEntry* asked) {
  auto app = std::make_unique<CLI::App>(
      "Keeps a Linux host's network receive path as its profile declares it.", "netkeel");
  app->formatter_fn([](const CLI::App* verb, std::string name, CLI::AppFormatMode mode) {
    return HelpFormatter().make_help(verb, std::move(name), mode);
  });
  app->option_defaults()->group("options")->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app->set_help_flag("-h,--help", "print this help");
  app->set_version_flag("--version", BuildFacts, "print version and build facts");
  app->require_subcommand(1);
  if (asked != nullptr) {
    AddVerb(*app, raw, *asked);
  } else {
    for (const VerbEntry& entry : Verbs()) AddVerb(*app, raw, entry);
  }
  app->footer(kFooter);  // after the verbs, which would inherit it
  return app;
}

std::string VerbHint(const std::vector<std::string>& arguments) {
  std::vector<std::string> verbs;
  for (const VerbEntry& entry : Verbs()) verbs.emplace_back(entry.name());
  if (arguments.empty()) return "which verb? one of " + Join(verbs, ", ");
  const std::string& first = arguments.front();
  if (first.starts_with('-') || VerbOf(arguments) != nullptr) return "";
  const std::string close = Closest(first, verbs);
  const std::string advice =
      close.empty() ? "it is one of " + Join(verbs, ", ") : "did you mean " + close + '?';
  return "no verb \"" + Printable(first) + "\"; " + advice;
}

/// CLI11 leaves them where a group of options is hidden.
std::string WithoutDoubleBlankLines(std::string text) {
  for (size_t at = 0; (at = text.find("\n\n\n", at)) != std::string::npos;) text.erase(at, 1);
  return text;
}

/// "--format", "-i", ...: how an option may be typed.
std::vector<std::string> OptionNames(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back('-' + name);
  }
  return names;
}

/// The verbs that have the option, which `asked` has not: "apply, rollback".
std::string VerbsWith(const std::string& option) {
  std::vector<std::string> verbs;
  for (const VerbEntry& entry : Verbs()) {
    Raw raw;
    const auto app = MakeApp(raw, &entry);
    const auto names = OptionNames(*app->get_subcommand(entry.name()));
    if (std::count(names.begin(), names.end(), option) > 0) verbs.emplace_back(entry.name());
  }
  return Join(verbs, ", ");
}

/// What is wrong with an argument that nothing takes.
std::string Unexpected(const CLI::App& app, const VerbEntry* asked, const std::string& argument) {
  const std::string quoted = '"' + Printable(argument) + '"';
  if (asked == nullptr) return quoted + " was not expected";
  const std::string verb = asked->name();
  if (!argument.starts_with('-')) return verb + ": " + quoted + " is one argument too many";
  const std::string option = argument.substr(0, argument.find('='));
  const std::string close = Closest(option, OptionNames(*app.get_subcommand(verb)));
  if (!close.empty()) return verb + ": no option " + quoted + "; did you mean " + close + '?';
  const std::string others = VerbsWith(option);
  return verb + ": no option " + quoted + (others.empty() ? "" : "; it is one of " + others);
}

/// "netkeel check --help" of the verb that was asked for.
std::string SeeHelp(const VerbEntry* asked) {
  return std::string(" (see netkeel ") +
         (asked != nullptr ? asked->name() + std::string(" ") : "") + "--help)";
}

/// CLI11's words on one line.
std::string OneLine(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string_view word : Words(text)) words.emplace_back(word);
  return Printable(Join(words, " "));
}

/// A capture can be told from a profile: it is a folder, or named like an archive.
bool IsCapture(const std::string& path) {
  std::error_code error;
  return path.ends_with(".tar") || std::filesystem::is_directory(path, error);
}

/// `--root *.tar` hands over any number of captures, so that `--root DIR PROFILE` has the profile
/// among them. One capture alone is what `root` is for.
Result<void> SettleRoots(Request& request) {
  std::vector<std::string>& roots = request.roots;
  if (request.arguments.empty() && roots.size() > 1 && !IsCapture(roots.back())) {
    request.arguments = {roots.back()};
    roots.pop_back();
  }
  if (roots.size() == 1) {
    request.root = roots.front();
    roots.clear();
  }
  if (roots.empty()) return {};
  if (request.format == Format::kPrometheus) {
    return Fail(ErrorCode::kBadInput,
                "--format prometheus: metrics are of one host; give one --root, or another format");
  }
  if (!request.journal) return {};
  return Fail(ErrorCode::kBadInput,
              "--journal: is for this host's findings; leave it out with several --root");
}

Result<void> CheckRequest(const Request& request) {
  if (request.verb == Verb::kApply && !request.root.empty() && !request.dry_run) {
    return Fail(ErrorCode::kBadInput,
                "apply --root: a captured tree is not a machine to change; use "
                "`netkeel check --root " +
                    Printable(request.root) + "` to look at it");
  }
  const bool elsewhere = !request.root.empty() && request.root_prefix.empty();
  if (request.verb == Verb::kCoexist && request.install && elsewhere) {
    return Fail(ErrorCode::kBadInput,
                "coexist --install --root: what a captured tree needs is not for this machine; "
                "name where with --root-prefix");
  }
  if (request.verb == Verb::kCapture && request.as_profile == !request.arguments.empty()) {
    return Fail(ErrorCode::kBadInput,
                "capture: give either the folder to make or --as-profile, not both or neither");
  }
  if (request.verb == Verb::kCapture && !request.as_profile && !request.root.empty()) {
    return Fail(ErrorCode::kBadInput,
                "capture --root: needs --as-profile; a tree is a copy already");
  }
  const bool again = request.wait.count() > 0 || request.no_checkpoint;
  if (request.confirm_within.count() > 0 && again) {
    return Fail(
        ErrorCode::kBadInput,
        "apply --confirm-within: goes neither with --wait, which applies more than once, nor "
        "with --no-checkpoint, from which nothing could be rolled back");
  }
  return {};
}

Result<Request> Finish(Raw raw) {
  Request& request = raw.request;
  if (!raw.argument.empty()) request.arguments = {raw.argument};
  if (raw.check_only) request.verb = Verb::kCheck;
  for (const FormatEntry& entry : Formats()) {
    if (raw.format == entry.name) request.format = entry.format;
  }
  if (raw.color != "auto") request.color = raw.color == "always" ? Color::kAlways : Color::kNever;
  request.wait = std::chrono::seconds(raw.wait);
  request.carrier_timeout = std::chrono::seconds(raw.carrier_timeout);
  request.confirm_within = std::chrono::seconds(raw.confirm_within);
  if (request.state_directory.empty()) request.state_directory = kStateDirectory;
  if (auto settled = SettleRoots(request); !settled) return Fail(settled.error());
  if (auto sound = CheckRequest(request); !sound) return Fail(sound.error());
  return std::move(request);
}

}  // namespace

Result<std::variant<Request, Answer>> ParseCommandLine(const std::vector<std::string>& arguments) {
  if (const std::string hint = VerbHint(arguments); !hint.empty()) {
    return Fail(ErrorCode::kBadInput, hint + " (see netkeel --help)");
  }
  Raw raw;
  const VerbEntry* const asked = VerbOf(arguments);
  const std::unique_ptr<CLI::App> app = MakeApp(raw, asked);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app->parse(reversed);
  } catch (const CLI::CallForVersion& version) {
    return Answer{version.what()};
  } catch (const CLI::CallForHelp&) {
    return Answer{WithoutDoubleBlankLines(app->help())};
  } catch (const CLI::ExtrasError&) {
    const std::vector<std::string> extras = app->remaining(true);
    const std::string first = extras.empty() ? "" : extras.front();
    return Fail(ErrorCode::kBadInput, Unexpected(*app, asked, first) + SeeHelp(asked));
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kBadInput, OneLine(error.what()) + SeeHelp(asked));
  }
  return Finish(std::move(raw)).map([](Request request) {
    return std::variant<Request, Answer>(std::move(request));
  });
}

}  // namespace netkeel
