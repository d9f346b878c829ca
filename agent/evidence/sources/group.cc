// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <string>

#include "base/text.h"
#include "evidence/sources/sources.h"

namespace netkeel {
namespace {

constexpr const char* kFile = "/proc/net/igmp";

/// "239.1.1.1" of "010101EF": the file has the bytes of the address as this machine's number. None
/// where it is no address.
std::string GroupText(std::string_view hex) {
  in_addr address = {};
  const char* const end = hex.data() + hex.size();
  const auto [stop, error] = std::from_chars(hex.data(), end, address.s_addr, 16);
  if (error != std::errc() || stop != end) return "";
  std::array<char, INET_ADDRSTRLEN> text = {};
  if (::inet_ntop(AF_INET, &address, text.data(), text.size()) == nullptr) return "";
  return text.data();
}

}  // namespace

/// Place: "eth0".
void ReadGroups(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  const auto content = kernel.ReadFile(kFile);
  if (!content) {
    sample.unread["group"] = content.error().message;
    return;
  }
  std::string interface;
  for (const std::string_view line : Split(*content, "\n")) {
    const auto words = Words(line);
    if (words.size() < 2) continue;
    const bool is_group = line.starts_with('\t') || line.starts_with(' ');
    if (!is_group) {
      // "4  eth0  :  1  V3": names of 10 letters and more have the colon without a blank.
      interface = words[1].substr(0, words[1].find(':'));
      continue;
    }
    const std::string group = GroupText(words[0]);
    const auto users = ParseUnsigned(words[1]);
    if (group.empty() || !users || !HasDevice(scope, interface)) continue;
    sample.values[{"group", interface, group}] = *users;
  }
}

}  // namespace netkeel
