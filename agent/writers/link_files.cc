// SPDX-License-Identifier: Apache-2.0
#include "writers/link_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "base/cpu_set.h"
#include "base/text.h"
#include "tunables/descriptor.h"
#include "writers/drop_in_files.h"

namespace netkeel {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Any of the globs; a leading ! turns the whole list round.
bool MatchesAny(std::string globs, const std::string& text) {
  const bool negated = globs.starts_with('!');
  if (negated) globs.erase(0, 1);
  const auto words = Words(globs);
  const bool any = std::any_of(words.begin(), words.end(), [&text](std::string_view glob) {
    return MatchesGlob(text, std::string(glob));
  });
  return any != negated;
}

bool Meets(const IniLine& criterion, const Device& device) {
  const std::string& option = criterion.option;
  if (option == "OriginalName") return MatchesAny(criterion.value, device.name);
  if (option == "Driver") return MatchesAny(criterion.value, device.driver);
  if (option == "Path") return MatchesAny(criterion.value, "pci-" + device.pci);
  if (option == "Type") return MatchesAny(criterion.value, "ether");
  const bool is_mac = option == "MACAddress" || option == "PermanentMACAddress";
  return is_mac && MatchesAny(Lower(criterion.value), Lower(AddressInFiles(device)));
}

bool IsFor(const std::vector<IniLine>& file, const Device& device) {
  bool any = false;
  for (const IniLine& line : file) {
    if (line.section != "Match") continue;
    any = true;
    if (!Meets(line, device)) return false;
  }
  return any;
}

/// The last line of [Link] with this option, null where there is none or it is taken back.
const IniLine* LastLine(const std::vector<IniLine>& file, std::string_view option) {
  const IniLine* last = nullptr;
  for (const IniLine& line : file) {
    if (line.section == "Link" && line.option == option) last = &line;
  }
  return last != nullptr && !last->value.empty() ? last : nullptr;
}

/// "rps_cpus" of "rx-0/rps_cpus".
std::string_view LastPart(std::string_view key) { return key.substr(key.rfind('/') + 1); }

/// The option that sets `address`; null where none does.
const IniLine* Setter(const std::vector<IniLine>& file, const Address& address) {
  const Descriptor* const tunable = FindDescriptor(address.tunable);
  const KeyDescriptor* const row =
      tunable == nullptr ? nullptr : FindKey(*tunable, LastPart(address.key));
  const bool has = row != nullptr && !row->link_option.empty();
  return has ? LastLine(file, row->link_option) : nullptr;
}

/// What `IRQAffinityPolicy=` does to every vector of the function (systemd.link(5): `single` or
/// `spread`, over the CPUs that IRQAffinity= and IRQAffinityNUMA= leave).
Writer AffinityWriter(const std::vector<IniLine>& file, const IniLine& policy,
                      const Address& address) {
  std::string among;
  for (const char* const filter : {"IRQAffinity", "IRQAffinityNUMA"}) {
    const IniLine* const line = LastLine(file, filter);
    if (line != nullptr)
      among += std::string(among.empty() ? "" : " and ") + filter + '=' + line->value;
  }
  Writer writer{".link", policy.where, "", address, std::nullopt};
  const std::string of = among.empty() ? "" : " of " + among;
  if (policy.value == "single") {
    writer.what = "puts every vector on " + (among.empty() ? "CPU 0" : "the first CPU" + of);
    if (among.empty()) writer.value = "0";
  } else {
    writer.what = "spreads the vectors over " + (among.empty() ? "all CPUs" : "the CPUs" + of);
  }
  writer.what += " when the device appears";
  writer.remedy =
      "take IRQAffinityPolicy= out of it, or leave the interrupts to it and take `irq:` out "
      "of netkeel's profile";
  return writer;
}

/// The CPUs of ReceivePacketSteeringCPUMask= as netkeel writes them; none where the text has words.
std::optional<std::string> PacketSteering(std::string text) {
  if (text == "disable") return "none";
  for (char& c : text) c = c == ' ' || c == '\t' ? ',' : c;
  const auto cpus = CpuSet::ParseList(text);
  return cpus ? std::optional(cpus->ToList()) : std::nullopt;
}

/// What of systemd.time(7) these options take, in microseconds; none for what is less plain.
std::optional<std::string> Microseconds(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, uint64_t>, 6> kUnits{
      {{"usec", 1}, {"us", 1}, {"msec", 1000}, {"ms", 1000}, {"sec", 1000000}, {"s", 1000000}}};
  uint64_t factor = 1000000;
  for (const auto& [unit, size] : kUnits) {
    if (!text.ends_with(unit)) continue;
    text.remove_suffix(unit.size());
    factor = size;
    break;
  }
  const auto number = ParseUnsigned(Trim(text));
  if (!number || *number > UINT32_MAX) return std::nullopt;
  return std::to_string(*number * factor);
}

/// The setter's value as the setting is read; none where that cannot be known.
std::optional<std::string> ValueOf(const IniLine& setter, const Address& address) {
  const KeyDescriptor* const row = FindKey(*FindDescriptor(address.tunable), LastPart(address.key));
  if (setter.option == "ReceivePacketSteeringCPUMask") return PacketSteering(setter.value);
  if (row->type == KeyType::kSwitch) return SwitchWord(setter.value);
  return row->unit == "us" ? Microseconds(setter.value) : std::optional(setter.value);
}

Writer WriterOf(const std::vector<IniLine>& file, const IniLine& setter, const Address& address) {
  if (setter.option == "IRQAffinityPolicy") return AffinityWriter(file, setter, address);
  return {".link", setter.where, "sets it to " + setter.value + " when the device appears", address,
          ValueOf(setter, address)};
}

bool AnyDevice(const std::vector<Sought>& sought) {
  return std::any_of(sought.begin(), sought.end(),
                     [](const Sought& each) { return each.device != nullptr; });
}

}  // namespace

std::vector<Writer> LinkFileWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  if (!AnyDevice(sought)) return writers;
  std::vector<std::vector<IniLine>> files;
  for (const std::string& path : DropInFiles(kernel, "systemd/network", ".link")) {
    files.push_back(ReadIni(kernel, path));
  }
  for (const Sought& each : sought) {
    if (each.device == nullptr) continue;
    const auto file = std::find_if(files.begin(), files.end(),
                                   [&](const auto& lines) { return IsFor(lines, *each.device); });
    const IniLine* const setter = file == files.end() ? nullptr : Setter(*file, each.address);
    if (setter == nullptr) continue;
    writers.push_back(WriterOf(*file, *setter, each.address));
  }
  return writers;
}

}  // namespace netkeel
