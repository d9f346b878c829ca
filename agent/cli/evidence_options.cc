// SPDX-License-Identifier: Apache-2.0
#include "cli/strict_values.h"
#include "cli/verb_options.h"
#include "evidence/recording/recording.h"
#include "evidence/trial/sign_flip.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

/// A span of time on the command line.
struct SpanOption {
  const char* name = "";
  const char* help = "";
  milliseconds least{};
  milliseconds most{};
};

CLI::Option* AddSpan(CLI::App& verb, const SpanOption& option, milliseconds& target) {
  const auto check = [least = option.least,
                      most = option.most](const std::string& text) -> std::string {
    const auto span = ParseSpanOfTime(text);
    if (span && *span >= least && *span <= most) return "";
    return "\"" + text + "\" is no time from " + std::to_string(least.count()) + " ms to " +
           std::to_string(most.count() / 1000) + " s, as 500ms, 10, 5m or 24h";
  };
  return verb
      .add_option_function<std::string>(
          option.name, [&target](const std::string& text) { target = *ParseSpanOfTime(text); },
          option.help)
      ->type_name("TIME")
      ->check(CLI::Validator(check, ""));
}

constexpr milliseconds kShortest{100};
constexpr milliseconds kHour{3'600'000};
constexpr milliseconds kYear = kHour * 24 * 365;

void AddInterval(CLI::App& verb, Raw& raw) {
  AddSpan(verb, {"--interval", "between two looks", kShortest, kHour},
          raw.request.evidence.interval)
      ->default_str("1");
}

CLI::Option* AddRecording(CLI::App& verb, Raw& raw) {
  raw.request.evidence.recording = kRecordingFile;
  return verb
      .add_option("--recording", raw.request.evidence.recording, "the file of `netkeel record`")
      ->type_name("FILE")
      ->default_str(kRecordingFile);
}

void AddFormats(CLI::App& verb, Raw& raw, std::vector<std::string> formats) {
  std::string help;
  for (const std::string& format : formats) help += (help.empty() ? "" : ", ") + format;
  verb.add_option("--format", raw.format, help)
      ->type_name("FORMAT")
      ->default_str("text")
      ->check(CLI::IsMember(std::move(formats)));
}

CLI::Option* AddMoment(CLI::App& verb, const std::string& name, const std::string& help,
                       std::string& target) {
  return verb.add_option(name, target, help)
      ->type_name("MOMENT")
      ->check(CLI::Validator(
          [](const std::string& text) -> std::string {
            if (ParseMoment(text, WallTime{})) return "";
            return "\"" + text +
                   "\" is no moment, as 10:15, 10:15:30, \"2026-11-28 10:15:30\", "
                   "2026-11-28T10:15:30Z or -90s";
          },
          ""));
}

CLI::Option* AddAt(CLI::App& verb, Raw& raw, const std::string& help) {
  return AddMoment(verb, "--at", help, raw.request.evidence.at);
}

}  // namespace

void AddObserve(CLI::App& verb, Raw& raw) {
  AddInterfaces(verb, raw);
  AddInterval(verb, raw);
  AddSpan(verb, {"--for", "end after this time", kShortest, kYear}, raw.request.evidence.duration)
      ->default_str("until it is ended");
  AddFormats(verb, raw, {"text", "json"});
  AddColor(verb, raw);
  verb.footer(
      "On a terminal it takes the whole screen; ? there lists the keys. It writes nothing.");
}

