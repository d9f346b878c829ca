// SPDX-License-Identifier: Apache-2.0
#include "profile/load.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "profile/small_table.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

/// A folder of profiles, gone after the test.
class LoadTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0644);
    return path.string();
  }

  Result<Profile> Load(const std::string& name, const Caller& caller = {}) {
    const std::string path = (folder_ / name).string();
    return LoadProfileWith(path, {SmallTable(), {(folder_ / "shipped").string()}, caller});
  }

  /// The error, with the folder written as "DIR".
  std::string ErrorOf(const std::string& name, const Caller& caller = {}) {
    const auto profile = Load(name, caller);
    if (profile) return "";
    std::string message = profile.error().message;
    for (size_t at; (at = message.find(folder_.string())) != std::string::npos;) {
      message.replace(at, folder_.string().size(), "DIR");
    }
    return message;
  }

  const TempFolder folder_;
};

std::string Sysctl(const std::string& key, int value) {
  return "host: {sysctl: {" + key + ": " + std::to_string(value) + "}}\n";
}

/// "net.a=1 net.b=2": what the host section came to.
std::string HostOf(const Profile& profile) {
  std::string text;
  for (const Setting& setting : profile.host) {
    text += (text.empty() ? "" : " ") + setting.key + '=' + setting.text;
  }
  return text;
}

TEST_F(LoadTest, LaterWinsKeyByKeyAndSaysWhereItIsFrom) {
  Write("base.yaml", "version: 1\nhost: {sysctl: {net.a: 1, net.b: 1}}\n");
  Write("top.yaml", "version: 1\nname: top\nextends: base.yaml\n" + Sysctl("net.b", 2));
  const auto profile = Load("top.yaml");
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ(HostOf(*profile), "net.a=1 net.b=2");
  EXPECT_EQ(ToText(profile->host[0].source), (folder_ / "base.yaml").string() + ":2");
  EXPECT_EQ(ToText(profile->host[1].source), (folder_ / "top.yaml").string() + ":4");
  EXPECT_EQ(profile->name, "top");
}

TEST_F(LoadTest, BlocksOfWhatIsExtendedComeFirst) {
  Write("base.yaml", "version: 1\ninterfaces: [{match: {name: base}}]\n");
  Write("top.yaml", "version: 1\nextends: [base.yaml]\ninterfaces: [{match: {name: top}}]\n");
  const auto profile = Load("top.yaml");
  ASSERT_EQ(profile->interfaces.size(), 2U);
  EXPECT_EQ(profile->interfaces[0].text, "name base");
  EXPECT_EQ(profile->interfaces[1].text, "name top");
}

TEST_F(LoadTest, AProfileReachedTwiceDoesNotUndoWhatCameBetween) {
  Write("base.yaml", "version: 1\n" + Sysctl("net.a", 1));
  Write("left.yaml", "version: 1\nextends: base.yaml\n" + Sysctl("net.a", 2));
  Write("right.yaml", "version: 1\nextends: ./../" + folder_.path().filename().string() +
                          "/base.yaml\n" + Sysctl("net.b", 3));
  Write("top.yaml", "version: 1\nextends: [left.yaml, right.yaml]\n");
  EXPECT_EQ(HostOf(*Load("top.yaml")), "net.a=2 net.b=3");
}

TEST_F(LoadTest, PathsAreRelativeToTheFileThatNamesThem) {
  Write("sub/a.yaml", "version: 1\nextends: ../b.yaml\n");
  Write("b.yaml", "version: 1\n" + Sysctl("net.a", 1));
  Write("top.yaml", "version: 1\nextends: sub/a.yaml\n");
  EXPECT_EQ(HostOf(*Load("top.yaml")), "net.a=1");
}

TEST_F(LoadTest, AShippedProfileIsFoundByName) {
  Write("shipped/feed.yaml", "version: 1\n" + Sysctl("net.a", 1));
  Write("top.yaml", "version: 1\nextends: feed\n");
  Write("typo.yaml", "version: 1\nextends: fede\n");
  EXPECT_EQ(HostOf(*Load("top.yaml")), "net.a=1");
  EXPECT_EQ(ErrorOf("typo.yaml"),
            "DIR/typo.yaml:2: extends: there is no shipped profile 'fede'; did you mean 'feed'?");
}

TEST_F(LoadTest, TheShippedBaselineGoesBeforeTheBuiltInOne) {
  Write("top.yaml", "version: 1\nextends: baseline\n");
  EXPECT_NE(HostOf(*Load("top.yaml")).find("net.core.netdev_budget=at least 300"),
            std::string::npos);
  Write("shipped/baseline.yaml", "version: 1\n" + Sysctl("net.a", 1));
  EXPECT_EQ(HostOf(*Load("top.yaml")), "net.a=1");
}

