// SPDX-License-Identifier: Apache-2.0
#include "cli/own_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "support/matchers.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

class OwnFilesTest : public ::testing::Test {
 protected:
  const TempFolder folder_;
  const std::string prefix_ = folder_.string();
  const OwnFile file_{"/etc/netkeel/policy", "# Written by `netkeel coexist --install`\n", true};
};

TEST_F(OwnFilesTest, AFileIsInstalledForAllToReadAndASecondTimeChangesNothing) {
  const mode_t before = ::umask(0077);
  EXPECT_THAT(InstallOwnFile(prefix_, file_), IsOkAnd(true));
  ::umask(before);
  const fs::path path = prefix_ + file_.path;
  EXPECT_EQ(fs::status(path).permissions(), fs::perms{0755});
  EXPECT_EQ(fs::status(path.parent_path()).permissions(), fs::perms{0755});
  EXPECT_THAT(InstallOwnFile(prefix_, file_), IsOkAnd(false));
  fs::permissions(path, fs::perms{0644});
  EXPECT_THAT(InstallOwnFile(prefix_, file_), IsOkAnd(true));
}

TEST_F(OwnFilesTest, SomebodyElsesFileIsLeftAlone) {
  fs::create_directories(prefix_ + "/etc/netkeel");
  std::ofstream(prefix_ + file_.path) << "mine\n";
  EXPECT_THAT(InstallOwnFile(prefix_, file_), HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(RemoveOwnFile(prefix_ + file_.path), IsOkAnd(false));
  EXPECT_EQ(fs::file_size(prefix_ + file_.path), 5U);
}

TEST_F(OwnFilesTest, WhatWasInstalledIsRemovedWithItsEmptyFolder) {
  ASSERT_THAT(InstallOwnFile(prefix_, file_), IsOkAnd(true));
  EXPECT_THAT(RemoveOwnFile(prefix_ + file_.path), IsOkAnd(true));
  EXPECT_FALSE(fs::exists(prefix_ + "/etc/netkeel"));
  EXPECT_THAT(RemoveOwnFile(prefix_ + file_.path), IsOkAnd(false));
}

}  // namespace
}  // namespace netkeel
