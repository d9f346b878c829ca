// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

constexpr size_t kLongestKey = 255;

/// "net/core/dev_weight" as "net.core.dev_weight", dots of the old spelling as slashes (sysctl.d).
std::string Swapped(std::string_view key) {
  std::string swapped(key);
  for (char& c : swapped) c = c == '/' ? '.' : c == '.' ? '/' : c;
  return swapped;
}

bool IsBadCharacter(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }

}  // namespace

std::string WrongWithOpenKey(std::string_view key, std::string_view prefix) {
  const std::string start = "key " + Quote(key);
  const std::string top(prefix.substr(0, prefix.size() - 1));
  if (key.starts_with(top + '/')) {
    return start + " is spelled with slashes; write " + Quote(Swapped(key));
  }
  if (!key.starts_with(prefix)) {
    return start + " is not below " + std::string(prefix) + "; only " + std::string(prefix) +
           "* can be set here";
  }
  if (key.size() > kLongestKey) return start + " is too long; 255 characters at the most";
  if (std::any_of(key.begin(), key.end(), IsBadCharacter)) {
    return start + " has a blank or a control character; remove it";
  }
  if (key.find('*') != std::string_view::npos) {
    return start + " has a wildcard; name each key by itself";
  }
  for (const std::string_view element : Split(key, ".")) {
    if (element.empty()) return start + " has an empty element; write one dot between two names";
    if (element[0] == '/') {
      return start +
             " has '/' at the start of an element; '/' stands for a dot inside a name, as "
             "in net.ipv4.conf.eth0/100.rp_filter";
    }
  }
  return "";
}

}  // namespace netkeel
