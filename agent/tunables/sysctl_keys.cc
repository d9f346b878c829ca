// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "host/inventory.h"
#include "kernel/judged_lines.h"
#include "tunables/sysctl.h"
#include "tunables/sysctl_value.h"

namespace netkeel {
namespace {

constexpr std::string_view kPrefix = "net.";
constexpr size_t kLongestKey = 255;

/// "net/core/dev_weight" as "net.core.dev_weight", dots of the old spelling as slashes (sysctl.d).
std::string Swapped(std::string_view key) {
  std::string swapped(key);
  for (char& c : swapped) c = c == '/' ? '.' : c == '.' ? '/' : c;
  return swapped;
}

bool IsBadCharacter(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }

std::string WrongWith(std::string_view key) {
  const std::string start = "key " + Quote(key);
  if (key.starts_with("net/")) {
    return start + " is spelled with slashes; write " + Quote(Swapped(key));
  }
  if (!key.starts_with(kPrefix)) {
    const bool of_interface = key.starts_with("ipv4.") || key.starts_with("ipv6.");
    return start + (of_interface ? " is of an interface; it belongs under `sysctl:` in a block of "
                                   "`interfaces:`"
                                 : " is not below net.; only net.* can be set here");
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

bool IsWritable(std::string_view key) {
  return key.starts_with(kPrefix) && key != kDefaultMaskAllowed &&
         key != "net.core.netdev_rss_key" && !key.ends_with(kInForce);
}

/// Whether the files of `name` in this folder are an interface's, which lists them itself.
bool IsOfInterface(const std::string& folder, const std::string& name,
                   const std::set<std::string>& interfaces) {
  return (folder.ends_with("/conf") || folder.ends_with("/neigh")) && interfaces.contains(name);
}

/// The sysctls of every file below a folder.
class Lister {
 public:
  explicit Lister(const Kernel& kernel) : kernel_(kernel) {
    const auto names = InterfaceNames(kernel);
    if (names) interfaces_.insert(names->begin(), names->end());
  }

  /// Adds those below `path`; a dot in a name, as of eth0.100, is a slash in the key.
  void Add(const std::string& path, const std::string& key, std::set<std::string>& keys) const {
    const auto names = kernel_.ListDirectory(path);
    if (!names) {
      // It counts connections, and differs between any two looks.
      if (!key.ends_with("nf_conntrack_count") && !IsSecretSysctl(key)) keys.insert(key);
      return;
    }
    for (std::string name : *names) {
      if (IsOfInterface(path, name, interfaces_)) continue;
      const std::string below = path + '/' + name;
      std::replace(name.begin(), name.end(), '.', '/');
      Add(below, key + '.' + name, keys);
    }
  }

 private:
  const Kernel& kernel_;
  std::set<std::string> interfaces_;
};

std::set<std::string> List(const Kernel& kernel) {
  std::set<std::string> keys;
  Lister(kernel).Add("/proc/sys/net", "net", keys);
  return keys;
}

}  // namespace

// '/' stands for a dot inside a name, and so is not at its start.
const OpenKeys kSysctlKeys{
    .prefix = kPrefix,
    .pattern = R"(^net\.[^./*\x00-\x20\x7f][^.*\x00-\x20\x7f]*)"
               R"((\.[^./*\x00-\x20\x7f][^.*\x00-\x20\x7f]*)*$)",
    .help = "Compared word by word, numbers as numbers",
    .wrong_with = WrongWith,
    .is_writable = IsWritable,
    .list = List,
};

}  // namespace netkeel
