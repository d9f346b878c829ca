// SPDX-License-Identifier: Apache-2.0
#include "profile/load.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "profile/baseline.h"
#include "profile/language.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBuiltIn = "baseline";
constexpr const char* kBuiltInFile = "baseline (built in)";
constexpr size_t kDeepest = 8;
constexpr size_t kMostFiles = 64;

/// One profile on the way from the operator's to the one being read.
struct Origin {
  std::string file;  ///< as in messages
  std::string id;    ///< the same for the same file, however it was named
};

std::string IdOf(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

/// Later wins, key by key; a key keeps its first place.
void Merge(Profile&& from, Profile& into) {
  std::map<std::pair<std::string, std::string>, size_t> places;
  for (const Setting& setting : into.host) {
    places.emplace(std::pair(setting.tunable, setting.key), places.size());
  }
  for (Setting& setting : from.host) {
    const auto [place, is_new] =
        places.emplace(std::pair(setting.tunable, setting.key), into.host.size());
    if (is_new) {
      into.host.push_back(std::move(setting));
    } else {
      into.host[place->second] = std::move(setting);
    }
  }
  std::move(from.interfaces.begin(), from.interfaces.end(), std::back_inserter(into.interfaces));
}

/// Reads a profile and what it extends; each file counts once, where it is first met.
class Loader {
 public:
  Loader(const LoadOptions& options, Problems& problems) : options_(options), problems_(problems) {}

  void Load(const std::string& text, Origin origin, Profile& into) {
    seen_.insert(origin.id);
    const ParseContext context{origin.file, options_.descriptors, problems_};
    ParsedFile parsed = ParseFile(text, context);
    chain_.push_back(std::move(origin));
    for (const Extended& extended : parsed.extends) Follow(extended, into);
    chain_.pop_back();
    into.name = std::move(parsed.profile.name);
    into.description = std::move(parsed.profile.description);
    into.path = parsed.profile.path;
    Merge(std::move(parsed.profile), into);
  }

 private:
  void Complain(const Extended& extended, const std::string& what) {
    problems_.Add(chain_.back().file, extended.line, std::string(word::kExtends) + ": " + what);
  }

  /// "a.yaml -> b.yaml -> a.yaml".
  std::string ChainTo(const std::string& file) const {
    std::vector<std::string> files;
    for (const Origin& origin : chain_) files.push_back(Printable(origin.file));
    files.push_back(Printable(file));
    return Join(files, " -> ");
  }

  void Follow(const Extended& extended, Profile& into) {
    const auto origin = Find(extended);
    if (!origin) return;
    const auto again = std::find_if(chain_.begin(), chain_.end(),
                                    [&](const Origin& other) { return other.id == origin->id; });
    if (again != chain_.end()) {
      return Complain(
          extended, "goes round in a circle, " + ChainTo(origin->file) + "; take one of them out");
    }
    if (chain_.size() > kDeepest) {
      return Complain(extended, "more than " + std::to_string(kDeepest) + " deep, " +
                                    ChainTo(origin->file) + "; extend fewer");
    }
    if (seen_.contains(origin->id)) return;
    if (seen_.size() >= kMostFiles) {
      return Complain(extended,
                      "more than " + std::to_string(kMostFiles) + " profiles in all; extend fewer");
    }
    if (origin->id == kBuiltInFile) return Load(kBaselineText, *origin, into);
    const auto text = ReadProfileFile(origin->file, options_.caller);
    if (text) return Load(*text, *origin, into);
    Complain(extended, Quote(origin->file) + ' ' + text.error().message);
  }

  std::optional<Origin> Find(const Extended& extended) {
    if (!IsProfilePath(extended.name)) return FindShipped(extended);
    const std::string path = Beside(extended.name).lexically_normal().string();
    return Origin{path, IdOf(path)};
  }

  /// A path as written in the profile being read.
  fs::path Beside(const std::string& name) const {
    return fs::path(chain_.back().file).parent_path() / name;
  }

  std::optional<Origin> FindShipped(const Extended& extended) {
    std::vector<std::string> known{kBuiltIn};
    for (const std::string& folder : options_.search) {
      const fs::path path = fs::path(folder) / (extended.name + ".yaml");
      std::error_code ignored;
      if (fs::exists(path, ignored)) return Origin{path.string(), IdOf(path.string())};
      AddShipped(folder, known);
    }
    if (extended.name == kBuiltIn) return Origin{kBuiltInFile, kBuiltInFile};
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    std::error_code ignored;
    const bool is_file = fs::is_regular_file(Beside(extended.name), ignored);
    Complain(extended,
             "there is no shipped profile " + Quote(extended.name) +
                 (is_file ? "; for the file beside this one write " + Quote("./" + extended.name)
                          : DidYouMean(extended.name, known)));
    return std::nullopt;
  }

  static void AddShipped(const std::string& folder, std::vector<std::string>& known) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".yaml") known.push_back(entry->path().stem().string());
    }
  }

  const LoadOptions& options_;
  Problems& problems_;
  std::vector<Origin> chain_;
  std::set<std::string> seen_;
};

bool HasPlacementCpus(const Profile& profile, const std::string& tunable) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    return std::any_of(block.settings.begin(), block.settings.end(), [&](const Setting& setting) {
      return setting.tunable == tunable && setting.key == word::kPlacementCpus;
    });
  });
}

/// A placement takes its CPUs from the same block or, as blocks add up, from another one.
void CheckPlacements(const Profile& profile, Problems& problems) {
  for (const Block& block : profile.interfaces) {
    for (const Setting& setting : block.settings) {
      const auto* const placement = std::get_if<Placement>(&setting.literal);
      if (placement == nullptr || placement->kind == Placement::Kind::kMap) continue;
      if (HasPlacementCpus(profile, setting.tunable)) continue;
      problems.Add(setting.source.file, setting.source.line,
                   setting.key + ": " + setting.text + " needs the CPUs to use; add `" +
                       std::string(word::kPlacementCpus) + ":` beside it");
    }
  }
}

Result<Profile> LoadText(const std::string& text, Origin origin, const LoadOptions& options) {
  Problems problems;
  Profile profile;
  Loader(options, problems).Load(text, std::move(origin), profile);
  if (problems.Empty()) CheckPlacements(profile, problems);
  if (!problems.Empty()) return Fail(problems.ToError());
  return profile;
}

}  // namespace

bool IsProfilePath(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".yaml") || name.ends_with(".yml");
}

Result<Profile> LoadProfileWith(const std::string& path, const LoadOptions& options) {
  const auto text = ReadProfileFile(path, options.caller);
  if (!text) return Fail(At(Printable(path), text.error()));
  return LoadText(*text, {path, IdOf(path)}, options);
}

Result<Profile> ParseProfileWith(const std::string& text, const std::string& name,
                                 const LoadOptions& options) {
  return LoadText(text, {name, name}, options);
}

Result<Profile> LoadProfile(const std::string& path, const std::vector<std::string>& search) {
  return LoadProfileWith(path, {Descriptors(), search, Caller::Current()});
}

Result<Profile> ParseProfile(const std::string& text, const std::string& name,
                             const std::vector<std::string>& search) {
  return ParseProfileWith(text, name, {Descriptors(), search, Caller::Current()});
}

Profile BaselineProfile() { return ParseProfile(kBaselineText, kBuiltInFile, {}).value(); }

}  // namespace netkeel
