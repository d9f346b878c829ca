// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>

#include "cli/request.h"

namespace netkeel {

/// What CLI11 fills in; text for what is checked afterwards.
struct Raw {
  Request request;
  std::string argument;  ///< of verbs that take one
  std::string format = "text";
  std::string color = "auto";
  uint64_t wait = 0;             ///< seconds
  uint64_t carrier_timeout = 0;  ///< seconds
  uint64_t confirm_within = 0;   ///< seconds
  bool check_only = false;
};

/// A verb as the command line knows it.
struct VerbEntry {
  Verb verb;
  const char* description;
  void (*add_options)(CLI::App& verb, Raw& raw);
  const char* examples;  ///< whole command lines, as the help text shows them

  const char* name() const { return ToText(verb); }
};

/// At most one: a second is refused, not taken instead of the first.
CLI::Option* AddArgument(CLI::App& verb, Raw& raw, const std::string& name,
                         const std::string& description);
void AddInterfaces(CLI::App& verb, Raw& raw);
void AddStateDirectory(CLI::App& verb, Raw& raw);
void AddOutputFile(CLI::App& verb, Raw& raw);
void AddCarrierTimeout(CLI::App& verb, Raw& raw);
void AddColor(CLI::App& verb, Raw& raw);

/// The options of each verb: of those of evidence in cli/evidence_options.cc.
void AddApply(CLI::App& verb, Raw& raw);
void AddCapture(CLI::App& verb, Raw& raw);
void AddCheck(CLI::App& verb, Raw& raw);
void AddCoexist(CLI::App& verb, Raw& raw);
void AddConfirm(CLI::App& verb, Raw& raw);
void AddDiff(CLI::App& verb, Raw& raw);
void AddExplain(CLI::App& verb, Raw& raw);
void AddHistory(CLI::App& verb, Raw& raw);
void AddRollback(CLI::App& verb, Raw& raw);
void AddSchema(CLI::App& verb, Raw& raw);
void AddValidate(CLI::App& verb, Raw& raw);
void AddObserve(CLI::App& verb, Raw& raw);
void AddRecord(CLI::App& verb, Raw& raw);
void AddLint(CLI::App& verb, Raw& raw);
void AddMark(CLI::App& verb, Raw& raw);
void AddDiagnose(CLI::App& verb, Raw& raw);
void AddReport(CLI::App& verb, Raw& raw);
void AddTrial(CLI::App& verb, Raw& raw);

/// All verbs, in the order of the help text.
std::span<const VerbEntry> Verbs();

}  // namespace netkeel
