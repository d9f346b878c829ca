// SPDX-License-Identifier: Apache-2.0
#include "writers/ifupdown.h"

#include <algorithm>

#include "base/text.h"
#include "tunables/descriptor.h"
#include "tunables/feature_words.h"
#include "writers/drop_in_files.h"

namespace netkeel {
namespace {

/// One setting of a stanza.
struct Hook {
  std::string interface;  ///< as written: may be a glob
  std::string tunable;
  std::string key;
  std::string value;
  std::string where;
};

using WordList = std::vector<std::string_view>;

/// The words in front of what the shell takes for itself: "|| true", "; exit 0".
WordList UpToShell(const WordList& words) {
  WordList own;
  for (const std::string_view word : words) {
    const size_t end = word.find_first_of(";&|<>`#");
    if (end != 0) own.push_back(word.substr(0, end));
    if (end != std::string_view::npos) break;
  }
  return own;
}

/// The key that all of `words` are the value of, as in `ethtool -X DEVICE weight 6 2`; "" for none.
std::string_view KeyOfAll(const Descriptor& tunable, const std::string& words) {
  for (const KeyDescriptor& row : tunable.keys) {
    if (row.form != nullptr && row.form->wrong_with(words).empty()) return row.name;
  }
  return "";
}

/// The device that a command means, of the stanza of `interface`.
std::string DeviceOf(std::string_view word, const std::string& interface) {
  const bool is_own = word.starts_with('$') || word.starts_with("\"$");
  return is_own ? interface : std::string(word);
}

void AddPlain(std::string_view option, std::string_view value, const std::string& interface,
              const std::string& where, std::vector<Hook>& hooks) {
  for (const Descriptor& tunable : Descriptors()) {
    for (const KeyDescriptor& row : tunable.keys) {
      if (row.plain_option.empty() || row.plain_option != option) continue;
      hooks.push_back(
          {interface, std::string(tunable.name), std::string(row.name), std::string(value), where});
    }
  }
}

/// "post-up ip link set dev $IFACE mtu 9000 txqueuelen 10000".
void AddLinkCommand(const WordList& words, const std::string& interface, const std::string& where,
                    std::vector<Hook>& hooks) {
  auto word = std::find_if(words.begin(), words.end(), [](std::string_view each) {
    return each == "ip" || each.ends_with("/ip");
  });
  if (words.end() - word < 6 || word[1] != "link" || word[2] != "set") return;
  word += word[3] == "dev" ? 4 : 3;
  const std::string device = DeviceOf(*word, interface);
  for (++word; words.end() - word > 1; ++word) AddPlain(word[0], word[1], device, where, hooks);
}

/// "post-up ethtool -G $IFACE rx 4096 tx 512".
void AddCommand(const WordList& words, const std::string& interface, const std::string& where,
                std::vector<Hook>& hooks) {
  const auto call = std::find_if(words.begin(), words.end(), [](std::string_view word) {
    return word == "ethtool" || word.ends_with("/ethtool");
  });
  if (words.end() - call < 4) return;
  const std::string_view flag = call[1] == "--offload" ? "--features" : call[1];
  for (const Descriptor& tunable : Descriptors()) {
    const OtherWords& others = tunable.others;
    if (others.flag.empty() || (flag != others.flag && flag != others.long_flag)) continue;
    const std::string device = DeviceOf(call[2], interface);
    const WordList rest = UpToShell({call + 3, words.end()});
    const std::string all = Join({rest.begin(), rest.end()}, " ");
    if (const auto key = KeyOfAll(tunable, all); !key.empty()) {
      hooks.push_back({device, std::string(tunable.name), std::string(key), all, where});
      continue;
    }
    // `-N DEVICE rx-flow-hash udp4 sdfn`: a word of its own before a key and its value.
    for (size_t i = rest.size() % 2; i + 1 < rest.size(); i += 2) {
      hooks.push_back({device, std::string(tunable.name), std::string(rest[i]),
                       std::string(rest[i + 1]), where});
    }
  }
}

void AddOption(const WordList& words, const std::string& interface, const std::string& where,
               std::vector<Hook>& hooks) {
  if (words.size() < 2) return;
  for (const Descriptor& tunable : Descriptors()) {
    const std::string_view prefix = tunable.others.ifupdown;
    if (prefix.empty() || !words[0].starts_with(prefix)) continue;
    hooks.push_back({interface, std::string(tunable.name),
                     std::string(words[0].substr(prefix.size())), std::string(words[1]), where});
  }
  AddPlain(words[0], words[1], interface, where, hooks);
  AddCommand(words, interface, where, hooks);
  AddLinkCommand(words, interface, where, hooks);
}

/// Files that a `source` or `source-directory` line names.
std::vector<std::string> Sourced(const Kernel& kernel, const WordList& words) {
  const bool is_folder = words[0] == "source-directory";
  if (words.size() < 2 || (!is_folder && words[0] != "source")) return {};
  std::string path(words[1]);
  if (!path.starts_with('/')) path = "/etc/network/" + path;
  const size_t slash = path.rfind('/');
  const std::string folder = is_folder ? path : path.substr(0, slash);
  const std::string glob = is_folder ? "*" : path.substr(slash + 1);
  std::vector<std::string> files;
  for (const std::string& name : NamesIn(kernel, folder)) {
    if (MatchesGlob(name, glob)) files.push_back(folder + '/' + name);
  }
  return files;
}

void AddFile(const Kernel& kernel, const std::string& path, bool may_source,
             std::vector<Hook>& hooks) {
  const std::string text = kernel.ReadFile(path).value_or("");
  std::string interface;
  size_t number = 0;
  for (const std::string_view line : Split(text, "\n")) {
    const std::string where = path + ':' + std::to_string(++number);
    const WordList words = Words(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    if (words[0] == "iface") interface = words.size() > 1 ? words[1] : "";
    for (const std::string& sourced : Sourced(kernel, words)) {
      if (may_source) AddFile(kernel, sourced, false, hooks);
    }
    if (!interface.empty()) AddOption(words, interface, where, hooks);
  }
}

}  // namespace

std::vector<Writer> IfupdownWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  if (!AnyEthtool(sought)) return writers;
  std::vector<Hook> hooks;
  AddFile(kernel, "/etc/network/interfaces", true, hooks);
  for (const Sought& each : sought) {
    for (const Hook& hook : hooks) {
      if (hook.tunable != each.address.tunable || !SetsKey(hook.key, each.address)) continue;
      if (!MatchesGlob(each.address.device, hook.interface)) continue;
      writers.push_back({"ifupdown", hook.where, "sets it to " + hook.value + " on every ifup",
                         each.address, hook.value});
    }
  }
  return writers;
}

}  // namespace netkeel
