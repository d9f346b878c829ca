// SPDX-License-Identifier: Apache-2.0
//
// What a capture takes along, and that it says what the host itself said.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "cli/verbs.h"
#include "kernel/capture_table.h"
#include "run_request.h"
#include "support/temp_folder.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using std::string_literals::operator""s;
namespace fs = std::filesystem;

constexpr const char* kSecret = "hunter2";

/// Our policy script for irqbalance, among lines of somebody else's.
constexpr const char* kPolicy =
    "#!/bin/sh\n# Written by `netkeel coexist --install`\n# hunter2\n"
    "  0000:01:00.0) echo ban=true; exit 0 ;;\n";

/// Everybody who writes settings of eth0, with a secret in each file.
TreeBuilder ManyHands() {
  return TreeBuilder()
      .Cpus(8, 2)
      .Isolated("2-3")
      .Nic("eth0", "igb")
      .Queues(4)
      .Mac("00:1b:21:aa:bb:cc")
      .Nic("eth1", "ixgbe")
      .Queues(4)
      .File("/proc/cmdline", "ip=hunter2 isolcpus=2-3\n")
      .File("/etc/default/grub", "X=hunter2\nGRUB_CMDLINE_LINUX=\"isolcpus=2-4 pw=hunter2\"\n")
      .File("/etc/sysctl.d/1.conf", "kernel.x = hunter2\nnet.core.dev_weight = 32\n")
      .File("/etc/sysctl.d/99-sysctl.conf", "net.core.rmem_max = 5000\n")
      .File("/etc/systemd/network/1.link",
            "[Match]\nMACAddress=00:1B:21:AA:BB:CC\n[Link]\nWakeOnLanPassword=hunter2\n"
            "TxBufferSize=128\n")
      .File("/etc/NetworkManager/system-connections/a",
            "[ethernet]\nmac-address=00:1B:21:AA:BB:CC\n[802-1x]\npassword=hunter2\n"
            "[ethtool]\nring-rx=512\n")
      .File("/etc/network/interfaces",
            "source /etc/network/interfaces.d/*\niface eth1\n  wpa-psk hunter2\n"
            "  up echo hunter2; ethtool -L eth1 combined 4\n")
      .File("/etc/network/interfaces.d/b", "iface eth1 inet dhcp\n  hardware-dma-ring-tx 512\n")
      .File("/sys/fs/cgroup/rt/cpuset.cpus.partition", "isolated\n")
      .File("/sys/fs/cgroup/rt/cpuset.cpus.effective", "6-7\n");
}

TreeBuilder WithIrqbalance(TreeBuilder builder, const std::string& policy) {
  return builder.Process(812, "irqbalance")
      .File("/run/irqbalance.pid", "812\n")
      .File("/proc/812/cmdline", "irqbalance\0--hunter2\0--policyscript="s + policy + "\0"s);
}

/// Hosts with other hands on them, by name.
std::map<std::string, KernelTree> Hosts() {
  std::map<std::string, KernelTree> hosts;
  hosts["many-hands"] = ManyHands()
                            .Process(700, "tuned")
                            .File("/run/tuned/tuned.pid", "700\n")
                            .File("/etc/tuned/active_profile", "own\n")
                            .File("/etc/tuned/own/tuned.conf",
                                  "[main]\nsummary=hunter2\ninclude=base\n[net]\nring=rx 256\n"
                                  "[bootloader]\ncmdline=hunter2\n")
                            .File("/usr/lib/tuned/base/tuned.conf",
                                  "[sysctl]\nnet.core.netdev_budget=500\n[scheduler]\n"
                                  "isolated_cores=2-3\n")
                            .Build()
                            .tree();
  hosts["policy"] =
      WithIrqbalance(ManyHands(), "/opt/ours").File("/opt/ours", kPolicy).Build().tree();
  hosts["foreign-policy"] = WithIrqbalance(ManyHands(), "/opt/secret")
                                .File("/opt/secret", "#!/bin/sh\necho hunter2\n")
                                .Build()
                                .tree();
  hosts["policy-folder"] = WithIrqbalance(ManyHands(), "/srv/policies")
                               .File("/srv/policies/a", "hunter2\n")
                               .File("/srv/policies/netkeel", kPolicy)
                               .Build()
                               .tree();
  hosts["no-policy"] = WithIrqbalance(ManyHands(), "/opt/none").Build().tree();
  RecordedKernel pipes = WithIrqbalance(ManyHands(), "/opt/pipe").Build();
  for (const char* const path : {"/opt/pipe", "/etc/sysctl.d/1.conf", "/etc/network/interfaces"}) {
    pipes.Remove(path);
    pipes.AddDirectory(path);
    pipes.SetUnreadable(path, ENXIO);
  }
  hosts["pipes"] = pipes.tree();
  return hosts;
}

