// SPDX-License-Identifier: Apache-2.0
#include "kernel/root_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "support/matchers.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

std::string Read(const Result<UniqueFd>& fd) {
  if (!fd) return fd.error().message;
  std::array<char, 64> buffer;
  const ssize_t count = ::read(fd->get(), buffer.data(), buffer.size());
  return {buffer.data(), count > 0 ? static_cast<size_t>(count) : 0};
}

/// A folder with a secret beside it. The parameter: whether the kernel's openat2 is used.
class RootFolderTest : public testing::TestWithParam<bool> {
 protected:
  RootFolderTest() {
    fs::create_directories(top_ / "root/devices/eth0");
    fs::create_directories(top_ / "root/class");
    std::ofstream(top_ / "secret") << "secret";
    std::ofstream(top_ / "root/devices/eth0/mtu") << "1500";
    fs::create_symlink("../devices/eth0", top_ / "root/class/eth0");
    fs::create_symlink("../../secret", top_ / "root/class/climbs");
    fs::create_symlink(top_ / "secret", top_ / "root/class/absolute");
    fs::create_symlink(top_ / "root/devices", top_ / "root/class/absolute-inside");
    fs::create_symlink("loop", top_ / "root/class/loop");
    root_ = RootFolder((top_ / "root").string());
  }

  Result<UniqueFd> Open(const std::string& path, Links links = Links::kInside,
                        int flags = O_RDONLY) const {
    return GetParam() ? root_.Open(path, flags, links)
                      : root_.OpenWithoutOpenat2(path, flags, links);
  }

  const TempFolder top_;
  RootFolder root_{""};
};

INSTANTIATE_TEST_SUITE_P(EitherWay, RootFolderTest, testing::Bool(), [](const auto& way) {
  return way.param ? "ByOpenat2" : "WithoutOpenat2";
});

TEST_P(RootFolderTest, WhatIsInsideIsOpenedAlsoThroughALinkThatStaysInside) {
  EXPECT_EQ(Read(Open("devices/eth0/mtu")), "1500");
  EXPECT_EQ(Read(Open("class/eth0/mtu")), "1500");
  EXPECT_THAT(Open(".", Links::kInside, O_RDONLY | O_DIRECTORY), IsOk());
}

TEST_P(RootFolderTest, NothingOutsideIsOpened) {
  const std::string secret = (top_ / "secret").string();
  for (const std::string& path :
       {std::string("../secret"), std::string("class/../../secret"), std::string("class/climbs"),
        std::string("class/absolute"), secret, std::string("/etc/passwd"), std::string("..")}) {
    const auto opened = Open(path);
    ASSERT_THAT(opened, HasCode(ErrorCode::kPermission)) << path;
    EXPECT_THAT(opened.error().message, testing::HasSubstr("leads out of")) << path;
  }
}

TEST_P(RootFolderTest, WithoutLinksNoneIsFollowedNorOpened) {
  EXPECT_EQ(Read(Open("devices/eth0/mtu", Links::kNone)), "1500");
  EXPECT_THAT(Open("class/eth0/mtu", Links::kNone), HasErrno(ELOOP));
  EXPECT_THAT(Open("class/climbs", Links::kNone), HasErrno(ELOOP));
  EXPECT_THAT(Open("class/eth0", Links::kNone, O_PATH), HasErrno(ELOOP));
}

TEST_P(RootFolderTest, TheKernelsWordsAreKept) {
  EXPECT_THAT(Open("nosuch"), HasErrno(ENOENT));
  EXPECT_THAT(Open("class/loop"), HasErrno(ELOOP));
  EXPECT_THAT(Open("devices/eth0/mtu", Links::kInside, O_RDONLY | O_DIRECTORY), HasErrno(ENOTDIR));
  EXPECT_THAT(Open("devices/eth0/mtu", Links::kInside, O_PATH | O_DIRECTORY), HasErrno(ENOTDIR));
}

TEST_P(RootFolderTest, AFolderThatIsNotThereSaysSoAtEveryOpening) {
  root_ = RootFolder((top_ / "gone").string());
  EXPECT_THAT(Open("x"), HasErrno(ENOENT));
}

TEST(RootFolderOfProcTest, MagicLinksLeadNowhere) {
  const RootFolder proc("/proc");
  EXPECT_THAT(proc.Open("self/root/etc/passwd", O_RDONLY, Links::kInside), testing::Not(IsOk()));
  EXPECT_THAT(proc.OpenWithoutOpenat2("self/root/etc/passwd", O_RDONLY, Links::kInside),
              HasCode(ErrorCode::kPermission));
  EXPECT_THAT(proc.Open("net/dev", O_RDONLY, Links::kInside), IsOk());
  EXPECT_THAT(proc.OpenWithoutOpenat2("net/dev", O_RDONLY, Links::kInside), IsOk());
}

}  // namespace
}  // namespace netkeel
