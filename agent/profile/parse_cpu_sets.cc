// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

/// One set as written.
struct Written {
  const std::string* file = nullptr;
  const YamlNode* node = nullptr;
};

/// Sets may be made of others, whichever comes first.
class CpuSetParser {
 public:
  explicit CpuSetParser(Problems& problems) : problems_(problems) {}

  void Add(const std::string& file, const YamlNode& sets) {
    if (!ExpectMap(sets, word::kCpuSets, ContextOf(file))) return;
    for (const YamlNode& entry : sets.items) {
      const std::string wrong = CpuExpression::WrongWithName(entry.key);
      if (wrong.empty()) {
        written_[entry.key] = {&file, &entry};
      } else {
        problems_.Add(file, entry.key_line,
                      std::string(word::kCpuSets) + ": " + Quote(entry.key) + ' ' + wrong);
      }
    }
  }

  NamedCpuSets Parse() {
    for (const auto& [name, written] : written_) Resolve(name);
    return std::move(known_);
  }

 private:
  ParseContext ContextOf(const std::string& file) const {
    return {file, kNoDescriptors, problems_, known_};
  }

  void Resolve(const std::string& name) {
    if (!begun_.insert(name).second) return;
    const Written& written = written_.at(name);
    open_.insert(name);
    bool sound = true;
    for (const std::string_view part : Words(written.node->text)) {
      const std::string other(part);
      if (!written_.contains(other)) continue;
      if (open_.contains(other)) {
        problems_.Add(*written.file, written.node->line,
                      name + ": is made of " + Quote(other) + ", which is made of it");
        sound = false;
      } else {
        Resolve(other);
        sound = sound && known_.contains(other);
      }
    }
    open_.erase(name);
    if (!sound) return;
    auto set = ParseCpus(*written.node, name, ContextOf(*written.file));
    if (set) known_.emplace(name, std::move(*set));
  }

  static inline const std::vector<Descriptor> kNoDescriptors{};
  Problems& problems_;
  std::map<std::string, Written> written_;
  std::set<std::string> begun_;
  std::set<std::string> open_;  ///< those that the one being read is part of
  NamedCpuSets known_;
};

}  // namespace

NamedCpuSets ParseCpuSets(const std::vector<ProfileFileNode>& files, Problems& problems) {
  CpuSetParser parser(problems);
  for (const ProfileFileNode& file : files) {
    const YamlNode* const sets = file.root.Find(word::kCpuSets);
    if (sets != nullptr) parser.Add(file.file, *sets);
  }
  return parser.Parse();
}

}  // namespace netkeel
