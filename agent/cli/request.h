// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/report.h"
#include "report/view.h"

namespace netkeel {

enum class Color { kAuto, kAlways, kNever };

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
  bool when_overdue = false;   ///< rollback --when-overdue
  bool install = false;        ///< coexist --install
  bool remove = false;         ///< coexist --remove
  std::string root_prefix;     ///< below which coexist writes; "" for this machine's own files
  bool as_profile = false;     ///< capture --as-profile
  bool journal = false;        ///< check --journal
  bool report_schema = false;  ///< schema --report
  std::string state_directory;
};

/// What a verb has to say, and with which code netkeel ends.
struct Outcome {
  std::string out;  ///< for standard output
  std::string err;  ///< for standard error
  ExitCode exit_code = ExitCode::kAsWanted;
  bool changed = false;  ///< this host is other than it was
};

}  // namespace netkeel