/// All trees and the hosts above, each captured once as a folder and once as an archive.
class CaptureTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    temp_ = std::make_unique<TempFolder>();
    folder_ = temp_->path();
    for (const auto& tree : fs::directory_iterator("trees")) {
      if (tree.is_directory()) roots_.insert(tree.path());
    }
    for (const auto& [host, tree] : Hosts()) {
      ASSERT_TRUE(SaveTree(tree, folder_ / host).has_value());
      roots_.insert((folder_ / host).string());
    }
    for (const std::string& root : roots_) {
      for (const char* const ending : {"", ".tar"}) {
        const Outcome outcome = Do(Verb::kCapture, root, Captured(root, ending));
        ASSERT_EQ(outcome.exit_code, ExitCode::kAsWanted) << root << outcome.err;
      }
    }
  }
  static void TearDownTestSuite() {
    temp_.reset();
    roots_.clear();
  }

  static Outcome Do(Verb verb, const std::string& root, const std::string& argument,
                    Format format = Format::kText) {
    Request request;
    request.verb = verb;
    request.root = root;
    request.format = format;
    request.as_profile = argument.empty();
    if (!argument.empty()) request.arguments = {argument};
    return RunRequest(request);
  }

  /// Where the capture of a root is.
  static std::string Captured(const std::string& root, const std::string& ending) {
    return folder_ / ("captured-" + fs::path(root).filename().string() + ending);
  }

  static std::string File(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  static inline std::unique_ptr<TempFolder> temp_;
  static inline fs::path folder_;
  static inline std::set<std::string> roots_;
};

constexpr const char* kEverything =
    "version: 1\n"
    "host:\n"
    "  sysctl: {net.core.dev_weight: 65, net.core.netdev_budget: 301, net.core.rmem_max: 5000}\n"
    "  cpu: {isolated: {value: 1, optional: true}, nohz_full: {value: none, optional: true}}\n"
    "  boot: {isolcpus: present, skew_tick: 1, nosmt: absent}\n"
    "  modules: {ixgbe.version: '5.1', virtio_net.parameters.napi_txx: 1,\n"
    "            virtio_net.parameters.napi_weight: {at-least: 65},\n"
    "            workqueue.parameters.power_efficient: Y}\n"
    "interfaces:\n"
    "  - match: {name: '*'}\n"
    "    driver: {version: {at-least: '6.12'}, firmware-version: {value: '1.0', optional: true}}\n"
    "    rings: {rx: 512, tx: {value: max, optional: true}}\n"
    "    channels: {queues: 2}\n"
    "    queues: {rps_cpus: {value: housekeeping, optional: true}}\n"
    "    irq: {affinity: pool, cpus: housekeeping, other: online}\n";

TEST_F(CaptureTest, ACheckOfACaptureSaysByteForByteWhatTheHostSaid) {
  for (const std::string& root : roots_) {
    const Outcome own = Do(Verb::kCapture, root, "");
    const std::vector<std::string> profiles = {File("own.yaml", own.out),
                                               File("everything.yaml", kEverything)};
    for (const char* const ending : {"", ".tar"}) {
      const std::string capture = Captured(root, ending);
      const Format format = *ending == '\0' ? Format::kText : Format::kJson;
      for (const std::string& profile : profiles) {
        const Outcome live = Do(Verb::kCheck, root, profile, format);
        EXPECT_FALSE(live.out.empty()) << live.err;
        const Outcome replayed = Do(Verb::kCheck, capture, profile, format);
        EXPECT_EQ(replayed.out, live.out) << root << ' ' << profile << ending;
        EXPECT_EQ(replayed.err, live.err) << root;
        EXPECT_EQ(replayed.exit_code, live.exit_code) << root << ' ' << profile;
      }
    }
  }
}

