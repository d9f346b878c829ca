// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/report.h"
#include "model/setting.h"

namespace netkeel {

/// Which interfaces a block is for; every criterion given must hold, any pattern of it may.
struct Match {
  std::vector<std::string> name{};  ///< globs; of the name or an alternative one
  std::vector<std::string> driver{};
  std::vector<std::string> pci{};  ///< globs; "03:00.0" means domain 0000
  std::vector<std::string> mac{};  ///< permanent MAC address, lower case; globs
  std::vector<std::string> bus{};
  std::vector<int> numa_node{};
  std::optional<bool> up{};  ///< IFF_UP
};

struct Block {
  Match match;
  bool optional = false;  ///< matching nothing, or what is down, is then no drift
  std::vector<Setting> settings;
  Source source;
  std::string text;  ///< the match as written, for messages: "driver ixgbe"
  std::optional<Condition> when{};
};

/// What the operator wrote, `extends` merged in: later wins, key by key.
struct Profile {
  std::string path;  ///< as given, or "baseline (built in)"
  std::string name;
  std::string description;
  NamedCpuSets cpu_sets;
  std::vector<Setting> host;  ///< a key again only where it is under a condition
  std::vector<Block> interfaces;
};

/// Whether `name` names a file: it has a slash, or ends in .yaml or .yml. Else it is the name of a
/// shipped profile, whatever file there may be: the current folder can be anybody's.
bool IsProfilePath(const std::string& name);

/// Reads and checks a profile with all it extends. `search` are folders of shipped profiles.
/// kBadInput with every error found, one a line, each "file:line: what; what to do"; kNotFound,
/// kPermission or kIo where `path` itself cannot be read.
Result<Profile> LoadProfile(const std::string& path, const std::vector<std::string>& search);

/// The same from text; `name` stands for the file in messages. Relative `extends` start at the
/// current folder.
Result<Profile> ParseProfile(const std::string& text, const std::string& name,
                             const std::vector<std::string>& search);

/// The baseline profile, built into the binary.
Profile BaselineProfile();

/// JSON Schema 2020-12 of the profile language, indented, final newline.
std::string ProfileSchema();

}  // namespace netkeel
