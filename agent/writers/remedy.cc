// SPDX-License-Identifier: Apache-2.0
#include "writers/remedy.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "tunables/descriptor.h"
#include "tunables/interface_sysctl.h"
#include "writers/tuned.h"

namespace netkeel {
namespace {

constexpr std::string_view kMark = "Written by `netkeel coexist --install`";

/// Whether the writer leaves the setting otherwise than wanted, or may do so.
bool Undoes(const Writer& writer, const State& wanted) {
  const auto value = wanted.find(writer.address);
  if (value == wanted.end()) return false;
  return !writer.value || Words(*writer.value) != Words(ToText(value->second));
}

/// A section of tuned.conf for each plugin that sets something of ours.
std::string TunedSections(const std::vector<Writer>& writers, const State& wanted) {
  std::string sysctls;
  std::map<std::string, std::string> devices;
  bool irqs = false;
  for (const Writer& writer : writers) {
    if (writer.name != "tuned" || !Undoes(writer, wanted)) continue;
    const Address& address = writer.address;
    const std::string value = ToText(wanted.at(address));
    const Descriptor* const tunable = FindDescriptor(address.tunable);
    if (tunable == nullptr) continue;
    if (tunable->family == Family::kSysctl) sysctls += SysctlKeyOf(address) + '=' + value + '\n';
    if (tunable->family == Family::kInterrupts) irqs = true;
    const KeyDescriptor* const row = FindKey(*tunable, address.key);
    const std::string option(tunable->others.tuned);
    if (row != nullptr && !row->plain_option.empty()) {
      devices[std::string(row->plain_option)] = ' ' + value;
    } else if (!option.empty()) {
      devices[option] += ' ' + address.key + ' ' + value;
    }
  }
  std::string text;
  if (!sysctls.empty()) text += "\n[sysctl]\n" + sysctls;
  if (irqs) text += "\n[scheduler]\nirq_process=false\n";
  if (!devices.empty()) text += "\n[net]\n";
  for (const auto& [option, values] : devices) text += option + '=' + values.substr(1) + '\n';
  return text;
}

/// What to do about a line of a file, or about a program.
std::string WayOut(const Writer& writer, const std::string& wanted) {
  if (!writer.remedy.empty()) return writer.remedy;
  if (!writer.value) return "switch it off, or take the setting out of netkeel's profile";
  return "take the line out or make it " + wanted +
         "; a file of a package is hidden by one of its name in /etc";
}

}  // namespace

bool IsOwnFile(const std::string& content) { return content.find(kMark) != std::string::npos; }

std::vector<Remedy> TunedRemedy(const Kernel& kernel, const std::vector<Writer>& writers,
                                const State& wanted) {
  const std::string sections = TunedSections(writers, wanted);
  if (sections.empty()) return {};
  Remedy remedy;
  remedy.name = "tuned";
  for (const Writer& writer : writers) {
    if (writer.name != "tuned" || !Undoes(writer, wanted)) continue;
    remedy.advice.push_back(ToText(writer.address) + ": " + ToText(writer));
  }
  std::vector<std::string> active = ActiveTunedProfiles(kernel);
  if (std::count(active.begin(), active.end(), "netkeel") > 0) {
    remedy.advice.emplace_back(
        std::string("its profile netkeel is active: make these lines those of ") + kTunedProfile +
        sections);
    return {remedy};
  }
  remedy.files = {{kTunedProfile, "# " + std::string(kMark) +
                                      ", which writes it anew: changes are lost.\n[main]\n"
                                      "summary=The profile before it, with netkeel's values\n"
                                      "include=" +
                                      Join(active, ",") + '\n' + sections}};
  remedy.commands = {"tuned-adm profile netkeel"};
  return {remedy};
}

std::vector<Remedy> OtherRemedies(const std::vector<Writer>& writers, const State& wanted) {
  std::vector<Remedy> remedies;
  std::set<std::string> said;
  for (const Writer& writer : writers) {
    if (writer.name == "tuned" || writer.name == "irqbalance" || !Undoes(writer, wanted)) continue;
    const Address& address = writer.address;
    // One line of a file sets all queues and vectors of a device, and is said once.
    const bool one_of_many = address.key.find('/') != std::string::npos;
    if (one_of_many && !said.insert(writer.who + ' ' + address.device).second) continue;
    Remedy remedy;
    remedy.name = writer.name;
    remedy.advice.push_back(ToText(address) + (one_of_many ? " and its like: " : ": ") +
                            ToText(writer) + "; netkeel wants " + ToText(wanted.at(address)));
    remedy.advice.push_back(WayOut(writer, ToText(wanted.at(address))));
    remedies.push_back(std::move(remedy));
  }
  return remedies;
}

}  // namespace netkeel
