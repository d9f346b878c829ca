// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/recording_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "evidence/recording/database.h"
#include "evidence/recording/writer.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

class RecordingFileTest : public testing::Test {
 protected:
  std::string file() const { return folder_.string() + "/recording.sqlite"; }

  void Put(const std::string& content) {
    std::ofstream(file()) << content;
    ::chmod(file().c_str(), 0600);
  }

  std::string Content() const {
    std::ostringstream text;
    text << std::ifstream(file()).rdbuf();
    return text.str();
  }

  void Record() {
    auto writer = RecordingWriter::Open(file(), {});
    ASSERT_TRUE(writer) << writer.error().message;
    Sample sample;
    sample.at = WallTime(std::chrono::milliseconds(1'795'860'000'000));
    sample.uptime = std::chrono::milliseconds(1000);
    ASSERT_TRUE(writer->Append(sample, "boot", {}));
  }

  Error Refused() {
    const auto writer = RecordingWriter::Open(file(), {});
    EXPECT_FALSE(writer);
    return writer ? Error{} : writer.error();
  }

  TempFolder folder_;
};

TEST_F(RecordingFileTest, ItIsItsOwnersAlone) {
  Record();
  struct stat status {};
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(RecordingFileTest, WhatIsNoDatabaseIsLeftAsItIs) {
  const std::string text(5000, 'x');
  Put(text);
  const Error error = Refused();
  EXPECT_EQ(error.code, ErrorCode::kBadInput);
  EXPECT_THAT(error.message, HasSubstr("file is not a database: move it away"));
  EXPECT_EQ(Content(), text);
  EXPECT_EQ(ReadSamples(file(), {}, {}).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(AddMark(file(), {}).error().code, ErrorCode::kBadInput);
}

TEST_F(RecordingFileTest, AnotherProgramsDatabaseIsLeftAsItIs) {
  Put("");
  ASSERT_TRUE(Database::Open(file(), Database::Mode::kWrite)->Run("CREATE TABLE theirs(a)"));
  const std::string before = Content();
  const Error error = Refused();
  EXPECT_EQ(error.code, ErrorCode::kBadInput);
  EXPECT_THAT(error.message, HasSubstr("is a database, and no recording of netkeel's: move it"));
  EXPECT_EQ(Content(), before);
}

TEST_F(RecordingFileTest, ARecordingOfAnotherSchemaIsLeftAsItIs) {
  Record();
  ASSERT_TRUE(Database::Open(file(), Database::Mode::kWrite)->Run("PRAGMA user_version = 7"));
  EXPECT_THAT(Refused().message, HasSubstr("is a recording of schema 7, and this netkeel knows"));
  EXPECT_THAT(ReadSamples(file(), {}, {}).error().message, HasSubstr("schema 7"));
}

TEST_F(RecordingFileTest, ADamagedRecordingIsSaidToBeOne) {
  Record();
  std::string content = Content();
  ASSERT_GT(content.size(), 4096U);
  for (size_t at = 100; at < content.size(); ++at) content[at] = static_cast<char>(at * 7);
  Put(content);
  const Error error = Refused();
  EXPECT_EQ(error.code, ErrorCode::kBadInput);
  EXPECT_THAT(error.message, HasSubstr("malformed: move it away"));
  EXPECT_EQ(Content(), content);
  EXPECT_EQ(ReadSamples(file(), {}, {}).error().code, ErrorCode::kBadInput);
}

TEST_F(RecordingFileTest, ASymbolicLinkIsNotFollowed) {
  const std::string target = folder_.string() + "/target";
  std::filesystem::create_symlink(target, file());
  EXPECT_THAT(Refused().message, HasSubstr("is a symbolic link"));
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST_F(RecordingFileTest, AFileThatOthersCanWriteIsRefused) {
  Put("");
  ::chmod(file().c_str(), 0666);
  EXPECT_THAT(Refused().message, HasSubstr("is not ours alone to write to"));
  EXPECT_EQ(Content(), "");
}

TEST_F(RecordingFileTest, AFolderThatOthersCanWriteIsRefused) {
  ::chmod(folder_.path().c_str(), 0777);
  EXPECT_THAT(Refused().message, HasSubstr("whoever else can"));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(RecordingFileTest, AFifoIsRefusedAndNotWaitedFor) {
  ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
  EXPECT_THAT(Refused().message, HasSubstr("is no file"));
}

TEST_F(RecordingFileTest, TwoRecordersDoNotShareAFile) {
  EXPECT_FALSE(IsBeingRecorded(file()));
  const auto first = RecordingWriter::Open(file(), {});
  ASSERT_TRUE(first);
  EXPECT_TRUE(IsBeingRecorded(file()));
  const Error error = Refused();
  EXPECT_EQ(error.code, ErrorCode::kBusy);
  EXPECT_THAT(error.message, HasSubstr("another `netkeel record` writes"));
}

TEST_F(RecordingFileTest, WhereThereIsNoneAMarkSaysHowOneIsBegun) {
  const auto added = AddMark(file(), {});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(added.error().message, HasSubstr("systemctl enable --now netkeel-record"));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(RecordingFileTest, AMarkThatCannotGetInSaysSo) {
  Record();
  auto other = Database::Open(file(), Database::Mode::kWrite);
  ASSERT_TRUE(other->Run("BEGIN IMMEDIATE"));
  const auto added = AddMark(file(), {});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kBusy);
  EXPECT_THAT(added.error().message, HasSubstr("try again"));
}

TEST_F(RecordingFileTest, AnEmptyFileOfOneThatWasKilledAtOnceIsTakenUp) {
  Put("");
  Record();
  EXPECT_TRUE(ReadSamples(file(), {}, WallTime::max() - std::chrono::hours(1)));
}

}  // namespace
}  // namespace netkeel
