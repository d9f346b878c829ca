// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/ustar.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

const FileMap& Sample() {
  static const FileMap files = {{"meta.yaml", "kernel: 6.1\n"},
                                {"proc/empty", ""},
                                {"sys/block", std::string(512, 'x')},
                                {std::string(120, 'd') + "/" + std::string(100, 'n'), "long\n"}};
  return files;
}

std::string Archive(const FileMap& files) { return ToUstar(files, 1'700'000'000).value(); }

/// The archive with a byte of its first header changed, and its checksum made right again.
std::string Changed(std::string archive, size_t at, char c) {
  archive[at] = c;
  unsigned sum = 0;
  for (size_t i = 0; i < 512; ++i) {
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(archive[i]);
  }
  for (size_t place = 6; place-- > 0; sum /= 8) {
    archive[148 + place] = static_cast<char>('0' + sum % 8);
  }
  return archive;
}

TEST(UstarTest, WhatIsPutInComesOut) {
  EXPECT_THAT(ParseUstar(Archive(Sample())), IsOkAnd(Sample()));
  EXPECT_THAT(ParseUstar(Archive({})), IsOkAnd(FileMap{}));
}

TEST(UstarTest, TheSameFilesGiveTheSameBytesInWholeRecords) {
  EXPECT_EQ(Archive(Sample()), Archive(Sample()));
  EXPECT_EQ(Archive(Sample()).size() % 10240, 0U);
}

TEST(UstarTest, APathWithoutRoomIsRefusedWithAdvice) {
  const auto refused = ToUstar({{std::string(101, 'n'), ""}}, 0);
  ASSERT_THAT(refused, HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(refused.error().message, HasSubstr("capture into a folder instead"));
}

TEST(UstarTest, AnArchiveCutAnywhereIsRefused) {
  const std::string whole = Archive(Sample());
  const size_t end = whole.find_last_not_of('\0') + 1;
  for (size_t size = 0; size < end; size += 7) {
    EXPECT_THAT(ParseUstar(std::string_view(whole).substr(0, size)), HasCode(ErrorCode::kBadInput))
        << size;
  }
}

TEST(UstarTest, EveryChangedByteOfAHeaderIsSeen) {
  const std::string whole = Archive({{"a", "text"}});
  for (size_t at = 0; at < 512; ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    const auto parsed = ParseUstar(changed);
    EXPECT_FALSE(parsed.has_value() && *parsed != FileMap({{"a", "text"}})) << at;
  }
}

TEST(UstarTest, LinksDevicesAndOtherEntriesAreRefused) {
  for (const char type : std::string("1234678LKxg")) {
    const auto parsed = ParseUstar(Changed(Archive({{"a", ""}}), 156, type));
    ASSERT_THAT(parsed, HasCode(ErrorCode::kBadInput)) << type;
    EXPECT_THAT(parsed.error().message, HasSubstr("no plain file")) << type;
  }
}

TEST(UstarTest, NoPathLeadsOut) {
  for (const char* const path : {"/etc/passwd", "../a", "a/../b", "a/..", "a//b", "", "a/./b"}) {
    const auto parsed = ParseUstar(Archive({{path, "x"}}));
    ASSERT_THAT(parsed, HasCode(ErrorCode::kBadInput)) << path;
    EXPECT_THAT(parsed.error().message, HasSubstr("leads out")) << path;
  }
}

TEST(UstarTest, ASizeBeyondTheArchiveIsRefused) {
  EXPECT_THAT(ParseUstar(Changed(Archive({{"a", "x"}}), 124, '7')), HasCode(ErrorCode::kBadInput));
}

TEST(UstarTest, TheSameFileTwiceIsRefused) {
  const std::string one = Archive({{"a", "x"}}).substr(0, 1024);
  const auto parsed = ParseUstar(one + Archive({{"a", "y"}}));
  ASSERT_THAT(parsed, HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(parsed.error().message, HasSubstr("at byte 1024: a comes twice"));
}

TEST(UstarTest, ACompressedArchiveIsRefusedWithAReason) {
  const auto parsed = ParseUstar(std::string("\x1f\x8b\x08") + std::string(1000, 'z'));
  ASSERT_THAT(parsed, HasCode(ErrorCode::kBadInput));
  EXPECT_THAT(parsed.error().message, HasSubstr("not compressed"));
}

}  // namespace
}  // namespace netkeel
