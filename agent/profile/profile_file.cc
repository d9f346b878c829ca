// SPDX-License-Identifier: Apache-2.0
#include "profile/profile_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "base/unique_fd.h"

namespace netkeel {
namespace {

constexpr size_t kLargest = 1U << 20;

tl::unexpected<Error> Refuse(const std::string& why) { return Fail(ErrorCode::kBadInput, why); }

/// `path` in single quotes where a shell needs them.
std::string ShellWord(const std::string& path) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::strchr("/._-+", c) != nullptr;
  };
  if (std::all_of(path.begin(), path.end(), plain)) return path;
  std::string quoted = "'";
  for (const char c : path) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return Printable(quoted + "'");
}

/// `subject`: how the message starts, "" for the profile itself.
Result<void> CheckOwner(const std::string& path, const std::string& subject,
                        const struct stat& status, const Caller& caller) {
  const bool trusted = status.st_uid == 0 || std::find(caller.owners.begin(), caller.owners.end(),
                                                       status.st_uid) != caller.owners.end();
  if (!trusted) {
    return Refuse(subject + "belongs to user " + std::to_string(status.st_uid) +
                  ", and netkeel runs as root; run: chown root " + ShellWord(path));
  }
  const bool sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !sticky) {
    return Refuse(subject +
                  "can be written by others than its owner, and netkeel runs as root; "
                  "run: chmod go-w " +
                  ShellWord(path));
  }
  return {};
}

/// Who may write the folder may replace the file. A symbolic link has two.
Result<void> CheckFolders(const std::string& path, const Caller& caller) {
  std::error_code ignored;
  const std::filesystem::path real = std::filesystem::canonical(path, ignored);
  for (const std::filesystem::path& file : {std::filesystem::path(path), real}) {
    const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) continue;
    if (auto safe = CheckOwner(folder, "its folder ", status, caller); !safe) return safe;
  }
  return {};
}

Result<std::string> ReadAll(int fd) {
  std::string content;
  std::array<char, 16384> buffer{};
  while (content.size() <= kLargest) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got == 0) return content;
    if (got < 0 && errno != EINTR) return Fail(ErrnoError("cannot be read", errno));
    if (got > 0) content.append(buffer.data(), static_cast<size_t>(got));
  }
  return Refuse("is larger than 1 MiB; a profile is not");
}

}  // namespace

Caller Caller::Current() {
  Caller caller{::geteuid() == 0, {::getuid()}};
  const char* const sudo = std::getenv("SUDO_UID");
  const auto uid = ParseUnsigned(sudo != nullptr ? sudo : "");
  if (uid) caller.owners.push_back(static_cast<uid_t>(*uid));
  return caller;
}

Result<std::string> ReadProfileFile(const std::string& path, const Caller& caller) {
  // A FIFO must not make us wait before we see that it is one.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return Fail(ErrnoError("cannot be opened", errno));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return Fail(ErrnoError("cannot be read", errno));
  if (S_ISDIR(status.st_mode)) return Refuse("is a directory; name a profile in it");
  if (!S_ISREG(status.st_mode)) return Refuse("is not a regular file; name a profile");
  if (caller.is_root) {
    if (auto safe = CheckOwner(path, "", status, caller); !safe) return Fail(safe.error());
    if (auto safe = CheckFolders(path, caller); !safe) return Fail(safe.error());
  }
  return ReadAll(fd.get());
}

}  // namespace netkeel
