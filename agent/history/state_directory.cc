// SPDX-License-Identifier: Apache-2.0
#include "history/state_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <thread>

#include "base/text.h"
#include "base/write_all.h"
#include "history/run_record.h"

namespace netkeel {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOwnerDirectory = 0700;

Result<UniqueFd> OpenDirectory(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return Fail(ErrnoError("state directory " + path, errno));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return Fail(ErrnoError(path, errno));
  if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Fail(ErrorCode::kPermission,
                "state directory " + path +
                    " must be ours and writable by nobody else; chown it, and chmod 0700 it");
  }
  return fd;
}

/// "apply (pid 4711, since 2026-11-23 18:40:01Z)".
std::string ThisHolder(const std::string& verb) {
  return verb + " (pid " + std::to_string(::getpid()) + ", since " +
         TimeText(static_cast<uint64_t>(std::time(nullptr))) + ')';
}

/// What ThisHolder was for whoever holds the lock; a full disk keeps it from being written.
std::string OtherHolder(int fd) {
  std::array<char, 128> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  return got > 0 ? "netkeel " + std::string(text.data(), static_cast<size_t>(got))
                 : std::string("another netkeel");
}

/// For people who wait: no reason to fail.
void NoteHolder(int fd, const std::string& verb) {
  const std::string holder = ThisHolder(verb);
  if (::ftruncate(fd, 0) != 0) return;
  if (::pwrite(fd, holder.data(), holder.size(), 0) < 0) return;
}

Result<UniqueFd> Lock(const UniqueFd& directory, std::chrono::seconds patience,
                      const std::string& verb) {
  constexpr std::chrono::milliseconds kBetweenTries(50);
  UniqueFd fd(
      ::openat(directory.get(), "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (!fd) return Fail(ErrnoError("the lock file cannot be made", errno));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Fail(ErrnoError("the lock cannot be taken", errno));
    if (std::chrono::steady_clock::now() >= deadline) {
      return Fail(ErrorCode::kBusy, OtherHolder(fd.get()) + " is at work here; waited for it for " +
                                        std::to_string(patience.count()) + " s: try again later");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  NoteHolder(fd.get(), verb);
  return fd;
}

/// All that the file has when this returns, and durable.
Result<void> WriteWhole(int fd, const std::string& text) {
  if (const int failure = WriteAll(fd, text)) return Fail(ErrnoError("cannot be written", failure));
  if (::ftruncate(fd, static_cast<off_t>(text.size())) != 0) {
    return Fail(ErrnoError("cannot be cut to its length", errno));
  }
  if (::fsync(fd) != 0) return Fail(ErrnoError("cannot be made durable", errno));
  return {};
}

Result<std::string> ReadAll(int fd) {
  std::string text;
  char buffer[16384];
  while (true) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(ErrnoError("cannot be read", errno));
    if (got == 0) return text;
    text.append(buffer, static_cast<size_t>(got));
  }
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

}  // namespace

Result<StateDirectory> StateDirectory::Open(const std::string& path, std::chrono::seconds patience,
                                            const std::string& verb) {
  if (::mkdir(path.c_str(), kOwnerDirectory) != 0 && errno != EEXIST) {
    return Fail(ErrnoError("state directory " + path + " cannot be made", errno));
  }
  auto directory = OpenDirectory(path);
  if (!directory) return Fail(directory.error());
  auto lock = Lock(*directory, patience, verb);
  if (!lock) return Fail(At("state directory " + path, lock.error()));
  return StateDirectory(std::move(*directory), std::move(*lock));
}

Result<StateDirectory> StateDirectory::OpenToRead(const std::string& path) {
  auto directory = OpenDirectory(path);
  if (!directory) return Fail(directory.error());
  return StateDirectory(std::move(*directory), UniqueFd());
}

Result<std::optional<std::string>> StateDirectory::Read(const std::string& name) const {
  const UniqueFd file(::openat(directory_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) return Fail(ErrnoError(name, errno));
  const auto text = ReadAll(file.get());
  if (!text) return Fail(At(name, text.error()));
  auto content = Unsealed(*text);
  if (!content) return Fail(At(name, content.error()));
  return std::move(*content);
}

Result<void> StateDirectory::Write(const std::string& name, const std::string& content) const {
  const std::string temporary = name + kUnfinished;
  if (const auto written = WriteNew(temporary, Sealed(content)); !written) {
    ::unlinkat(directory_.get(), temporary.c_str(), 0);
    return Fail(At(name, written.error()));
  }
  if (::renameat(directory_.get(), temporary.c_str(), directory_.get(), name.c_str()) != 0) {
    return Fail(ErrnoError(name + " cannot be put in place", errno));
  }
  return Sync();
}

Result<void> StateDirectory::WriteNew(const std::string& name, const std::string& text) const {
  // Not truncated: the blocks that Reserve has set aside are to be used.
  const UniqueFd file(::openat(directory_.get(), name.c_str(),
                               O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (!file) return Fail(ErrnoError("cannot be made", errno));
  return WriteWhole(file.get(), text);
}

Result<void> StateDirectory::Reserve(const std::string& name, size_t bytes) const {
  const std::string temporary = name + kUnfinished;
  const UniqueFd file(::openat(directory_.get(), temporary.c_str(),
                               O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (!file) return Fail(At(name, ErrnoError("cannot be made", errno)));
  int failed = 0;
  while ((failed = ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes))) == EINTR) continue;
  if (failed == 0) return {};
  ::unlinkat(directory_.get(), temporary.c_str(), 0);
  return Fail(At(name, ErrnoError("there is no room for the end of the run", failed)));
}

Result<void> StateDirectory::Rename(const std::string& from, const std::string& to) const {
  if (::renameat(directory_.get(), from.c_str(), directory_.get(), to.c_str()) != 0) {
    return Fail(ErrnoError(from + " cannot be renamed to " + to, errno));
  }
  return Sync();
}

bool StateDirectory::IsAtWork() const {
  if (lock_) return false;
  const UniqueFd fd(::openat(directory_.get(), "lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

Result<void> StateDirectory::Remove(const std::string& name) const {
  if (::unlinkat(directory_.get(), name.c_str(), 0) == 0) return Sync();
  if (errno == ENOENT) return {};
  return Fail(ErrnoError(name + " cannot be removed", errno));
}

Result<std::string> StateDirectory::SetAside(const std::string& name) const {
  const std::string aside = name + ".bad";
  if (::renameat(directory_.get(), name.c_str(), directory_.get(), aside.c_str()) != 0) {
    return Fail(ErrnoError(name + " is broken and cannot be set aside", errno));
  }
  if (const auto synced = Sync(); !synced) return Fail(synced.error());
  return aside;
}

Result<std::vector<StateDirectory::File>> StateDirectory::List() const {
  // A descriptor of its own: the position in the directory belongs to the open file.
  const int fd = ::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseDirectory> directory(fd < 0 ? nullptr : ::fdopendir(fd));
  if (!directory) return Fail(ErrnoError("the state directory", errno));
  std::vector<File> files;
  while (const dirent* entry = ::readdir(directory.get())) {
    struct stat status {};
    const int got = ::fstatat(directory_.get(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW);
    if (got != 0 || !S_ISREG(status.st_mode)) continue;
    files.push_back({entry->d_name, static_cast<size_t>(status.st_size)});
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return NaturalLess(a.name, b.name); });
  return files;
}

Result<void> StateDirectory::Sync() const {
  if (::fsync(directory_.get()) != 0) {
    return Fail(ErrnoError("the state directory cannot be made durable", errno));
  }
  return {};
}

}  // namespace netkeel
