// SPDX-License-Identifier: Apache-2.0
#include "kernel/live_kernel.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <thread>

#include "base/text.h"
#include "base/unique_fd.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/unix_socket.h"

namespace netkeel {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// Files that the kernel prints whole into one read: a short read is the end of them. Those of
/// /proc that are made of records may stop short at any record.
bool ShortReadEnds(std::string_view path) {
  return path.starts_with("/sys/") || path.starts_with("/proc/sys/") ||
         path.starts_with("/proc/irq/");
}

ssize_t ReadSome(int fd, char* buffer, size_t size) {
  ssize_t count = 0;
  do {
    count = ::read(fd, buffer, size);
  } while (count < 0 && errno == EINTR);
  return count;
}

}  // namespace

Result<std::string> LiveKernel::ReadFile(const std::string& path) const {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return Fail(ErrnoError(path, errno));
  // More than a page, which is the most that sysfs gives.
  std::array<char, 8192> buffer;
  std::string content;
  while (true) {
    const ssize_t count = ReadSome(fd.get(), buffer.data(), buffer.size());
    if (count < 0) return Fail(ErrnoError(path, errno));
    content.append(buffer.data(), static_cast<size_t>(count));
    const bool is_short = static_cast<size_t>(count) < buffer.size();
    if (count == 0 || (is_short && ShortReadEnds(path))) return content;
  }
}

Result<std::vector<std::string>> LiveKernel::ListDirectory(const std::string& path) const {
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(path.c_str()));
  if (!directory) return Fail(ErrnoError(path, errno));
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return Fail(ErrnoError(path, errno));
  std::sort(names.begin(), names.end(), NaturalLess);
  return names;
}

Result<std::string> LiveKernel::ResolveLink(const std::string& path) const {
  // The kernel knows the canonical path of what is open: three calls, where realpath(3) makes one
  // for every component.
  const UniqueFd fd(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!fd) return Fail(ErrnoError(path, errno));
  std::array<char, 4096> target;
  const std::string link = "/proc/self/fd/" + std::to_string(fd.get());
  const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
  if (length < 0) return Fail(ErrnoError(path, errno));
  return std::string(target.data(), static_cast<size_t>(length));
}

Result<EthtoolFields> LiveKernel::EthtoolGet(const Device& device, EthtoolTopic topic) const {
  if (UsesNetlink(topic, EthtoolRequest::kGet)) return netlink_.Get(device, topic);
  return EthtoolIoctlGet(device, topic);
}

Result<std::string> LiveKernel::AskSocket(const std::string& path,
                                          const std::string& question) const {
  return AskUnixSocket(path, question);
}

void LiveKernel::Pause(std::chrono::milliseconds time) const { std::this_thread::sleep_for(time); }

Result<void> LiveKernel::WriteFile(const std::string& path, const std::string& content) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return Fail(ErrnoError(path, errno));
  // One call: a second one at another offset would be another value to the kernel.
  const ssize_t count = ::write(fd.get(), content.data(), content.size());
  if (count < 0) return Fail(ErrnoError(path, errno));
  if (static_cast<size_t>(count) == content.size()) return {};
  return Fail(ErrorCode::kInvalid, path + ": only " + std::to_string(count) + " of " +
                                       std::to_string(content.size()) + " bytes were taken");
}

Result<void> LiveKernel::EthtoolSet(const Device& device, EthtoolTopic topic,
                                    const EthtoolFields& fields) {
  if (UsesNetlink(topic, EthtoolRequest::kSet)) return netlink_.Set(device, topic, fields);
  return EthtoolIoctlSet(device, topic, fields);
}

bool LiveKernel::UsesNetlink(EthtoolTopic topic, EthtoolRequest request) const {
  return route_ == EthtoolRoute::kNetlinkThenIoctl && topic != EthtoolTopic::kInfo &&
         netlink_.Has(topic, request);
}

}  // namespace netkeel
