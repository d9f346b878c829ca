// SPDX-License-Identifier: Apache-2.0
#include "history/state_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "support/matchers.h"
#include "support/state_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kNoPatience(0);

class StateDirectoryTest : public StateFolderTest {
 protected:
  StateDirectory Open() const { return std::move(*StateDirectory::Open(StateFolder())); }
};

TEST_F(StateDirectoryTest, WhatWasWrittenIsReadAgainUntilItIsRemoved) {
  const StateDirectory directory = Open();
  EXPECT_EQ(*directory.Read("a"), std::nullopt);
  ASSERT_THAT(directory.Write("a", "one\n"), IsOk());
  ASSERT_THAT(directory.Write("a", "two\n"), IsOk());
  EXPECT_EQ(*directory.Read("a"), "two\n");
  ASSERT_THAT(directory.Remove("a"), IsOk());
  EXPECT_EQ(*directory.Read("a"), std::nullopt);
  EXPECT_THAT(directory.Remove("a"), IsOk());
}

TEST_F(StateDirectoryTest, OnlyTheOwnerCanReadIt) {
  ASSERT_THAT(Open().Write("a", "one"), IsOk());
  EXPECT_EQ(fs::status(StateFolder()).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(StateFolder() + "/a").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(StateDirectoryTest, ADamagedFileIsNotReadAndCanBeSetAside) {
  const StateDirectory directory = Open();
  ASSERT_THAT(directory.Write("a", "some content"), IsOk());
  fs::resize_file(StateFolder() + "/a", fs::file_size(StateFolder() + "/a") - 1);
  EXPECT_THAT(directory.Read("a"), HasCode(ErrorCode::kBadInput));
  EXPECT_EQ(*directory.SetAside("a"), "a.bad");
  EXPECT_EQ(*directory.Read("a"), std::nullopt);
  EXPECT_TRUE(fs::exists(StateFolder() + "/a.bad"));
}

TEST_F(StateDirectoryTest, ALinkIsNotFollowed) {
  const StateDirectory directory = Open();
  std::ofstream(folder_ / "elsewhere") << Sealed("foreign");
  fs::create_symlink(folder_ / "elsewhere", StateFolder() + "/a");
  EXPECT_FALSE(directory.Read("a").has_value());
}

TEST_F(StateDirectoryTest, ASecondInstanceIsTurnedAwayWhileTheFirstHoldsTheLock) {
  const StateDirectory first = Open();
  EXPECT_THAT(StateDirectory::Open(StateFolder(), kNoPatience), HasCode(ErrorCode::kBusy));
  EXPECT_THAT(StateDirectory::OpenToRead(StateFolder()), IsOk());
}

TEST_F(StateDirectoryTest, TheLockEndsWithItsHolder) {
  { const StateDirectory first = Open(); }
  EXPECT_THAT(StateDirectory::Open(StateFolder(), kNoPatience), IsOk());
}

TEST_F(StateDirectoryTest, AFolderThatOthersCanWriteIsRefused) {
  fs::create_directory(StateFolder());
  ASSERT_EQ(::chmod(StateFolder().c_str(), 0777), 0);
  EXPECT_THAT(StateDirectory::Open(StateFolder()), HasCode(ErrorCode::kPermission));
}

TEST_F(StateDirectoryTest, AFolderThatCannotBeMadeIsRefused) {
  EXPECT_THAT(StateDirectory::Open((folder_ / "missing" / "state").string()),
              HasCode(ErrorCode::kNotFound));
}

TEST_F(StateDirectoryTest, ReadingMakesNoFolder) {
  EXPECT_THAT(StateDirectory::OpenToRead(StateFolder()), HasCode(ErrorCode::kNotFound));
  EXPECT_FALSE(fs::exists(StateFolder()));
}

TEST_F(StateDirectoryTest, FilesAreListedInNaturalOrder) {
  const StateDirectory directory = Open();
  for (const char* const name : {"run-10", "run-9"}) {
    ASSERT_THAT(directory.Write(name, "x"), IsOk());
  }
  std::vector<std::string> names;
  const auto files = directory.List();
  ASSERT_THAT(files, IsOk());
  for (const auto& file : *files) names.push_back(file.name);
  EXPECT_EQ(names, (std::vector<std::string>{"lock", "run-9", "run-10"}));
}

TEST(SealTest, EveryTruncationIsRefused) {
  const std::string text = Sealed("{\"id\":1}\n");
  ASSERT_THAT(Unsealed(text), IsOk());
  for (size_t length = 0; length < text.size(); ++length) {
    EXPECT_THAT(Unsealed(text.substr(0, length)), HasCode(ErrorCode::kBadInput)) << length;
  }
}

TEST(SealTest, EveryFlippedBitIsRefused) {
  const std::string text = Sealed("{\"id\":1,\"verb\":\"apply\"}\n");
  for (size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_THAT(Unsealed(flipped), HasCode(ErrorCode::kBadInput)) << at << '.' << bit;
    }
  }
}

TEST(SealTest, MoreThanWasWrittenIsRefused) {
  EXPECT_THAT(Unsealed(Sealed("a") + "a"), HasCode(ErrorCode::kBadInput));
}

TEST(SealTest, AnotherFormatIsRefused) {
  std::string text = Sealed("a");
  text.replace(text.find("format 2"), 8, "format 3");
  EXPECT_THAT(Unsealed(text), HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(Unsealed(R"({"format": 1, "devices": [], "values": []})"),
              HasCode(ErrorCode::kBadInput));
}

}  // namespace
}  // namespace netkeel
