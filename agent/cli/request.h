// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/span_of_time.h"
#include "model/report.h"
#include "report/view.h"

namespace netkeel {

enum class Color { kAuto, kAlways, kNever };

/// What the verbs of evidence are asked: which time, and how often.
struct EvidenceRequest {
  std::chrono::milliseconds interval{1000};    ///< between two samples
  std::chrono::milliseconds duration{0};       ///< --for; 0: until it is ended
  std::chrono::milliseconds window{30'000};    ///< around --at and --mark
  std::chrono::milliseconds keep{86'400'000};  ///< record --keep
  uint64_t limit = uint64_t{512} << 20;        ///< record --limit, bytes
  std::string recording;                       ///< the file
  bool of_recording = false;                   ///< the file or --window was given
  std::string from;                            ///< report --from, as it was typed; "" for none
  std::string to;                              ///< the same of --to
  std::string at;                              ///< a moment as it was typed; "" for none
  std::string mark;                            ///< diagnose --mark: the text of one
  std::vector<std::string> between;            ///< two captures
};

/// What `netkeel trial` is asked beside that.
struct TrialRequest {
  uint64_t pairs = 10;
  std::chrono::milliseconds settle{1000};
  std::string metric = "loss";
  bool together = false;  ///< several settings as one
  bool once = false;      ///< before and after, not in pairs
  bool keep_if_better = false;
};

/// The command line, understood.
struct Request {
  Verb verb = Verb::kCheck;
  std::vector<std::string> arguments;  ///< profiles, a folder or a key: what the verb takes
  Format format = Format::kText;
  std::string root;  ///< a captured tree to look at instead of this machine; "" for this machine
  std::vector<std::string> roots;  ///< where there are several: a report on all of them
  uint64_t jobs = 0;               ///< of `roots`, at a time; 0: as many as there are CPUs
  std::string output;              ///< the file to replace with the report; "": standard output
  std::string waivers;             ///< a file of waivers; "" for none named
  std::vector<std::string> interfaces;  ///< only these; all where empty
  bool verbose = false;
  Color color = Color::kAuto;
  std::chrono::seconds wait{0};
  bool allow_disruptive = false;
  std::chrono::seconds carrier_timeout{0};
  std::optional<uint64_t> flap_budget{};
  std::chrono::seconds confirm_within{0};  ///< 0: no confirmation is awaited
  bool no_checkpoint = false;
  bool dry_run = false;
  bool when_overdue = false;      ///< rollback --when-overdue
  bool install = false;           ///< coexist --install
  bool remove = false;            ///< coexist --remove
  std::string root_prefix;        ///< below which coexist writes; "" for this machine's own files
  bool as_profile = false;        ///< capture --as-profile, diagnose --as-profile
  bool journal = false;           ///< check --journal
  bool report_schema = false;     ///< schema --report
  bool diagnosis_schema = false;  ///< schema --diagnosis
  std::string state_directory;
  EvidenceRequest evidence{};
  TrialRequest trial{};
};

/// What a verb has to say, and with which code netkeel ends.
struct Outcome {
  std::string out;    ///< for standard output
  std::string err{};  ///< for standard error
  ExitCode exit_code = ExitCode::kAsWanted;
  bool changed = false;  ///< this host is other than it was
};

}  // namespace netkeel
