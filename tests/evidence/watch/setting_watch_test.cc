// SPDX-License-Identifier: Apache-2.0
#include "evidence/watch/setting_watch.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "evidence/watch/setting_value.h"
#include "evidence/watch/writer_process.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

/// Folders and files as those of procfs are, on a disk: the kernel tells of a write in the same
/// way.
class SettingWatchTest : public testing::Test {
 protected:
  void Put(const std::string& name, const std::string& text, mode_t mode = 0644) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text << '\n';
    ::chmod((folder_ / name).c_str(), mode);
  }

  /// By a process that is over then.
  pid_t PutByAnother(const std::string& name, const std::string& text) const {
    const std::string path = folder_ / name;
    const std::string content = text + '\n';
    const pid_t child = ::fork();
    if (child == 0) {
      const int file = ::open(path.c_str(), O_WRONLY | O_TRUNC);
      const bool written = ::write(file, content.data(), content.size()) > 0;
      ::_exit(written ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    return child;
  }

  std::vector<std::string> Seen(SettingWatch& watch) const {
    std::vector<std::string> seen;
    for (const Event& event : watch.Take({})) {
      EXPECT_EQ(event.kind, "setting");
      const std::string text = event.text.substr(0, event.text.find(", by"));
      seen.push_back(event.place.substr(folder_.string().size() + 1) + ": " + text);
      if (watch.NamesWriters()) {
        EXPECT_EQ(event.pid, ::getpid());
      }
    }
    return seen;
  }

  const TempFolder folder_;
};

TEST_F(SettingWatchTest, AWriteIsToldWithWhatWasThereBefore) {
  Put("irq/37/smp_affinity", "f");
  SettingWatch watch;
  watch.Watch({folder_ / "irq/37"});
  Put("irq/37/smp_affinity", "2");
  EXPECT_THAT(Seen(watch), ElementsAre("irq/37/smp_affinity: 0-3 -> 1"));
}

TEST_F(SettingWatchTest, WritingTheSameAgainIsNoChange) {
  Put("core/somaxconn", "4096");
  SettingWatch watch;
  watch.Watch({folder_ / "core"});
  Put("core/somaxconn", "4096");
  EXPECT_THAT(Seen(watch), IsEmpty());
}

TEST_F(SettingWatchTest, OfTwoThatWriteBeforeItIsReadBothAreNamed) {
  Put("core/somaxconn", "1");
  SettingWatch watch;
  if (!watch.NamesWriters()) GTEST_SKIP() << watch.Blindness();
  watch.Watch({folder_ / "core"});
  Put("core/somaxconn", "2");
  const pid_t other = PutByAnother("core/somaxconn", "3");
  const auto events = watch.Take({});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_THAT(events[0].text, StartsWith("1 -> 3, by pid " + std::to_string(::getpid())));
  EXPECT_THAT(events[0].text, testing::HasSubstr(" or by pid " + std::to_string(other)));
  EXPECT_EQ(events[0].pid, 0);
}

TEST_F(SettingWatchTest, WhoIsToldOfRightAfterAChangeMayHaveMadeIt) {
  Put("core/somaxconn", "1");
  SettingWatch watch;
  if (!watch.NamesWriters()) GTEST_SKIP() << watch.Blindness();
  watch.Watch({folder_ / "core"});
  Put("core/somaxconn", "2");
  ASSERT_EQ(watch.Take({}).size(), 1U);
  const pid_t other = PutByAnother("core/somaxconn", "2");
  const auto events = watch.Take({});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_THAT(events[0].text,
              StartsWith("2 was written a moment later, too, by pid " + std::to_string(other)));
  PutByAnother("core/somaxconn", "2");
  EXPECT_THAT(watch.Take(WallTime(std::chrono::hours(1))), IsEmpty());
}

TEST_F(SettingWatchTest, WhatIsNotForEveryoneToReadIsNotRead) {
  Put("ipv4/tcp_fastopen_key", "0-0-0-0", 0600);
  SettingWatch watch;
  watch.Watch({folder_ / "ipv4"});
  Put("ipv4/tcp_fastopen_key", "1-1-1-1", 0600);
  EXPECT_THAT(Seen(watch), IsEmpty());
}

TEST_F(SettingWatchTest, AFolderThatIsMadeAnewIsWatchedAnew) {
  Put("rx-3/rps_cpus", "0");
  SettingWatch watch;
  watch.Watch({folder_ / "rx-3"});
  std::filesystem::remove_all(folder_ / "rx-3");
  Put("rx-3/rps_cpus", "0");
  watch.Watch({folder_ / "rx-3"});
  Seen(watch);
  Put("rx-3/rps_cpus", "3");
  EXPECT_THAT(Seen(watch), ElementsAre("rx-3/rps_cpus: none -> 0-1"));
}

TEST_F(SettingWatchTest, WhatIsWantedNoMoreIsNotWatched) {
  Put("a/x", "1");
  Put("b/x", "1");
  SettingWatch watch;
  watch.Watch({folder_ / "a", folder_ / "b", folder_ / "missing"});
  watch.Watch({folder_ / "b"});
  Put("a/x", "2");
  Put("b/x", "2");
  EXPECT_THAT(Seen(watch), ElementsAre("b/x: 1 -> 2"));
}

TEST_F(SettingWatchTest, AWriterIsNamedByItsProgram) {
  Put("350/comm", "irqbalance");
  EXPECT_EQ(WriterText(350, folder_.string()), "by pid 350 (irqbalance)");
}

TEST_F(SettingWatchTest, OfAnInterpreterTheScriptIsTold) {
  Put("353/comm", "python3");
  std::ofstream(folder_ / "353/cmdline")
      .write("/usr/bin/python3\0-u\0/opt/tune.py\0--key=s3cret", 45);
  EXPECT_EQ(WriterText(353, folder_.string()), "by pid 353 (python3 /opt/tune.py)");
}

TEST_F(SettingWatchTest, WhatAShellIsGivenAsTextIsNotTold) {
  Put("353/comm", "sh");
  std::ofstream(folder_ / "353/cmdline").write("sh\0-c\0echo secret", 17);
  EXPECT_EQ(WriterText(353, folder_.string()), "by pid 353 (sh)");
}

TEST_F(SettingWatchTest, CodeAmongOtherOptionsIsNotToldEither) {
  Put("353/comm", "bash");
  for (const char* const option : {"-lc", "-ec", "-ne", "--eval", "-p"}) {
    std::ofstream(folder_ / "353/cmdline") << "bash" << '\0' << option << '\0' << "TOKEN=secret";
    EXPECT_EQ(WriterText(353, folder_.string()), "by pid 353 (bash)") << option;
  }
}

TEST_F(SettingWatchTest, TheMaskAndTheListAreOneSetting) {
  Put("37/smp_affinity", "f");
  Put("37/smp_affinity_list", "0-3");
  auto folder = WatchedFolder::Open((folder_ / "37").string());
  ASSERT_TRUE(folder);
  Put("37/smp_affinity", "1");
  EXPECT_EQ(folder->Change("smp_affinity"), "0-3 -> 0");
  Put("37/smp_affinity_list", "2");
  EXPECT_EQ(folder->Change("smp_affinity_list"), "0 -> 2");
  EXPECT_EQ(folder->Change("smp_affinity"), "2 -> 0");
}

TEST_F(SettingWatchTest, WhatCannotBeReadHasNotChanged) {
  Put("37/rps_cpus", "3");
  auto folder = WatchedFolder::Open((folder_ / "37").string());
  ASSERT_TRUE(folder);
  std::ofstream(folder_ / "37/rps_cpus", std::ios::trunc);
  EXPECT_EQ(folder->Change("rps_cpus"), "");
}

TEST_F(SettingWatchTest, AWriterThatIsGoneIsSaidToBe) {
  EXPECT_EQ(WriterText(353, folder_.string()), "by pid 353, gone");
  EXPECT_THAT(WriterText(0, folder_.string()), StartsWith("by a process of another"));
}

TEST(SettingValueTest, MasksAreReadAsListsAndLinesAsOne) {
  EXPECT_EQ(SettingValue("rps_cpus", "00000000,0000000f\n"), "0-3");
  EXPECT_EQ(SettingValue("tcp_rmem", "4096\t131072\t6291456\n"), "4096 131072 6291456");
  EXPECT_EQ(ChangeText("", "1"), "none -> 1");
}

}  // namespace
}  // namespace netkeel