TEST_F(CaptureTest, EverythingThatACaptureReadsIsInItsTable) {
  for (const std::string& root : roots_) {
    const auto tree = LoadTree(Captured(root, ""));
    ASSERT_TRUE(tree.has_value()) << root;
    EXPECT_FALSE(tree->files.empty());
    // What the table leaves out of the kernel's own files is unreadable in the capture.
    const auto host = LoadTree(root);
    for (const auto& [path, number] : tree->unreadable) {
      EXPECT_TRUE(host->unreadable.contains(path)) << path << " of " << root;
    }
    for (const auto& [path, content] : tree->files) {
      // A policy script is wherever irqbalance was told.
      if (path.starts_with("/opt/") || path.starts_with("/srv/")) continue;
      EXPECT_TRUE(IsInCaptureTable(path)) << path << " of " << root;
    }
  }
}

TEST_F(CaptureTest, NoSecretOfAnyFileIsInACapture) {
  for (const auto& [host, tree] : Hosts()) {
    const std::string archive = Captured(folder_ / host, ".tar");
    std::ifstream file(archive);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find(kSecret), std::string::npos) << host;
    EXPECT_EQ(bytes.find("00:1"), std::string::npos) << host;
    EXPECT_NE(bytes.find("net.core.rmem_max = 5000"), std::string::npos) << host;
  }
}

TEST_F(CaptureTest, AParameterThatDidNotTravelIsNotTakenForAbsent) {
  const std::string profile =
      File("boot.yaml", "version: 1\nhost: {boot: {ip: absent, nosmt: absent, isolcpus: 2-3}}\n");
  const Outcome outcome = Do(Verb::kCheck, Captured(folder_ / "many-hands", ""), profile);
  EXPECT_EQ(outcome.exit_code, ExitCode::kDrift) << outcome.err;
  EXPECT_THAT(outcome.out, testing::HasSubstr("this capture has no such parameter"));
  EXPECT_THAT(outcome.out, testing::Not(testing::HasSubstr("hunter2")));
}

TEST_F(CaptureTest, OfTasksAndSocketsOnlyThatOfTheReceivePathIsInACapture) {
  // Who is pinned where is asked of isolated CPUs that a vector goes to, where CPUs are counted.
  RecordedKernel kernel = ManyHands()
                              .File("/proc/stat", "cpu0 1 2 3 4 5 6 7 8\n")
                              .File("/sys/kernel/irq/41/per_cpu_count", "0,0,0,7\n")
                              .File("/proc/irq/41/effective_affinity_list", "3\n")
                              .Build();
  kernel.SetRows(kHostDevice, QueryTopic::kUdpSockets,
                 {{{"local", "[fe80::21b:21ff:feaa:bbcc]:546"}, {"inode", 771UL}, {"drops", 1UL}}});
  kernel.SetRows(kHostDevice, QueryTopic::kPinnedTasks,
                 {{{"pid", 812UL}, {"name", "feedd"}, {"cpus", "3"}},
                  {{"pid", 9UL}, {"name", "elsewhere"}, {"cpus", "0-3"}}});
  kernel.SetRows(kHostDevice, QueryTopic::kSocketOwners,
                 {{{"inode", 771UL}, {"pid", 812UL}, {"name", "feedd"}},
                  {{"inode", 5UL}, {"pid", 9UL}, {"name", "elsewhere"}}});
  const std::string root = folder_ / "rows";
  ASSERT_TRUE(SaveTree(kernel.tree(), root).has_value());
  ASSERT_EQ(Do(Verb::kCapture, root, Captured(root, "")).exit_code, ExitCode::kAsWanted);
  const auto tree = LoadTree(Captured(root, ""));
  ASSERT_TRUE(tree.has_value());
  const auto texts = [&tree](QueryTopic topic, const char* word) {
    std::vector<std::string> found;
    for (const auto& [key, rows] : tree->rows) {
      if (key.second != topic) continue;
      for (const Fields& row : rows) found.push_back(FieldText(row, word));
    }
    return found;
  };
  EXPECT_THAT(texts(QueryTopic::kPinnedTasks, "name"), testing::ElementsAre("feedd"));
  EXPECT_THAT(texts(QueryTopic::kSocketOwners, "name"), testing::ElementsAre("feedd"));
  EXPECT_THAT(texts(QueryTopic::kUdpSockets, "local"), testing::ElementsAre("[fe80::*]:546"));
}

