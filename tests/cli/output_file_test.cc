// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/matchers.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_ / name; }
  static std::string Content(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  size_t Entries() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_.path()), {}));
  }

  const TempFolder folder_;
};

TEST_F(OutputFileTest, TheFileIsReplacedAndEverybodyMayReadIt) {
  std::ofstream(Path("a.prom")) << "a long text from before\n";
  const mode_t before = ::umask(077);
  ASSERT_THAT(WriteFileAtomically(Path("a.prom"), "new\n"), IsOk());
  ::umask(before);
  EXPECT_EQ(Content(Path("a.prom")), "new\n");
  struct stat status {};
  ASSERT_EQ(::stat(Path("a.prom").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0644U);
  EXPECT_EQ(Entries(), 1U);
}

TEST_F(OutputFileTest, AReaderOfTheOldFileKeepsItWhole) {
  std::ofstream(Path("a")) << "old";
  std::ifstream reader(Path("a"));
  ASSERT_THAT(WriteFileAtomically(Path("a"), "new"), IsOk());
  std::string text;
  reader >> text;
  EXPECT_EQ(text, "old");
}

TEST_F(OutputFileTest, WhatIsNoPlainFileIsLeftAlone) {
  fs::create_directory(folder_ / "folder");
  fs::create_symlink(folder_ / "elsewhere", folder_ / "link");
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  for (const char* const name : {"folder", "link", "pipe"}) {
    EXPECT_THAT(WriteFileAtomically(Path(name), "x"), HasCode(ErrorCode::kBadInput)) << name;
  }
  EXPECT_THAT(WriteFileAtomically("/dev/null", "x"), HasCode(ErrorCode::kBadInput));
  EXPECT_EQ(Entries(), 3U);
}

TEST_F(OutputFileTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_THAT(WriteFileAtomically(Path("none/a"), "x"), HasCode(ErrorCode::kNotFound));
  EXPECT_THAT(WriteFileAtomically("", "x"), HasCode(ErrorCode::kNotFound));
}

TEST_F(OutputFileTest, WhetherAFileCanBeMadeIsSaidBeforehandAndLeavesNothing) {
  EXPECT_THAT(CheckOutput(Path("new.html"), {}), IsOk());
  EXPECT_EQ(Entries(), 0U);
  EXPECT_FALSE(CheckOutput(Path("gone/new.html"), {}).has_value());
  std::ofstream(Path("old.html")) << "as it was";
  EXPECT_THAT(CheckOutput(Path("old.html"), {Path("other")}), IsOk());
  EXPECT_EQ(Content(Path("old.html")), "as it was");
  EXPECT_EQ(Entries(), 1U);
}

TEST_F(OutputFileTest, WhatIsToBeReadIsNotReplacedByWhatComesOfItByWhateverName) {
  std::ofstream(Path("recording.sqlite")) << "all samples";
  fs::create_hard_link(Path("recording.sqlite"), Path("page.html"));
  for (const std::string name : {"recording.sqlite", "page.html", "./recording.sqlite"}) {
    const auto usable = CheckOutput(Path(name), {Path("recording.sqlite")});
    ASSERT_FALSE(usable.has_value()) << name;
    EXPECT_THAT(usable.error().message, testing::HasSubstr("is what is to be read"));
  }
}

}  // namespace
}  // namespace netkeel
