// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "cli/outcome.h"
#include "cli/own_files.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "reconcile/other_hands.h"
#include "reconcile/planner.h"
#include "writers/find_writers.h"
#include "writers/remedy.h"

namespace netkeel {
namespace {

/// Devices whose vectors the profile pins.
std::vector<Device> PinnedDevices(const Look& look) {
  std::vector<Device> pinned;
  for (const auto& each : look.devices) {
    const auto& wishes = look.desired.wishes;
    const bool pins = std::any_of(wishes.begin(), wishes.end(), [&](const auto& entry) {
      return entry.first.device == each.first && !entry.second.audit &&
             FamilyOf(entry.first.tunable) == Family::kInterrupts;
    });
    if (pins) pinned.push_back(each.second);
  }
  return pinned;
}

std::vector<Remedy> RemediesFor(const Kernel& kernel, const Look& look) {
  State wanted;
  for (const auto& [address, wish] : look.desired.wishes) wanted[address] = wish.value;
  const Catalog catalog = MakeCatalog();
  const auto findings = MakePlan(catalog, look, {}, {}).findings;
  const std::vector<Writer> writers = FindWriters(kernel, SoughtOf(look, findings)).writers;
  std::vector<Remedy> remedies = IrqbalanceRemedy(kernel, PinnedDevices(look));
  for (auto& more : {TunedRemedy(kernel, writers, wanted), OtherRemedies(writers, wanted)}) {
    remedies.insert(remedies.end(), more.begin(), more.end());
  }
  return remedies;
}

std::string Indented(const std::string& text) {
  std::string lines;
  for (const std::string_view line : Split(text, "\n")) {
    lines += line.empty() ? "\n" : "    " + Printable(line) + '\n';
  }
  if (text.ends_with('\n')) lines.pop_back();
  return lines;
}

std::string TextOf(const Remedy& remedy) {
  std::string text = Printable(remedy.name) + '\n';
  for (const std::string& line : remedy.advice) text += "  " + Printable(line) + '\n';
  for (const OwnFile& file : remedy.files) {
    text += "  " + Printable(file.path) + (file.executable ? ", executable:\n" : ":\n") +
            Indented(file.content);
  }
  return text;
}

std::string ThenRun(const std::vector<std::string>& commands) {
  std::string text = commands.empty() ? "" : "then run:\n";
  for (const std::string& command : commands) text += "  " + command + '\n';
  return text;
}

Outcome InstallAll(const Request& request, const std::vector<Remedy>& remedies) {
  Outcome outcome;
  std::vector<std::string> commands;
  for (const Remedy& remedy : remedies) {
    bool changed = false;
    for (const OwnFile& file : remedy.files) {
      const auto installed = InstallOwnFile(request.root_prefix, file);
      if (!installed) {
        Outcome failed = FailedOutcome(request, At("coexist", installed.error()));
        failed.out = outcome.out;
        return failed;
      }
      outcome.out += (*installed ? "wrote " : "unchanged ") +
                     Printable(request.root_prefix + file.path) + '\n';
      changed |= *installed;
    }
    if (remedy.files.empty()) outcome.out += TextOf(remedy);
    if (changed) commands.insert(commands.end(), remedy.commands.begin(), remedy.commands.end());
  }
  outcome.out += ThenRun(commands);
  if (remedies.empty()) outcome.out = "nobody else writes what this profile sets\n";
  return outcome;
}

/// Takes away what --install may have made, where it is still ours.
Outcome RemoveAll(const Request& request) {
  Outcome outcome;
  bool irqbalance = false;
  bool tuned = false;
  for (const std::string own : {kPolicyFile, kIrqbalanceDropIn, kTunedProfile}) {
    const std::string path = request.root_prefix + own;
    const auto removed = RemoveOwnFile(path);
    if (!removed) return FailedOutcome(request, At("coexist", removed.error()));
    if (!*removed) continue;
    outcome.out += "removed " + Printable(path) + '\n';
    (own == kTunedProfile ? tuned : irqbalance) = true;
  }
  std::vector<std::string> commands;
  if (irqbalance) commands = {"systemctl daemon-reload", "systemctl restart irqbalance.service"};
  if (tuned) commands.emplace_back("tuned-adm profile NAME, the one that you had before");
  outcome.out += outcome.out.empty() ? "nothing to remove\n" : ThenRun(commands);
  return outcome;
}

}  // namespace

Outcome RunCoexist(const Request& request) {
  if (request.remove) return RemoveAll(request);
  const auto subject = OpenSubject(request);
  if (!subject) return FailedOutcome(request, subject.error());
  const Catalog catalog = MakeCatalog();
  const auto look = LookAt(*subject->kernel, catalog, subject->profile, request.interfaces);
  if (!look) return FailedOutcome(request, look.error());
  const auto remedies = RemediesFor(*subject->kernel, *look);
  if (request.install) return InstallAll(request, remedies);
  Outcome outcome;
  for (const Remedy& remedy : remedies) outcome.out += TextOf(remedy) + ThenRun(remedy.commands);
  if (remedies.empty()) outcome.out = "nobody else writes what this profile sets\n";
  return outcome;
}

}  // namespace netkeel
