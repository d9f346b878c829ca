// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "profile/load.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> ProfilesIn(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Not root: whose files these are does not matter here.
Result<Profile> Load(const std::string& path) {
  return LoadProfileWith(path, {Descriptors(), {"../profiles"}, Caller{}});
}

/// The `# expect: ` lines at the start of a profile.
std::string ExpectedOf(const std::string& path) {
  constexpr std::string_view kMark = "# expect: ";
  std::vector<std::string> expected;
  const std::string text = ReadAll(path);
  for (const std::string_view line : Split(text, "\n")) {
    if (!line.starts_with(kMark)) break;
    expected.emplace_back(line.substr(kMark.size()));
  }
  return Join(expected, "\n");
}

/// The error without the names of files at the start of its lines.
std::string WithoutFiles(const std::string& message) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(message, "\n")) {
    lines.emplace_back(Trim(line.substr(line.find(':') + 1)));
  }
  return Join(lines, "\n");
}

TEST(ProfilesTest, EveryBadProfileIsRefusedWithTheMessageItExpects) {
  const auto paths = ProfilesIn("profiles/bad");
  EXPECT_GE(paths.size(), 60U);
  for (const std::string& path : paths) {
    const auto profile = Load(path);
    ASSERT_FALSE(profile) << path << " was taken";
    EXPECT_EQ(profile.error().code, ErrorCode::kBadInput) << path;
    EXPECT_EQ(WithoutFiles(profile.error().message), ExpectedOf(path)) << path;
  }
}

/// A return and a character that turns the line round: YAML takes both amid a word.
TEST(ProfilesTest, NoMessageRepeatsWhatATerminalActsOn) {
  const LoadOptions options{Descriptors(), {"../profiles"}, Caller{}};
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  size_t refused = 0;
  for (const std::string& path : ProfilesIn("profiles/bad")) {
    const std::string text = ReadAll(path);
    for (size_t at = 1; at < text.size(); ++at) {
      if (!in_word(text[at - 1]) || in_word(text[at])) continue;
      for (const std::string_view raw : {"\r\r", "\u202E"}) {
        const auto profile = ParseProfileWith(std::string(text).insert(at, raw), path, options);
        if (profile) continue;
        ++refused;
        for (const std::string_view line : Split(profile.error().message, "\n")) {
          EXPECT_EQ(line, Printable(line)) << path << ", byte " << at;
        }
      }
    }
  }
  EXPECT_GE(refused, 1000U);
}

TEST(ProfilesTest, EveryGoodProfileLoads) {
  const auto paths = ProfilesIn("profiles/good");
  EXPECT_GE(paths.size(), 15U);
  for (const std::string& path : paths) {
    const auto profile = Load(path);
    EXPECT_TRUE(profile) << (profile ? "" : profile.error().message);
  }
}

TEST(ProfilesTest, EveryShippedProfileLoadsAndIsNamedAsItsFile) {
  const auto paths = ProfilesIn("../profiles");
  EXPECT_GE(paths.size(), 3U);
  for (const std::string& path : paths) {
    const auto profile = Load(path);
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_EQ(profile->name, fs::path(path).stem()) << path;
    EXPECT_FALSE(profile->description.empty()) << path;
  }
}

TEST(ProfilesTest, TheBuiltInBaselineIsTheShippedOne) {
  const auto shipped = Load("../profiles/baseline.yaml");
  const Profile built_in = BaselineProfile();
  EXPECT_EQ(built_in.path, "baseline (built in)");
  ASSERT_EQ(built_in.host.size(), shipped->host.size());
  for (size_t i = 0; i < built_in.host.size(); ++i) {
    EXPECT_EQ(built_in.host[i].key, shipped->host[i].key);
    EXPECT_EQ(built_in.host[i].text, shipped->host[i].text);
    EXPECT_EQ(built_in.host[i].source.line, shipped->host[i].source.line);
  }
}

TEST(ProfilesTest, TheBaselineLowersNothingAndMissesNothing) {
  for (const Setting& setting : BaselineProfile().host) {
    EXPECT_EQ(setting.bound, Bound::kAtLeast) << setting.key;
    EXPECT_TRUE(setting.optional) << setting.key;
  }
}

TEST(ProfilesTest, TheCommittedSchemaIsWhatTheDescriptorsGive) {
  EXPECT_EQ(ReadAll("../schemas/profile.schema.json"), ProfileSchema())
      << "stale: run netkeel schema > schemas/profile.schema.json";
}

}  // namespace
}  // namespace netkeel
