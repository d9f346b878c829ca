// SPDX-License-Identifier: Apache-2.0
#include "cli/verb_options.h"

#include <limits>

#include "base/text.h"
#include "cli/strict_values.h"
#include "history/state_directory.h"
#include "reconcile/reconciler.h"
#include "report/formats.h"

namespace netkeel {
namespace {

constexpr uint64_t kLongestWait = 86400;

}  // namespace

CLI::Option* AddArgument(CLI::App& verb, Raw& raw, const std::string& name,
                         const std::string& description) {
  return verb.add_option(name, raw.argument, description)
      ->multi_option_policy(CLI::MultiOptionPolicy::Throw);
}

void AddInterfaces(CLI::App& verb, Raw& raw) {
  verb.add_option("-i,--interface", raw.request.interfaces,
                  "only this interface and its ports; may be given again")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->take_all();
}

void AddStateDirectory(CLI::App& verb, Raw& raw) {
  verb.add_option("--state-dir", raw.request.state_directory, "for checkpoint, history and lock")
      ->type_name("DIR")
      ->default_str(kStateDirectory);
}

void AddOutputFile(CLI::App& verb, Raw& raw) {
  verb.add_option("--output", raw.request.output,
                  "replace this file with the report, whole or not at all, and print nothing; "
                  "- is standard output")
      ->type_name("FILE");
}

void AddCarrierTimeout(CLI::App& verb, Raw& raw) {
  raw.carrier_timeout = static_cast<uint64_t>(kCarrierTimeout.count());
  AddNumber(verb,
            {"--carrier-timeout", "SECONDS", 1, kLongestWait,
             "roll back where a link that was reset is not back by then"},
            raw.carrier_timeout)
      ->default_str(std::to_string(raw.carrier_timeout));
}

void AddColor(CLI::App& verb, Raw& raw) {
  verb.add_option("--color", raw.color,
                  "auto (on a terminal, unless NO_COLOR is set), always, never")
      ->type_name("WHEN")
      ->default_str("auto")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

namespace {

constexpr int kMostRoots = 1 << 20;
constexpr uint64_t kMostJobs = 1024;
constexpr uint64_t kMostResets = 1000000;
constexpr uint64_t kLastRun = std::numeric_limits<uint64_t>::max();

/// The number of a run of the history.
CLI::Option* AddRun(CLI::App& verb, Raw& raw, const std::string& description) {
  return AddArgument(verb, raw, "RUN", description)->check(WholeNumber(1, kLastRun));
}

void AddProfile(CLI::App& verb, Raw& raw, const std::string& standard) {
  AddArgument(verb, raw, "PROFILE", "a file, or the name of a shipped profile")
      ->default_str(standard);
}

void AddReading(CLI::App& verb, Raw& raw) {
  AddInterfaces(verb, raw);
  AddNumber(
      verb,
      {"--wait", "SECONDS", 0, kLongestWait, "wait so long for interfaces to be there and up"},
      raw.wait)
      ->default_str("0");
}

void AddOutput(CLI::App& verb, Raw& raw) {
  verb.add_option("--format", raw.format, Join(FormatNames(), ", "))
      ->type_name("FORMAT")
      ->default_str("text")
      ->check(CLI::IsMember(FormatNames()));
  AddOutputFile(verb, raw);
  AddColor(verb, raw);
  verb.add_flag("-v,--verbose", raw.request.verbose,
                "show what is as wanted, too, and log each write");
}

void AddRoot(CLI::App& verb, Raw& raw, const std::string& description) {
  verb.add_option("--root", raw.request.root, description)->type_name("DIR");
}

void AddLinks(CLI::App& verb, Raw& raw) {
  AddCarrierTimeout(verb, raw);
  AddNumber(verb,
            {"--flap-budget", "N", 0, kMostResets,
             "refuse where live links would be reset more often in all"},
            raw.request.flap_budget)
      ->default_str("no limit");
}

void AddSafety(CLI::App& verb, Raw& raw) {
  AddNumber(verb,
            {"--confirm-within", "SECONDS", 1, kLongestWait,
             "roll back by itself unless `netkeel confirm` comes by then"},
            raw.confirm_within);
  verb.add_flag("--no-checkpoint", raw.request.no_checkpoint,
                "go on where no checkpoint can be saved: full disk, no /var");
  AddStateDirectory(verb, raw);
}

}  // namespace

void AddCheck(CLI::App& verb, Raw& raw) {
  AddProfile(verb, raw, "/etc/netkeel/profile.yaml, else the built-in baseline");
  AddReading(verb, raw);
  verb.add_option("--root", raw.request.roots,
                  "look at captures instead of this host, at several in one run")
      ->type_name("CAPTURE...")
      ->expected(1, kMostRoots)
      ->take_all();
  AddNumber(verb, {"--jobs", "N", 1, kMostJobs, "captures at a time"}, raw.request.jobs)
      ->default_str("as many as there are CPUs");
  AddOutput(verb, raw);
  verb.add_option("--waivers", raw.request.waivers, "known drifts: what, why, who and until when")
      ->type_name("FILE")
      ->default_str("/etc/netkeel/waivers.yaml for /etc/netkeel/profile.yaml, none for others");
  verb.add_flag("--journal", raw.request.journal,
                "also send what is not as wanted to systemd's journal");
  AddStateDirectory(verb, raw);
  verb.footer("It writes nothing and needs no privilege.");
}

void AddApply(CLI::App& verb, Raw& raw) {
  AddProfile(verb, raw, "/etc/netkeel/profile.yaml");
  verb.add_flag("--check", raw.check_only, "only compare: the same as `netkeel check`");
  verb.add_flag("--dry-run", raw.request.dry_run, "print the ordered steps, take none");
  verb.add_flag("--allow-disruptive", raw.request.allow_disruptive,
                "also change what resets a link that carries traffic; without it that is held");
  AddLinks(verb, raw);
  AddReading(verb, raw);
  AddSafety(verb, raw);
  AddRoot(verb, raw, "refused, except with --check or --dry-run");
  verb.get_option("--root")->group("");
  AddOutput(verb, raw);
  verb.footer("When a step fails, everything is put back as it was.");
}

void AddRollback(CLI::App& verb, Raw& raw) {
  AddRun(verb, raw, "a number of `netkeel history`: go back to before that run")
      ->default_str("the last apply");
  verb.add_flag("--dry-run", raw.request.dry_run, "print the ordered steps, take none");
  verb.add_flag("--allow-disruptive", raw.request.allow_disruptive,
                "also put back what resets a link that carries traffic; without it such a "
                "rollback is refused as a whole");
  verb.add_flag("--when-overdue", raw.request.when_overdue,
                "wait for the confirmation, and undo what has none by then; for a unit of systemd");
  AddLinks(verb, raw);
  AddStateDirectory(verb, raw);
  AddOutput(verb, raw);
  verb.footer("A run that waits for confirmation is undone at once, as its timer would do it.");
}

void AddConfirm(CLI::App& verb, Raw& raw) { AddStateDirectory(verb, raw); }

void AddHistory(CLI::App& verb, Raw& raw) {
  AddRun(verb, raw, "the number of a run: show all that it changed, from what to what")
      ->default_str("a line for every run");
  verb.add_option("--format", raw.format, "text, json")
      ->type_name("FORMAT")
      ->default_str("text")
      ->check(CLI::IsMember({"text", "json"}));
  AddStateDirectory(verb, raw);
}

void AddCoexist(CLI::App& verb, Raw& raw) {
  AddProfile(verb, raw, "/etc/netkeel/profile.yaml, else the built-in baseline");
  AddInterfaces(verb, raw);
  CLI::Option* const install = verb.add_flag(
      "--install", raw.request.install, "write the files, all of them new ones of netkeel's own");
  verb.add_flag("--remove", raw.request.remove, "take those files away again")->excludes(install);
  verb.add_option("--root-prefix", raw.request.root_prefix, "write below DIR, as for an image")
      ->type_name("DIR");
  AddRoot(verb, raw, "look at a captured tree instead of this host");
  verb.footer("It runs no program: what is to be run is printed.");
}

void AddCapture(CLI::App& verb, Raw& raw) {
  AddArgument(verb, raw, "DIR", "a new folder or FILE.tar, for `netkeel check --root`");
  verb.add_flag("--as-profile", raw.request.as_profile,
                "print the live settings as a profile instead");
  AddInterfaces(verb, raw);
  AddRoot(verb, raw, "with --as-profile: read a captured tree instead of this host");
}

void AddValidate(CLI::App& verb, Raw& raw) {
  verb.add_option("PROFILE", raw.request.arguments, "files or names of shipped profiles")
      ->required()
      ->expected(1, 1 << 20);
}

void AddLint(CLI::App& verb, Raw& raw) {
  AddProfile(verb, raw, "/etc/netkeel/profile.yaml, else the built-in baseline");
  AddInterfaces(verb, raw);
  AddRoot(verb, raw, "hold it against a capture instead of this host");
  verb.footer("It ends with 2 where it has something to say. `check` shows the same as warnings.");
}

void AddExplain(CLI::App& verb, Raw& raw) {
  AddArgument(verb, raw, "KEY", "rings.rx, net.core.netdev_budget, time_squeeze, ...")
      ->default_str("a list of all keys");
}

void AddDiff(CLI::App& verb, Raw& raw) {
  verb.add_option("CAPTURE", raw.request.arguments, "two captures, - for this host")
      ->required()
      ->expected(2);
  verb.add_option("--format", raw.format, "text, json")
      ->type_name("FORMAT")
      ->default_str("text")
      ->check(CLI::IsMember({"text", "json"}));
  verb.footer("It ends with 0 where they are alike, with 2 where they differ.");
}

void AddSchema(CLI::App& verb, Raw& raw) {
  auto* const report =
      verb.add_flag("--report", raw.request.report_schema, "that of `--format json` instead");
  verb.add_flag("--diagnosis", raw.request.diagnosis_schema,
                "that of `diagnose --format json` instead")
      ->excludes(report);
}

}  // namespace netkeel