TEST_F(CaptureTest, WhatIsJudgedOnceIsLeftAloneTheSecondTime) {
  for (const std::string& root : roots_) {
    const auto once = LoadTree(Captured(root, ""));
    const std::string again = (folder_ / "again").string();
    fs::remove_all(again);
    ASSERT_EQ(Do(Verb::kCapture, Captured(root, ""), again).exit_code, ExitCode::kAsWanted);
    const auto twice = LoadTree(again);
    ASSERT_TRUE(once.has_value() && twice.has_value());
    EXPECT_EQ(twice->files, once->files) << root;
    EXPECT_EQ(twice->unreadable, once->unreadable) << root;
    EXPECT_EQ(twice->links, once->links) << root;
  }
}

TEST_F(CaptureTest, AnArchiveHoldsWhatAFolderHolds) {
  for (const std::string& root : roots_) {
    const auto folder = LoadTree(Captured(root, ""));
    const auto archive = LoadTree(Captured(root, ".tar"));
    ASSERT_TRUE(folder.has_value() && archive.has_value()) << root;
    EXPECT_EQ(archive->files, folder->files) << root;
    EXPECT_EQ(archive->listed, folder->listed) << root;
  }
}

TEST_F(CaptureTest, ACaptureIsItsOwnersAloneWhateverTheUmask) {
  for (const mode_t mask : {mode_t{0}, mode_t{0777}}) {
    const mode_t before = ::umask(mask);
    const std::string folder = folder_ / ("masked-" + std::to_string(mask));
    const std::string archive = folder + ".tar";
    const Outcome one = Do(Verb::kCapture, "trees/ixgbe-4q", folder);
    const Outcome other = Do(Verb::kCapture, "trees/ixgbe-4q", archive);
    ::umask(before);
    ASSERT_EQ(one.err + other.err, "");
    struct stat status = {};
    ASSERT_EQ(::stat(archive.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    ASSERT_EQ(::stat(folder.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0700U);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
      EXPECT_EQ(status.st_mode & 07777U, entry.is_directory() ? 0700U : 0600U) << entry.path();
    }
  }
}

TEST_F(CaptureTest, AFolderThatOthersCanWriteToIsNotCapturedInto) {
  const std::string folder = (folder_ / "shared").string();
  fs::create_directory(folder);
  ASSERT_EQ(::chmod(folder.c_str(), 0777), 0);
  const Outcome outcome = Do(Verb::kCapture, "trees/ixgbe-4q", folder);
  EXPECT_EQ(outcome.exit_code, ExitCode::kError);
  EXPECT_THAT(outcome.err, testing::HasSubstr("only you can write"));
  fs::create_directory_symlink(folder, folder_ / "link");
  EXPECT_EQ(Do(Verb::kCapture, "trees/ixgbe-4q", folder_ / "link").exit_code, ExitCode::kError);
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(CaptureTest, APipeInAFilesPlaceIsSaidAndLeftOutOfAccount) {
  const Outcome outcome = Do(Verb::kCheck, folder_ / "pipes", File("p.yaml", kEverything));
  for (const char* const path : {"/opt/pipe", "/etc/sysctl.d/1.conf", "/etc/network/interfaces"}) {
    EXPECT_THAT(outcome.out, testing::HasSubstr(path + " is left out of account: a pipe"s));
  }
}

}  // namespace
}  // namespace netkeel
