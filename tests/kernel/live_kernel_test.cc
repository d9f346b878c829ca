// SPDX-License-Identifier: Apache-2.0
//
// Reads of the machine that the tests run on, without privilege; nothing is written to it.
#include "kernel/live_kernel.h"

#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/inventory.h"
#include "kernel/own_namespace.h"
#include "kernel/topics/topic.h"
#include "support/matchers.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::Not;

std::string ReadByStream(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class LiveKernelTest : public ::testing::Test {
 protected:
  const TempFolder folder_;
  LiveKernel kernel_;
};

TEST_F(LiveKernelTest, FilesOfProcAndSysAreReadWhole) {
  for (const char* path : {"/proc/cmdline", "/proc/sys/kernel/osrelease", "/proc/filesystems",
                           "/sys/devices/system/cpu/online"}) {
    EXPECT_THAT(kernel_.ReadFile(path), IsOkAnd(ReadByStream(path))) << path;
  }
}

TEST_F(LiveKernelTest, AFileOfManyRecordsIsReadToItsEnd) {
  // Pages of which each has other rights than the one before: a line of the file for each.
  constexpr size_t kPages = 4000;
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  void* const mapped =
      ::mmap(nullptr, kPages * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(mapped, MAP_FAILED);
  char* const pages = static_cast<char*>(mapped);
  for (size_t i = 1; i < kPages; i += 2) ::mprotect(pages + i * page, page, PROT_READ);
  const auto maps = kernel_.ReadFile("/proc/self/maps");
  ::munmap(mapped, kPages * page);
  ASSERT_THAT(maps, IsOk());
  EXPECT_GT(maps->size(), 65536U);
  size_t at = 0;
  for (size_t i = 1; i < kPages; ++i) {
    std::ostringstream start;
    start << '\n' << std::hex << reinterpret_cast<uintptr_t>(pages + i * page) << '-';
    at = maps->find(start.str(), at);
    ASSERT_NE(at, std::string::npos) << start.str();
  }
  EXPECT_TRUE(maps->ends_with('\n'));
}

// As the CPU list of a node is: Linux gives a page of it at a time.
TEST_F(LiveKernelTest, ABinaryAttributeOfSysfsIsReadToItsEnd) {
  std::string path;
  std::string whole;
  for (const char* const each : {"/sys/kernel/btf/vmlinux", "/sys/firmware/fdt",
                                 "/sys/firmware/acpi/tables/DSDT", "/sys/kernel/notes"}) {
    if (whole.size() > 8192) break;
    path = each;
    whole = ReadByStream(path);
  }
  if (whole.size() <= 8192) GTEST_SKIP() << "no attribute of more than two pages can be read";
  const auto read = kernel_.ReadFile(path);
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(*read == whole) << read->size() << " of " << whole.size() << " bytes";
}

TEST_F(LiveKernelTest, AFileLargerThanTheBufferIsReadWhole) {
  const std::string text(100'000, 'x');
  std::ofstream(folder_ / "large") << text;
  EXPECT_THAT(kernel_.ReadFile((folder_ / "large").string()), IsOkAnd(text));
}

TEST_F(LiveKernelTest, ErrorsCarryPathErrnoAndTheKernelsWords) {
  const auto missing = kernel_.ReadFile("/proc/sys/net/nosuch");
  ASSERT_THAT(missing, HasErrno(ENOENT));
  EXPECT_EQ(missing.error().message, "/proc/sys/net/nosuch: No such file or directory");
  EXPECT_THAT(kernel_.ReadFile("/sys"), HasErrno(EISDIR));
  EXPECT_THAT(kernel_.ListDirectory("/sys/class/nosuch"), HasCode(ErrorCode::kNotFound));
  EXPECT_THAT(kernel_.ResolveLink("/sys/class/net/lo/device"), HasCode(ErrorCode::kNotFound));
}

TEST_F(LiveKernelTest, AFolderIsListedWithoutItselfAndItsParent) {
  const auto names = kernel_.ListDirectory("/sys/class/net");
  EXPECT_THAT(names, IsOkAnd(Contains("lo")));
  EXPECT_THAT(names, IsOkAnd(Not(Contains("."))));
}

TEST_F(LiveKernelTest, ALinkResolvesToItsCanonicalPath) {
  EXPECT_THAT(kernel_.ResolveLink("/sys/class/net/lo"), IsOkAnd("/sys/devices/virtual/net/lo"));
  EXPECT_THAT(kernel_.ResolveLink("/sys/class/net/lo/subsystem"), IsOkAnd("/sys/class/net"));
}

TEST_F(LiveKernelTest, AWriteReachesNothingOutsideOfWhereSettingsAre) {
  std::ofstream(folder_ / "file") << "old";
  for (const std::string& path :
       {(folder_ / "file").string(), std::string("/proc/self/comm"), std::string("/proc/sys/net"),
        std::string("/proc/sys/net/../kernel/hostname"), std::string("/proc/sys/kernel/hostname"),
        std::string("/proc/sys/net//core/somaxconn"), std::string("/sys/class/net/lo"),
        std::string("/sys/class/net/../../kernel/profiling"),
        std::string("/sys/class/net/lo/../lo/mtu"), std::string("/sys/class/net/./lo/mtu"),
        std::string("/sys/kernel/profiling"), std::string("sys/class/net/lo/mtu")}) {
    const auto written = kernel_.WriteFile({path, 1, ""}, "new");
    ASSERT_THAT(written, HasCode(ErrorCode::kPermission)) << path;
    EXPECT_TRUE(written.error().message.starts_with(path + ": not below /proc/sys/net")) << path;
  }
  EXPECT_EQ(ReadByStream((folder_ / "file").string()), "old");
}

TEST_F(LiveKernelTest, AFileOfAnInterfaceIsWrittenByItsIfindexOnly) {
  const auto other = kernel_.WriteFile({"/sys/class/net/lo/mtu", 4711, ""}, "65536");
  ASSERT_THAT(other, HasErrno(::geteuid() == 0 ? ENODEV : EACCES));
  EXPECT_THAT(kernel_.WriteFile({"/sys/class/net/lo/mtu", 0, ""}, "65536"),
              HasCode(ErrorCode::kPermission));
}

TEST_F(LiveKernelTest, AnInterfaceIsOfThisNamespaceByIndexNameAndMacAddress) {
  Device lo;
  lo.name = "lo";
  lo.ifindex = 1;
  EXPECT_THAT(kernel_.CheckNamespace(lo), IsOk());
  EXPECT_THAT(CheckOwnNamespace(lo, "00:00:00:00:00:01"), HasCode(ErrorCode::kForeign));
  lo.ifindex = 2'000'000'000;
  EXPECT_THAT(kernel_.CheckNamespace(lo), HasCode(ErrorCode::kForeign));
  lo = {};
  lo.name = "lo1";
  lo.ifindex = 1;
  const auto renamed = kernel_.CheckNamespace(lo);
  ASSERT_THAT(renamed, HasCode(ErrorCode::kForeign));
  EXPECT_THAT(renamed.error().message, testing::HasSubstr("in netkeel's that is lo"));
}

TEST_F(LiveKernelTest, AWriteNeverCreatesAFileNorFollowsALink) {
  EXPECT_THAT(kernel_.WriteFile({"/proc/sys/net/nosuch", 0, ""}, "1"), HasErrno(ENOENT));
  EXPECT_THAT(kernel_.WriteFile({"/sys/class/net/nosuch0/mtu", 1, ""}, "1"), HasErrno(ENOENT));
  // "subsystem" leads to /sys/class/net: were it followed, this would be an uevent.
  EXPECT_THAT(kernel_.WriteFile({"/sys/class/net/lo/subsystem/lo/uevent", 1, ""}, "x"),
              HasErrno(ELOOP));
}

TEST_F(LiveKernelTest, APathBelowProcOrSysDoesNotLeaveIt) {
  EXPECT_THAT(kernel_.ReadFile("/proc/../etc/hostname"), HasErrno(EXDEV));
  EXPECT_THAT(kernel_.ReadFile("/proc/self/root/etc/hostname"), Not(IsOk()));
  EXPECT_THAT(kernel_.ListDirectory("/proc/self/cwd"), Not(IsOk()));
  EXPECT_THAT(kernel_.ReadFile("/sys/class/net/../../../etc/hostname"), HasErrno(EXDEV));
}

TEST_F(LiveKernelTest, APipeInAFilesPlaceKeepsNobodyWaiting) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(kernel_.ReadFile((folder_ / "pipe").string()), HasErrno(ENXIO));
}

TEST_F(LiveKernelTest, AFileWithoutAnEndIsGivenUp) {
  std::ofstream(folder_ / "sparse") << "x";
  fs::resize_file(folder_ / "sparse", uintmax_t{1} << 40);
  EXPECT_THAT(kernel_.ReadFile((folder_ / "sparse").string()), HasErrno(EFBIG));
}

TEST_F(LiveKernelTest, EveryInterfaceIsDescribedByItsRightIndex) {
  const auto names = InterfaceNames(kernel_);
  ASSERT_THAT(names, IsOk());
  for (const std::string& name : names.value()) {
    const auto device = DescribeInterface(kernel_, name);
    ASSERT_THAT(device, IsOk());
    EXPECT_EQ(std::to_string(device->ifindex) + '\n',
              ReadByStream("/sys/class/net/" + name + "/ifindex"));
  }
}

TEST_F(LiveKernelTest, NetlinkAndIoctlGiveEqualAnswers) {
  const LiveKernel by_ioctl(EthtoolRoute::kIoctlOnly);
  const auto names = InterfaceNames(kernel_);
  for (const std::string& name : names.value()) {
    const Device device = DescribeInterface(kernel_, name).value();
    for (const EthtoolTopic topic : kEthtoolTopics) {
      const EthtoolRow& row = RowOf(topic);
      if (row.get == 0 || row.ioctl.get == nullptr) continue;
      const auto one = kernel_.EthtoolGet(device, topic);
      const auto other = by_ioctl.EthtoolGet(device, topic);
      ASSERT_EQ(one.has_value(), other.has_value()) << name;
      if (one && topic == EthtoolTopic::kCoalesce) {
        // The ioctl has a 0 for what the driver does not have, and lacks what is newer.
        for (const auto& [word, value] : *one) {
          if (!other->contains(word)) continue;
          EXPECT_EQ(value, other->at(word)) << name << ' ' << word;
        }
      } else if (one) {
        EXPECT_EQ(*one, *other) << name;
      } else {
        EXPECT_EQ(one.error().sys_errno, other.error().sys_errno) << name;
      }
    }
  }
}

TEST_F(LiveKernelTest, ADeviceThatIsGoneIsNotFoundByEitherRoute) {
  Device gone;
  gone.name = "lo";  // by index: the name may be another interface's by now
  gone.ifindex = 2'000'000'000;
  for (const EthtoolRoute route : {EthtoolRoute::kNetlinkThenIoctl, EthtoolRoute::kIoctlOnly}) {
    const LiveKernel kernel(route);
    EXPECT_THAT(kernel.EthtoolGet(gone, EthtoolTopic::kRings), HasCode(ErrorCode::kNotFound));
    EXPECT_THAT(kernel.EthtoolGet(gone, EthtoolTopic::kInfo), HasCode(ErrorCode::kNotFound));
  }
}

// Before Linux 6.8 there is no such list; the loopback has no NAPI and so no interrupt.
TEST_F(LiveKernelTest, TheQueuesOfAnInterfaceAreListedWhereTheKernelDoesSo) {
  const Device lo = DescribeInterface(kernel_, "lo").value();
  const auto queues = kernel_.Query(lo, QueryTopic::kQueues);
  if (!queues) {
    EXPECT_THAT(queues, HasCode(ErrorCode::kUnsupported));
    return;
  }
  for (const Fields& row : *queues) {
    EXPECT_TRUE(row.contains("id"));
    EXPECT_TRUE(row.contains("type"));
    EXPECT_FALSE(row.contains("napi-id"));
  }
  EXPECT_THAT(kernel_.Query(lo, QueryTopic::kNapis), IsOkAnd(testing::IsEmpty()));
}

TEST_F(LiveKernelTest, AWordThatEthtoolDoesNotHaveNeverReachesTheKernel) {
  const Device lo = DescribeInterface(kernel_, "lo").value();
  LiveKernel by_ioctl(EthtoolRoute::kIoctlOnly);
  EXPECT_THAT(kernel_.EthtoolSet(lo, EthtoolTopic::kChannels, {{"combinded", 1UL}}),
              HasCode(ErrorCode::kInvalid));
  EXPECT_THAT(by_ioctl.EthtoolSet(lo, EthtoolTopic::kChannels, {{"combinded", 1UL}}),
              testing::Not(IsOk()));
}

}  // namespace
}  // namespace netkeel
