// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "host/inventory.h"
#include "writers/drop_in_files.h"
#include "writers/irqbalance.h"
#include "writers/irqbalance_policy.h"
#include "writers/remedy.h"

namespace netkeel {
namespace {

constexpr const char* kUnitFolders[] = {"/etc/systemd/system/", "/run/systemd/system/",
                                        "/usr/local/lib/systemd/system/",
                                        "/usr/lib/systemd/system/", "/lib/systemd/system/"};
constexpr const char* kUnit = "irqbalance.service";

/// Its ExecStart= as systemd has it without our own drop-in; "" where there is no such unit.
std::string StartCommand(const Kernel& kernel) {
  std::vector<IniLine> lines;
  for (const std::string folder : kUnitFolders) {
    lines = ReadIni(kernel, folder + kUnit);
    if (!lines.empty()) break;
  }
  if (lines.empty()) return "";
  for (const std::string& path :
       DropInFiles(kernel, "systemd/system/irqbalance.service.d", ".conf")) {
    if (path == kIrqbalanceDropIn) continue;
    const auto more = ReadIni(kernel, path);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  std::string command;
  for (const IniLine& line : lines) {
    const bool starts = line.section == "Service" && line.option == "ExecStart";
    if (starts && !line.value.empty()) command = line.value;
  }
  return command;
}

/// Behind all that $IRQBALANCE_ARGS may hold, of which irqbalance takes the last. An
/// EnvironmentFile= would freeze the operator's own arguments.
std::string DropIn(const std::string& command) {
  return "# Written by `netkeel coexist --install`, which writes it anew: changes are lost.\n"
         "[Service]\nExecStart=\nExecStart=" +
         command + " --policyscript=" + kPolicyFile + '\n';
}

/// One whose operator has a policy of his own, of which irqbalance takes one alone.
void AddToPolicy(const Kernel& kernel, const std::string& policy, const std::vector<Device>& pinned,
                 Remedy& remedy) {
  if (IsFolder(kernel, policy)) {
    remedy.files = {{policy + "/netkeel", PolicyScript(pinned, PolicyForm::kInFolder), true}};
    remedy.commands = {"systemctl restart irqbalance.service"};
    return;
  }
  remedy.advice.push_back("it has a policy script, " + policy + ", and takes no second one: run " +
                          kPolicyFile + " \"$1\" \"$2\" at its end");
  remedy.files = {{kPolicyFile, PolicyScript(pinned, PolicyForm::kFile), true}};
  remedy.commands = {"systemctl restart irqbalance.service"};
}

}  // namespace

std::vector<Remedy> IrqbalanceRemedy(const Kernel& kernel, const std::vector<Device>& pinned) {
  const std::string command = pinned.empty() ? "" : StartCommand(kernel);
  const auto running = pinned.empty() ? std::nullopt : FindIrqbalance(kernel);
  if (pinned.empty() || (!running && command.empty())) return {};
  Remedy remedy;
  remedy.name = "irqbalance";
  remedy.advice.push_back(running ? running->Who() + " runs" : "installed, and does not run");
  if (running) {
    if (const std::string gap = IsolationGap(kernel, *running); !gap.empty()) {
      remedy.advice.push_back(gap);
    }
  }
  if (running && !running->policy.empty() && running->policy != kPolicyFile) {
    AddToPolicy(kernel, running->policy, pinned, remedy);
    return {remedy};
  }
  remedy.files = {{kPolicyFile, PolicyScript(pinned, PolicyForm::kFile), true}};
  if (command.empty()) {
    remedy.advice.push_back(std::string("start it with --policyscript=") + kPolicyFile +
                            ": IRQBALANCE_ARGS in /etc/default/irqbalance, or in "
                            "/etc/sysconfig/irqbalance");
    return {remedy};
  }
  remedy.files.push_back({kIrqbalanceDropIn, DropIn(command)});
  remedy.commands = {"systemctl daemon-reload", "systemctl restart irqbalance.service"};
  return {remedy};
}

}  // namespace netkeel
