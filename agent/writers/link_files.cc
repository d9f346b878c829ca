// SPDX-License-Identifier: Apache-2.0
#include "writers/link_files.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/text.h"
#include "writers/drop_in_files.h"

namespace netkeel {
namespace {

struct LinkKey {
  std::string_view option;
  std::string_view tunable;
  std::string_view key;
};

constexpr LinkKey kKeys[] = {
    {"RxBufferSize", "rings", "rx"},
    {"RxMiniBufferSize", "rings", "rx-mini"},
    {"RxJumboBufferSize", "rings", "rx-jumbo"},
    {"TxBufferSize", "rings", "tx"},
    {"RxChannels", "channels", "rx"},
    {"TxChannels", "channels", "tx"},
    {"OtherChannels", "channels", "other"},
    {"CombinedChannels", "channels", "combined"},
    {"RxFlowControl", "pause", "rx"},
    {"TxFlowControl", "pause", "tx"},
    {"AutoNegotiationFlowControl", "pause", "autoneg"},
    {"UseAdaptiveRxCoalesce", "coalesce", "adaptive-rx"},
    {"UseAdaptiveTxCoalesce", "coalesce", "adaptive-tx"},
    {"RxCoalesceSec", "coalesce", "rx-usecs"},
    {"TxCoalesceSec", "coalesce", "tx-usecs"},
    {"RxMaxCoalescedFrames", "coalesce", "rx-frames"},
    {"TxMaxCoalescedFrames", "coalesce", "tx-frames"},
};

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

/// The option that sets `address`, the last of them; null where none does.
const IniLine* Setter(const std::vector<IniLine>& file, const Address& address) {
  const IniLine* setter = nullptr;
  for (const IniLine& line : file) {
    const auto known = std::find_if(std::begin(kKeys), std::end(kKeys), [&](const LinkKey& row) {
      return row.option == line.option && row.tunable == address.tunable && row.key == address.key;
    });
    if (line.section == "Link" && known != std::end(kKeys)) setter = &line;
  }
  return setter;
}

}  // namespace

std::vector<Writer> LinkFileWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  if (!AnyEthtool(sought)) return writers;
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
    writers.push_back({".link", setter->where,
                       "sets it to " + setter->value + " when the device appears", each.address,
                       setter->value});
  }
  return writers;
}

}  // namespace netkeel
