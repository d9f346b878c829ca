// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "cli/help_formatter.h"
#include "reconcile/checkpoint.h"

namespace netkeel {
namespace {

constexpr uint64_t kLongestWait = 86400;

/// What CLI11 fills in; text for what is checked afterwards.
struct Raw {
  Request request;
  std::string argument;  ///< of verbs that take one
  std::string format = "text";
  std::string color = "auto";
  uint64_t wait = 0;
  bool check_only = false;
};

CLI::App* AddVerb(CLI::App& app, Raw& raw, Verb verb, const std::string& description) {
  CLI::App* const added = app.add_subcommand(ToText(verb), description)->group("verbs");
  added->set_help_flag("-h,--help", "print this help");
  added->callback([&raw, verb] { raw.request.verb = verb; });
  return added;
}

/// At most one: a second is refused, not taken instead of the first.
void AddArgument(CLI::App& verb, Raw& raw, const std::string& name,
                 const std::string& description) {
  verb.add_option(name, raw.argument, description)
      ->multi_option_policy(CLI::MultiOptionPolicy::Throw);
}

void AddProfile(CLI::App& verb, Raw& raw, const std::string& otherwise) {
  AddArgument(verb, raw, "PROFILE", "a file, or the name of a shipped profile; " + otherwise);
}

void AddInterfaces(CLI::App& verb, Raw& raw) {
  verb.add_option("-i,--interface", raw.request.interfaces,
                  "only this interface; may be given again")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->take_all();
}

void AddReading(CLI::App& verb, Raw& raw) {
  AddInterfaces(verb, raw);
  verb.add_option("--wait", raw.wait, "wait so long for interfaces to be there and up")
      ->type_name("SECONDS")
      ->check(CLI::Range(uint64_t{0}, kLongestWait));
}

void AddOutput(CLI::App& verb, Raw& raw) {
  verb.add_option("--format", raw.format, "text or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
  verb.add_option("--color", raw.color,
                  "auto (on a terminal, unless NO_COLOR is set), always, never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  verb.add_flag("-v,--verbose", raw.request.verbose,
                "show what is as wanted, too, and log each write");
}

void AddRoot(CLI::App& verb, Raw& raw, const std::string& description) {
  verb.add_option("--root", raw.request.root, description)->type_name("DIR");
}

void AddCheck(CLI::App& app, Raw& raw) {
  CLI::App* const verb = AddVerb(app, raw, Verb::kCheck, "compare this host with a profile");
  AddProfile(*verb, raw, "/etc/netkeel/profile.yaml, else the built-in baseline");
  AddReading(*verb, raw);
  AddRoot(*verb, raw, "look at a captured tree instead of this host");
  AddOutput(*verb, raw);
  verb->add_flag("--journal", raw.request.journal,
                 "also send what is not as wanted to systemd's journal");
  verb->footer("It writes nothing and needs no privilege.");
}

void AddApply(CLI::App& app, Raw& raw) {
  CLI::App* const verb = AddVerb(app, raw, Verb::kApply, "make this host as the profile says");
  AddProfile(*verb, raw, "otherwise /etc/netkeel/profile.yaml");
  verb->add_flag("--check", raw.check_only, "only compare: the same as `netkeel check`");
  verb->add_flag("--dry-run", raw.request.dry_run, "print the ordered steps, take none");
  verb->add_flag("--allow-disruptive", raw.request.allow_disruptive,
                 "also change what resets a link that carries traffic; held otherwise");
  AddReading(*verb, raw);
  verb->add_option("--state-dir", raw.request.state_directory,
                   std::string("for checkpoint and lock; otherwise ") + kStateDirectory)
      ->type_name("DIR");
  AddRoot(*verb, raw, "refused, except with --check or --dry-run");
  verb->get_option("--root")->group("");
  AddOutput(*verb, raw);
  verb->footer("When a step fails, everything is put back as it was.");
}

void AddCapture(CLI::App& app, Raw& raw) {
  CLI::App* const verb =
      AddVerb(app, raw, Verb::kCapture, "save what netkeel reads, or print it as a profile");
  AddArgument(*verb, raw, "DIR", "a new folder, for `netkeel check --root DIR`");
  verb->add_flag("--as-profile", raw.request.as_profile,
                 "print the live settings as a profile instead");
  AddInterfaces(*verb, raw);
  AddRoot(*verb, raw, "with --as-profile: read a captured tree instead of this host");
}

void AddRest(CLI::App& app, Raw& raw) {
  CLI::App* const validate =
      AddVerb(app, raw, Verb::kValidate, "say whether profiles are well written");
  validate->add_option("PROFILE", raw.request.arguments, "files or names of shipped profiles")
      ->required()
      ->expected(1, 1 << 20);
  CLI::App* const explain =
      AddVerb(app, raw, Verb::kExplain, "say what a key means; every key without KEY");
  AddArgument(*explain, raw, "KEY", "rings.rx, net.core.netdev_budget, ...");
  CLI::App* const schema = AddVerb(app, raw, Verb::kSchema, "print the JSON Schema of profiles");
  schema->add_flag("--report", raw.request.report_schema, "that of `--format json` instead");
}

constexpr const char* kFooter =
    "exit codes\n"
    "  0  as wanted\n"
    "  1  error, nothing was written\n"
    "  2  not as wanted: drift, or a setting held, pending, absent, unsupported, ...\n"
    "  3  apply failed, everything is as it was before\n"
    "  4  apply failed, and not everything could be put back (it says what)\n"
    "\n"
    "`netkeel VERB --help` has a verb's options.";

/// CLI11 wants to stay where it is: its options point into `raw`.
std::unique_ptr<CLI::App> MakeApp(Raw& raw) {
  auto app = std::make_unique<CLI::App>(
      "Keeps a Linux host's network receive path as its profile declares it.", "netkeel");
  app->formatter_fn([](const CLI::App* verb, std::string name, CLI::AppFormatMode mode) {
    return HelpFormatter().make_help(verb, std::move(name), mode);
  });
  app->option_defaults()->group("options")->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app->set_help_flag("-h,--help", "print this help");
  app->set_version_flag("--version", "netkeel " NETKEEL_VERSION, "print the version");
  app->require_subcommand(1);
  AddCheck(*app, raw);
  AddApply(*app, raw);
  AddCapture(*app, raw);
  AddRest(*app, raw);
  app->footer(kFooter);  // after the verbs, which would inherit it
  return app;
}

std::string VerbHint(const std::vector<std::string>& arguments) {
  const std::vector<std::string> verbs = {"check",    "apply",   "capture",
                                          "validate", "explain", "schema"};
  if (arguments.empty()) return "which verb? one of " + Join(verbs, ", ");
  const std::string& first = arguments.front();
  if (first.starts_with('-') || std::find(verbs.begin(), verbs.end(), first) != verbs.end()) {
    return "";
  }
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

/// CLI11's words on one line.
std::string OneLine(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string_view word : Words(text)) words.emplace_back(word);
  return Printable(Join(words, " "));
}

Result<Request> Finish(Raw raw) {
  Request& request = raw.request;
  if (!raw.argument.empty()) request.arguments = {raw.argument};
  if (raw.check_only) request.verb = Verb::kCheck;
  request.format = raw.format == "json" ? Format::kJson : Format::kText;
  if (raw.color != "auto") request.color = raw.color == "always" ? Color::kAlways : Color::kNever;
  request.wait = std::chrono::seconds(raw.wait);
  if (request.state_directory.empty()) request.state_directory = kStateDirectory;
  if (request.verb == Verb::kApply && !request.root.empty() && !request.dry_run) {
    return Fail(ErrorCode::kBadInput,
                "apply --root: a captured tree is not a machine to change; use "
                "`netkeel check --root " +
                    Printable(request.root) + "` to look at it");
  }
  if (request.verb == Verb::kCapture && request.as_profile == !request.arguments.empty()) {
    return Fail(ErrorCode::kBadInput,
                "capture: give either the folder to make or --as-profile, not both or neither");
  }
  if (request.verb == Verb::kCapture && !request.as_profile && !request.root.empty()) {
    return Fail(ErrorCode::kBadInput,
                "capture --root: needs --as-profile; a tree is a copy already");
  }
  return std::move(request);
}

}  // namespace

const char* ToText(Verb verb) {
  switch (verb) {
    case Verb::kCheck:
      return "check";
    case Verb::kApply:
      return "apply";
    case Verb::kCapture:
      return "capture";
    case Verb::kValidate:
      return "validate";
    case Verb::kExplain:
      return "explain";
    case Verb::kSchema:
      return "schema";
  }
  return "";
}

Result<std::variant<Request, Answer>> ParseCommandLine(const std::vector<std::string>& arguments) {
  if (const std::string hint = VerbHint(arguments); !hint.empty()) {
    return Fail(ErrorCode::kBadInput, hint + " (see netkeel --help)");
  }
  Raw raw;
  const std::unique_ptr<CLI::App> app = MakeApp(raw);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app->parse(reversed);
  } catch (const CLI::CallForVersion& version) {
    return Answer{std::string(version.what()) + '\n'};
  } catch (const CLI::CallForHelp&) {
    return Answer{WithoutDoubleBlankLines(app->help())};
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kBadInput, OneLine(error.what()) + "; see netkeel --help");
  }
  return Finish(std::move(raw)).map([](Request request) {
    return std::variant<Request, Answer>(std::move(request));
  });
}

}  // namespace netkeel
