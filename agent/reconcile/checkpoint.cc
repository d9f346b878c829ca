// SPDX-License-Identifier: Apache-2.0
#include "reconcile/checkpoint.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <thread>

namespace netkeel {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOwnerDirectory = 0700;

/// Namespaces share a file system, but not interfaces: each has a checkpoint of its own.
std::string FileName() {
  struct stat netns {};
  if (::stat("/proc/self/ns/net", &netns) != 0) return "checkpoint.json";
  return "checkpoint-netns-" + std::to_string(netns.st_ino) + ".json";
}

Result<UniqueFd> OpenDirectory(const std::string& path) {
  if (::mkdir(path.c_str(), kOwnerDirectory) != 0 && errno != EEXIST) {
    return Fail(ErrnoError(path + " cannot be made", errno));
  }
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return Fail(ErrnoError(path, errno));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return Fail(ErrnoError(path, errno));
  if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Fail(ErrorCode::kPermission,
                path + " must be ours and writable by nobody else; chown it, and chmod 0700 it");
  }
  return fd;
}

Result<UniqueFd> Lock(const UniqueFd& directory, std::chrono::seconds patience) {
  constexpr std::chrono::milliseconds kBetweenTries(50);
  UniqueFd fd(
      ::openat(directory.get(), "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (!fd) return Fail(ErrnoError("the lock file cannot be made", errno));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Fail(ErrnoError("the lock cannot be taken", errno));
    if (std::chrono::steady_clock::now() >= deadline) {
      return Fail(ErrorCode::kBusy, "another netkeel has been at work here for " +
                                        std::to_string(patience.count()) + " s; try again later");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  return fd;
}

Result<void> WriteAll(int fd, const std::string& text) {
  for (size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(fd, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Fail(ErrnoError("the checkpoint cannot be written", errno));
    done += static_cast<size_t>(written);
  }
  if (::fsync(fd) != 0) return Fail(ErrnoError("the checkpoint cannot be made durable", errno));
  return {};
}

Result<std::string> ReadAll(int fd) {
  std::string text;
  char buffer[16384];
  while (true) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(ErrnoError("the checkpoint cannot be read", errno));
    if (got == 0) return text;
    text.append(buffer, static_cast<size_t>(got));
  }
}

}  // namespace

Result<CheckpointStore> CheckpointStore::Open(const std::string& directory,
                                              std::chrono::seconds patience) {
  auto fd = OpenDirectory(directory);
  if (!fd) return Fail(At("state directory", fd.error()));
  auto lock = Lock(*fd, patience);
  if (!lock) return Fail(At("state directory " + directory, lock.error()));
  return CheckpointStore(FileName(), std::move(*fd), std::move(*lock));
}

Result<std::optional<Checkpoint>> CheckpointStore::Load() const {
  const UniqueFd file(::openat(directory_.get(), name_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) return Fail(ErrnoError("the checkpoint cannot be opened", errno));
  const auto text = ReadAll(file.get());
  if (!text) return Fail(text.error());
  auto checkpoint = CheckpointFromJson(*text);
  if (!checkpoint) return Fail(checkpoint.error());
  return std::move(*checkpoint);
}

Result<void> CheckpointStore::Save(const Checkpoint& checkpoint) const {
  const std::string temporary = name_ + ".new";
  {
    const UniqueFd file(::openat(directory_.get(), temporary.c_str(),
                                 O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                                 kOwnerOnly));
    if (!file) return Fail(ErrnoError("the checkpoint cannot be made", errno));
    if (auto written = WriteAll(file.get(), ToJson(checkpoint)); !written) return written;
  }
  if (::renameat(directory_.get(), temporary.c_str(), directory_.get(), name_.c_str()) != 0) {
    return Fail(ErrnoError("the checkpoint cannot be put in place", errno));
  }
  return SyncDirectory();
}

Result<void> CheckpointStore::Discard() const {
  if (::unlinkat(directory_.get(), name_.c_str(), 0) != 0 && errno != ENOENT) {
    return Fail(ErrnoError("the checkpoint cannot be removed", errno));
  }
  return SyncDirectory();
}

Result<std::string> CheckpointStore::SetAside() const {
  const std::string aside = name_ + ".bad";
  if (::renameat(directory_.get(), name_.c_str(), directory_.get(), aside.c_str()) != 0) {
    return Fail(ErrnoError("the broken checkpoint cannot be set aside", errno));
  }
  if (const auto synced = SyncDirectory(); !synced) return Fail(synced.error());
  return aside;
}

Result<void> CheckpointStore::SyncDirectory() const {
  if (::fsync(directory_.get()) != 0) {
    return Fail(ErrnoError("the state directory cannot be made durable", errno));
  }
  return {};
}

}  // namespace netkeel
