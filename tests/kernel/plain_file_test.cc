// SPDX-License-Identifier: Apache-2.0
#include "kernel/plain_file.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>

#include "kernel/live_kernel.h"
#include "support/matchers.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

class PlainFileTest : public ::testing::Test {
 protected:
  void SetUp() override { std::ofstream(folder_ / "file") << "text"; }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  const TempFolder folder_;
};

TEST_F(PlainFileTest, AFileIsReadAlsoThroughALinkWhereThatIsAllowed) {
  fs::create_symlink(Path("file"), Path("link"));
  const LiveKernel kernel;
  EXPECT_THAT(kernel.ReadFile(Path("file")), IsOkAnd("text"));
  EXPECT_THAT(kernel.ReadFile(Path("link")), IsOkAnd("text"));
  EXPECT_THAT(OpenPlain(Path("link"), LastLink::kRefuse), HasErrno(ELOOP));
  EXPECT_TRUE(OpenPlain(Path("file"), LastLink::kRefuse).has_value());
}

TEST_F(PlainFileTest, APipeASocketAndADeviceAreLookedAtAndNotOpened) {
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  const UniqueFd server(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  Path("socket").copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  fs::create_symlink("/dev/zero", Path("device"));
  for (const char* const name : {"pipe", "socket", "device"}) {
    EXPECT_THAT(LiveKernel().ReadFile(Path(name)), HasErrno(kNotPlain)) << name;
  }
}

TEST_F(PlainFileTest, AFileThatIsHiddenByNullIsEmpty) {
  fs::create_symlink("/dev/null", Path("masked"));
  EXPECT_THAT(LiveKernel().ReadFile(Path("masked")), IsOkAnd(""));
}

TEST_F(PlainFileTest, WhatIsMissingOrAFolderSaysSo) {
  EXPECT_THAT(OpenPlain(Path("none"), LastLink::kFollow), HasErrno(ENOENT));
  EXPECT_THAT(OpenPlain(folder_.string(), LastLink::kFollow), HasErrno(EISDIR));
  fs::create_symlink(Path("loop"), Path("loop"));
  EXPECT_THAT(OpenPlain(Path("loop"), LastLink::kFollow), HasErrno(ELOOP));
}

}  // namespace
}  // namespace netkeel