TEST_F(LoadTest, ACircleThroughASymbolicLinkIsACircle) {
  Write("a.yaml", "version: 1\nextends: link.yaml\n");
  fs::create_symlink("a.yaml", folder_ / "link.yaml");
  EXPECT_EQ(ErrorOf("a.yaml"),
            "DIR/a.yaml:2: extends: goes round in a circle, DIR/a.yaml -> DIR/link.yaml; take one "
            "of them out");
}

TEST_F(LoadTest, ErrorsOfAllFilesAreReportedTogether) {
  Write("base.yaml", "version: 1\nhots: {}\n");
  Write("top.yaml", "version: 1\nextends: [base.yaml, none.yaml]\nhoost: {}\n");
  EXPECT_EQ(ErrorOf("top.yaml"),
            "DIR/top.yaml:2: extends: 'DIR/none.yaml' cannot be opened: No such file or directory\n"
            "DIR/top.yaml:3: unknown key 'hoost'; did you mean 'host'?\n"
            "DIR/base.yaml:2: unknown key 'hots'; did you mean 'host'?");
}

TEST_F(LoadTest, TheProfileItselfMissingIsNotFound) {
  const auto profile = Load("none.yaml");
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ErrorOf("none.yaml"), "DIR/none.yaml: cannot be opened: No such file or directory");
}

TEST_F(LoadTest, OnlyARegularFileIsRead) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe.yaml").c_str(), 0644), 0);
  EXPECT_EQ(ErrorOf("pipe.yaml"), "DIR/pipe.yaml: is not a regular file; name a profile");
  EXPECT_EQ(ErrorOf("."), "DIR/.: is a directory; name a profile in it");
  Write("large.yaml", '#' + std::string(1U << 20, 'x'));
  EXPECT_EQ(ErrorOf("large.yaml"), "DIR/large.yaml: is larger than 1 MiB; a profile is not");
}

TEST_F(LoadTest, RootRefusesAFileThatOthersCanWrite) {
  const Caller root{true, {::getuid()}};
  const std::string path = Write("p.yaml", "version: 1\n");
  EXPECT_EQ(ErrorOf("p.yaml", root), "");
  ::chmod(path.c_str(), 0664);
  EXPECT_EQ(ErrorOf("p.yaml", root),
            "DIR/p.yaml: can be written by others than its owner, and netkeel runs as "
            "root; run: chmod go-w DIR/p.yaml");
  EXPECT_EQ(ErrorOf("p.yaml", Caller{}), "");
}

TEST_F(LoadTest, RootRefusesAFolderThatOthersCanWriteUnlessItIsSticky) {
  const Caller root{true, {::getuid()}};
  Write("p.yaml", "version: 1\n");
  ::chmod(folder_.path().c_str(), 0777);
  EXPECT_EQ(
      ErrorOf("p.yaml", root),
      "DIR/p.yaml: its folder can be written by others than its owner, and netkeel runs as root; "
      "run: chmod go-w DIR");
  ::chmod(folder_.path().c_str(), 01777);
  EXPECT_EQ(ErrorOf("p.yaml", root), "");
}

TEST_F(LoadTest, RootRefusesWhatAnExtendedProfilesFolderMakesWritable) {
  const Caller root{true, {::getuid()}};
  Write("open/base.yaml", "version: 1\n");
  Write("p.yaml", "version: 1\nextends: link.yaml\n");
  fs::create_symlink("open/base.yaml", folder_ / "link.yaml");
  ::chmod((folder_ / "open").c_str(), 0770);
  EXPECT_EQ(ErrorOf("p.yaml", root),
            "DIR/p.yaml:2: extends: 'DIR/link.yaml' its folder can be written by others than its "
            "owner, and netkeel runs as root; run: chmod go-w DIR/open");
}

TEST_F(LoadTest, RootRefusesAnotherUsersFile) {
  if (::getuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  const std::string path = Write("p.yaml", "version: 1\n");
  ASSERT_EQ(::chown(path.c_str(), 4711, 0), 0);
  EXPECT_EQ(ErrorOf("p.yaml", Caller{true, {0}}),
            "DIR/p.yaml: belongs to user 4711, and netkeel runs as root; run: chown root "
            "DIR/p.yaml");
  EXPECT_EQ(ErrorOf("p.yaml", Caller{true, {0, 4711}}), "") << "the user behind sudo is trusted";
}

}  // namespace
}  // namespace netkeel
