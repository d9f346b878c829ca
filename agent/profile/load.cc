// SPDX-License-Identifier: Apache-2.0
#include "profile/load.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "profile/baseline.h"
#include "profile/language.h"
#include "profile/parse.h"
#include "profile/variants.h"

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

void Merge(Profile&& from, Profile& into) {
  MergeSettings(std::move(from.host), into.host);
  std::move(from.interfaces.begin(), from.interfaces.end(), std::back_inserter(into.interfaces));
}

/// Reads the files of a profile and of what it extends; each counts once, where it is first met.
class Reader {
 public:
  Reader(const LoadOptions& options, Problems& problems) : options_(options), problems_(problems) {}

  void Read(const std::string& text, Origin origin) {
    seen_.insert(origin.id);
    auto root = ReadProfileText(text, origin.file, problems_);
    const NamedCpuSets none;
    const ParseContext context{origin.file, options_.descriptors, problems_, none};
    const auto extends = root ? ParseExtends(*root, context) : std::vector<Extended>{};
    chain_.push_back(origin);
    for (const Extended& extended : extends) Follow(extended);
    chain_.pop_back();
    if (root) files_.push_back({std::move(origin.file), std::move(*root)});
  }

  std::vector<ProfileFileNode> Files() && { return std::move(files_); }

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

  void Follow(const Extended& extended) {
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
    if (origin->id == kBuiltInFile) return Read(kBaselineText, *origin);
    const auto text = ReadProfileFile(origin->file, options_.caller);
    if (text) return Read(*text, *origin);
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
  std::vector<ProfileFileNode> files_;
};

Profile ParseFiles(const std::vector<ProfileFileNode>& files, const LoadOptions& options,
                   Problems& problems) {
  Profile profile;
  profile.cpu_sets = ParseCpuSets(files, problems);
  for (const ProfileFileNode& file : files) {
    Profile one =
        ParseRoot(file.root, {file.file, options.descriptors, problems, profile.cpu_sets});
    profile.name = std::move(one.name);
    profile.description = std::move(one.description);
    profile.path = std::move(one.path);
    Merge(std::move(one), profile);
  }
  return profile;
}

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
  Reader reader(options, problems);
  reader.Read(text, std::move(origin));
  Profile profile = ParseFiles(std::move(reader).Files(), options, problems);
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
