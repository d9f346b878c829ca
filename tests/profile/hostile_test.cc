// SPDX-License-Identifier: Apache-2.0
//
// Profiles that are made to hurt: each is refused, in bounded time and memory, in words that are
// safe to print.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "profile/load.h"
#include "profile/small_table.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string Times(int count, const std::string& piece) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

std::string Numbered(int count, const std::string& before, const std::string& behind) {
  std::string text;
  for (int i = 0; i < count; ++i) text += before + std::to_string(i) + behind;
  return text;
}

/// How long a test's machine may take: far more than it needs, far less than a bomb would.
constexpr std::chrono::seconds kPatience(20);

std::string ErrorOf(const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  const auto profile = ParseProfileWith(text, "p.yaml", {SmallTable(), {}, Caller{}});
  EXPECT_LT(std::chrono::steady_clock::now() - start, kPatience);
  return profile ? "" : profile.error().message;
}

struct Hostile {
  const char* name;
  std::string text;
  const char* says;
};

class HostileProfileTest : public testing::TestWithParam<Hostile> {};

TEST_P(HostileProfileTest, IsRefusedInBoundedTimeAndInSafeWords) {
  const std::string error = ErrorOf(GetParam().text);
  EXPECT_THAT(error, HasSubstr(GetParam().says));
  EXPECT_LT(error.size(), 100'000U);
  EXPECT_TRUE(std::none_of(error.begin(), error.end(), [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == 0x7F;
  })) << error;
}

const std::string kStart = "version: 1\n";
const std::string kSysctl = "version: 1\nhost:\n  sysctl:\n";

INSTANTIATE_TEST_SUITE_P(
    Of, HostileProfileTest,
    testing::Values(
        Hostile{"MoreKeysThanAnybodyHas", kSysctl + Numbered(50'000, "    net.k", ": 1\n"),
                "more than 20000 values"},
        Hostile{"KeysThatAreAllUnknown", kStart + Numbered(9'000, "k", ": 1\n"), "unknown key"},
        Hostile{
            "AnAliasBomb",
            kStart + "a: &a [" + Times(9'000, "1,") + "1]\nb: [" + Times(200'000, "*a,") + "*a]\n",
            "more than 20000 values, aliases written out"},
        Hostile{"AliasesOfAliases",
                kStart + "a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                         "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                         "e: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
                "more than 20000 values, aliases written out"},
        Hostile{"LongCpuListsByAlias",
                kStart + "a: &a \"" + Times(3'500, "0-65535,") + "0\"\nb: [" + Times(100, "*a,") +
                    "*a]\n",
                "values of more than 2 MiB, aliases written out; write CPUs as ranges"},
        Hostile{"BracketsWithoutAnEnd", kStart + "a: " + Times(200'000, "["), "nested deeper"},
        Hostile{"MapsInMaps", kStart + "a: " + Times(100'000, "{a: "), "nested deeper"},
        Hostile{"Dashes", Times(200'000, "- "), "nested deeper"},
        Hostile{"TagsOnEverything", kStart + "a: [" + Times(15'000, "!!x 1,") + "1]\n", "tag"},
        Hostile{"AKeyOfAMegabyte", kStart + std::string(1'000'000, 'k') + ": 1\n", "p.yaml"},
        Hostile{"ATerminalEscapeInAKey", kStart + "\"\\x1b]0;owned\\x07\": 1\n", "\\x1b]0;owned"},
        Hostile{"ATerminalEscapeInAValue", kStart + "name: \"\\e[2J\"\n", "control character"},
        Hostile{"AC1EscapeInAKey", kStart + "\"\\x9b2J\": 1\n", "\\xc2\\x9b2J"},
        Hostile{"ARawNul", kStart + std::string("na\0me: x\n", 9), "p.yaml"},
        Hostile{"BytesThatAreNoUtf8", kStart + "\xff\xfe\xc3: 1\n", "p.yaml"},
        Hostile{"OverlongUtf8", kStart + "\"\xe0\x80\x9b\": 1\n", "p.yaml"},
        Hostile{"ManyExtends", kStart + "extends: [" + Times(9'000, "none.yaml, ") + "none.yaml]\n",
                "cannot be opened"}),
    [](const auto& hostile) { return hostile.param.name; });

TEST(HostileProfileTest, TheMostKeysThatAreTakenAreTakenQuickly) {
  EXPECT_EQ(ErrorOf(kSysctl + Numbered(9'900, "    net.k", ": 1\n")), "");
}

/// A folder of hostile files, gone after the test.
class HostileFileTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text = "version: 1\n") const {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0644);
    return path.string();
  }

  std::string ErrorOf(const std::string& path, const Caller& caller) const {
    const auto profile = LoadProfileWith(path, {SmallTable(), {}, caller});
    if (profile) return "";
    std::string message = profile.error().message;
    for (size_t at; (at = message.find(folder_.string())) != std::string::npos;) {
      message.replace(at, folder_.string().size(), "DIR");
    }
    return message;
  }

  const TempFolder folder_;
  const Caller root_{true, {::getuid()}};
};

TEST_F(HostileFileTest, AHundredMegabytesAreNotRead) {
  const std::string path = Write("large.yaml");
  fs::resize_file(path, 100U << 20);
  EXPECT_EQ(ErrorOf(path, root_), "DIR/large.yaml: is larger than 1 MiB; a profile is not");
}

TEST_F(HostileFileTest, NeitherADeviceNorAPipeNorTheKernelsLogKeepsItWaiting) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe.yaml").c_str(), 0600), 0);
  for (const std::string& path :
       {(folder_ / "pipe.yaml").string(), std::string("/dev/zero"), std::string("/dev/null")}) {
    EXPECT_THAT(ErrorOf(path, root_), HasSubstr("is not a regular file")) << path;
  }
  EXPECT_NE(ErrorOf("/proc/kmsg", Caller{}), "");
}

TEST_F(HostileFileTest, AFolderAboveThatOthersCanWriteIsNamed) {
  const std::string path = Write("open/inner/p.yaml");
  ::chmod((folder_ / "open").c_str(), 0775);
  EXPECT_EQ(ErrorOf(path, root_),
            "DIR/open/inner/p.yaml: a folder above it can be written by others than its owner, and "
            "netkeel runs as root; run: chmod go-w DIR/open");
  EXPECT_EQ(ErrorOf(path, Caller{}), "");
}

TEST_F(HostileFileTest, AFolderThatOnlyALinkOnTheWayGoesThroughIsNamed) {
  Write("safe/p.yaml");
  fs::create_directories(folder_ / "open");
  fs::create_symlink("../safe", folder_ / "open/turn");
  fs::create_symlink("open/turn/p.yaml", folder_ / "link.yaml");
  EXPECT_EQ(ErrorOf((folder_ / "link.yaml").string(), root_), "");
  ::chmod((folder_ / "open").c_str(), 0777);
  EXPECT_THAT(ErrorOf((folder_ / "link.yaml").string(), root_), HasSubstr("chmod go-w DIR/open"));
}

TEST_F(HostileFileTest, AnotherUsersFolderOrLinkIsNamed) {
  if (::getuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  const Caller root{true, {0}};
  const std::string path = Write("his/p.yaml");
  ASSERT_EQ(::chown((folder_ / "his").c_str(), 4711, 0), 0);
  EXPECT_EQ(ErrorOf(path, root),
            "DIR/his/p.yaml: its folder belongs to user 4711, and netkeel runs as root; run: chown "
            "root DIR/his");
  Write("p.yaml");
  fs::create_symlink("p.yaml", folder_ / "link.yaml");
  ASSERT_EQ(::lchown((folder_ / "link.yaml").c_str(), 4711, 0), 0);
  EXPECT_EQ(
      ErrorOf((folder_ / "link.yaml").string(), root),
      "DIR/link.yaml: the symbolic link to it belongs to user 4711, and netkeel runs as root; "
      "run: chown -h root DIR/link.yaml");
}

TEST_F(HostileFileTest, WhatIsExtendedMustBeAsSafe) {
  Write("open/base.yaml");
  const std::string path = Write("p.yaml", "version: 1\nextends: sub/../open/base.yaml\n");
  EXPECT_EQ(ErrorOf(path, root_), "");
  ::chmod((folder_ / "open").c_str(), 0777);
  EXPECT_THAT(ErrorOf(path, root_), HasSubstr("can be written by others"));
}

TEST_F(HostileFileTest, LinksThatGoRoundAreAnError) {
  fs::create_symlink("b.yaml", folder_ / "a.yaml");
  fs::create_symlink("a.yaml", folder_ / "b.yaml");
  EXPECT_THAT(ErrorOf((folder_ / "a.yaml").string(), root_), HasSubstr("Too many levels"));
}

TEST_F(HostileFileTest, AProfileBelowAStrangeWorkingDirectoryIsWalkedToo) {
  Write("open/p.yaml");
  ::chmod((folder_ / "open").c_str(), 0777);
  const fs::path before = fs::current_path();
  fs::current_path(folder_ / "open");
  EXPECT_THAT(ErrorOf("p.yaml", root_), HasSubstr("its folder can be written by others"));
  fs::current_path(before);
}

TEST(CallerTest, NoEnvironmentVariableAddsAnOwner) {
  ::setenv("SUDO_UID", "4711", 1);
  ::setenv("PKEXEC_UID", "4711", 1);
  EXPECT_FALSE(Caller::Current().Trusts(4711));
  ::unsetenv("SUDO_UID");
  ::unsetenv("PKEXEC_UID");
}

}  // namespace
}  // namespace netkeel