void AddRecord(CLI::App& verb, Raw& raw) {
  AddInterfaces(verb, raw);
  AddInterval(verb, raw);
  AddSpan(verb, {"--for", "end after this time", kShortest, kYear}, raw.request.evidence.duration)
      ->default_str("until it is ended");
  AddSpan(verb, {"--keep", "what is older goes", milliseconds(60'000), kYear},
          raw.request.evidence.keep)
      ->default_str("24h");
  verb.add_option_function<std::string>(
          "--limit",
          [&raw](const std::string& text) { raw.request.evidence.limit = *ParseSize(text); },
          "the most that the recording takes on disk; the oldest goes first")
      ->type_name("SIZE")
      ->default_str("512M")
      ->check(CLI::Validator(
          [](const std::string& text) -> std::string {
            constexpr uint64_t kLeast = uint64_t{4} << 20;
            const auto size = ParseSize(text);
            return size && *size >= kLeast ? "" : "\"" + text + "\" is no size from 4M, as 512M";
          },
          ""));
  AddRecording(verb, raw);
  AddStateDirectory(verb, raw);
}

void AddMark(CLI::App& verb, Raw& raw) {
  AddArgument(verb, raw, "TEXT", "what happened: gap 1204-1210");
  AddAt(verb, raw, "when it happened")->default_str("now");
  AddRecording(verb, raw);
}

void AddDiagnose(CLI::App& verb, Raw& raw) {
  AddArgument(verb, raw, "PROFILE", "a file, or the name of a shipped profile")
      ->default_str("/etc/netkeel/profile.yaml where it is there");
  AddInterfaces(verb, raw);
  AddSpan(verb, {"--for", "look at this host so long", milliseconds(1000), kHour},
          raw.request.evidence.duration)
      ->default_str("10");
  AddAt(verb, raw, "look at this moment of the recording");
  verb.add_option("--mark", raw.request.evidence.mark,
                  "look at the moment of the last mark of this text")
      ->type_name("TEXT");
  const auto note = [&raw](const std::string& /*value*/) {
    raw.request.evidence.of_recording = true;
  };
  AddSpan(verb,
          {"--window", "of the recording, half of it on each side of the moment",
           milliseconds(1000), kHour * 24},
          raw.request.evidence.window)
      ->default_str("30")
      ->each(note);
  AddRecording(verb, raw)->each(note);
  verb.add_option("--between", raw.request.evidence.between, "compare two captures of one host")
      ->type_name("CAPTURE CAPTURE")
      ->expected(2);
  AddFormats(verb, raw, {"text", "json", "prometheus"});
  verb.add_flag("--as-profile", raw.request.as_profile,
                "print the lines of a profile that would change it, and nothing else")
      ->excludes("--format");
  AddOutputFile(verb, raw);
  AddColor(verb, raw);
  verb.footer("It ends with 0 where nothing was lost, with 2 where something was found.");
}

void AddReport(CLI::App& verb, Raw& raw) {
  AddArgument(verb, raw, "PROFILE", "a file, or the name of a shipped profile")
      ->default_str("/etc/netkeel/profile.yaml, else the built-in baseline");
  verb.add_option("-o,--output", raw.request.output,
                  "replace this file with the page, whole or not at all; - is standard output")
      ->type_name("FILE")
      ->default_str("standard output");
  AddInterfaces(verb, raw);
  EvidenceRequest& evidence = raw.request.evidence;
  CLI::Option* const from =
      AddMoment(verb, "--from", "begin at this moment of the recording", evidence.from)
          ->default_str("an hour before --to");
  CLI::Option* const to =
      AddMoment(verb, "--to", "end at this moment of the recording", evidence.to)
          ->default_str("now");
  AddRecording(verb, raw);
  AddSpan(verb, {"--for", "look at this host so long instead", milliseconds(2000), kHour},
          evidence.duration)
      ->excludes(from)
      ->excludes(to);
  AddInterval(verb, raw);
  AddStateDirectory(verb, raw);
  verb.footer("The page is one HTML file, at most 5 MiB, and asks for nothing from outside.");
}

void AddTrial(CLI::App& verb, Raw& raw) {
  TrialRequest& trial = raw.request.trial;
  AddArgument(verb, raw, "CHANGE", "a profile with one setting that differs from what is there")
      ->required();
  AddInterfaces(verb, raw);
  verb.add_option("--metric", trial.metric,
                  "what is to become less: loss of packets at all stages, a counter's name, or "
                  "file:PATH, a number that an application keeps writing")
      ->type_name("METRIC")
      ->default_str(trial.metric);
  AddNumber(verb, {"--pairs", "N", kFewestPairs, kMostPairs, "pairs of windows"}, trial.pairs)
      ->default_str(std::to_string(trial.pairs));
  raw.request.evidence.window = milliseconds(5000);
  AddSpan(verb, {"--window", "of each half of a pair", milliseconds(500), kHour},
          raw.request.evidence.window)
      ->default_str("5");
  AddSpan(verb, {"--settle", "after each switch, before the window", milliseconds(0), kHour},
          trial.settle)
      ->default_str("1");
  verb.add_flag("--together", trial.together, "several settings that differ, as one");
  verb.add_flag("--once", trial.once, "one window before and one after: no test of chance");
  verb.add_flag("--keep-if-better", trial.keep_if_better,
                "leave the change where the answer is \"better\"");
  verb.add_flag("--dry-run", raw.request.dry_run, "say what it would do and how long, do nothing");
  verb.add_flag("--allow-disruptive", raw.request.allow_disruptive,
                "also try what resets a link that carries traffic, twice a pair");
  AddCarrierTimeout(verb, raw);
  AddStateDirectory(verb, raw);
  AddFormats(verb, raw, {"text", "json"});
  AddOutputFile(verb, raw);
  verb.footer(
      "Less of the metric is better. Whatever ends it, every setting is as it was before,\n"
      "unless the change won and --keep-if-better was given. It ends with 0 for better,\n"
      "with 2 for worse and for what cannot be told, with 3 where it ended early and was\n"
      "put back. A dry run ends with 1 where the trial would be refused.");
}

}  // namespace netkeel
