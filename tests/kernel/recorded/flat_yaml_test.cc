// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/flat_yaml.h"

#include <gtest/gtest.h>

#include "support/matchers.h"

namespace netkeel {
namespace {

TEST(FlatYamlTest, EveryEntryReadsBackAsItWasWritten) {
  const std::vector<FlatEntry> entries = {
      {"/sys/devices/pci0000:00/0000:03:00.0/driver", "/sys/bus/pci/drivers/ixgbe"},
      {"firmware-version", "0x800003df, 1.2-3"},
      {"empty", ""},
      {"unreadable /sys/class/net/eth1/carrier", "EINVAL"},
      {"ends with:", "a: b # c"},
      {"quote\"and\\", "tab\there\x01"},
      {"", "/proc/irq/57"},
      {"", "- dash"},
      {" blank", "blank "},
      {"ümlaut", "\xff"}};
  std::string text;
  for (const FlatEntry& entry : entries) text += FlatYamlLine(entry);
  EXPECT_THAT(ParseFlatYaml(text, "t.yaml"), IsOkAnd(entries)) << text;
}

TEST(FlatYamlTest, CommentsAndBlankLinesAreSkipped) {
  EXPECT_THAT(ParseFlatYaml("---\n# rings\n\nrx: 512\n", "t.yaml"),
              IsOkAnd(std::vector<FlatEntry>{{"rx", "512"}}));
}

TEST(FlatYamlTest, WhatIsNotFlatIsRefusedWithItsLine) {
  for (const char* line : {"rx", "  rx: 1", "rx: {a: 1}", "rx: &x 1", "rx: \"1", "\"rx: 1"}) {
    const auto parsed = ParseFlatYaml("tx: 1\n" + std::string(line) + "\n", "t.yaml");
    ASSERT_THAT(parsed, HasCode(ErrorCode::kBadInput)) << line;
    EXPECT_TRUE(parsed.error().message.starts_with("t.yaml:2: ")) << parsed.error().message;
  }
}

}  // namespace
}  // namespace netkeel
