// SPDX-License-Identifier: Apache-2.0
#include "writers/drop_in_files.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DropInFilesTest, FilesComeInTheOrderOfTheirNamesAndOnceEach) {
  const auto kernel = TreeBuilder()
                          .File("/usr/lib/systemd/network/9-b.link", "")
                          .File("/usr/lib/systemd/network/10-a.link", "")
                          .File("/etc/systemd/network/9-b.link", "")
                          .File("/etc/systemd/network/9-b.network", "")
                          .Build();
  EXPECT_THAT(DropInFiles(kernel, "systemd/network", ".link"),
              ElementsAre("/usr/lib/systemd/network/10-a.link", "/etc/systemd/network/9-b.link"));
}

TEST(DropInFilesTest, AHostWithoutTheFoldersHasNone) {
  EXPECT_THAT(DropInFiles(TreeBuilder().Build(), "systemd/network", ".link"), IsEmpty());
}

TEST(DropInFilesTest, OptionsComeWithTheirSectionAndLine) {
  const auto kernel =
      TreeBuilder()
          .File("/etc/x", "top = 1\n[Link]\n# RxBufferSize=1\n RxBufferSize = 2\nword\n")
          .Build();
  const auto lines = ReadIni(kernel, "/etc/x");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].section, "");
  EXPECT_EQ(lines[1].section + ' ' + lines[1].option + ' ' + lines[1].value, "Link RxBufferSize 2");
  EXPECT_EQ(lines[1].where, "/etc/x:4");
}

}  // namespace
}  // namespace netkeel
