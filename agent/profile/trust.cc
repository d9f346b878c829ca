// SPDX-License-Identifier: Apache-2.0
#include "profile/trust.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr int kMostLinks = 40;  // as Linux: more is ELOOP

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
Result<void> CheckOne(const std::string& path, const std::string& subject,
                      const struct stat& status, const Caller& caller) {
  const bool is_link = S_ISLNK(status.st_mode);
  if (!caller.Trusts(status.st_uid)) {
    return Refuse(subject + "belongs to user " + std::to_string(status.st_uid) +
                  ", and netkeel runs as root; run: chown " + (is_link ? "-h " : "") + "root " +
                  ShellWord(path));
  }
  // In a sticky folder nobody can replace what is another's; a link's mode means nothing.
  const bool sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !sticky && !is_link) {
    return Refuse(subject +
                  "can be written by others than its owner, and netkeel runs as root; "
                  "run: chmod go-w " +
                  ShellWord(path));
  }
  return {};
}

/// Goes a path as the kernel does, link by link, and looks at everything on the way.
class Walk {
 public:
  Walk(const std::filesystem::path& path, const Caller& caller) : caller_(caller) { Push(path); }

  /// Ends at what is no folder, which is left to the caller: its status.
  Result<struct stat> Run() {
    struct stat status = {};
    while (true) {
      if (::lstat(at_.c_str(), &status) != 0) return Fail(ErrnoError("cannot be opened", errno));
      if (!S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode)) return status;
      if (auto safe = CheckOne(at_, Subject(status), status, caller_); !safe) {
        return Fail(safe.error());
      }
      if (S_ISLNK(status.st_mode)) {
        if (auto followed = Follow(); !followed) return Fail(followed.error());
      }
      if (left_.empty()) return status;
      at_ = (at_ / left_.front()).lexically_normal();
      left_.pop_front();
    }
  }

 private:
  void Push(const std::filesystem::path& path) {
    if (path.is_absolute()) at_ = "/";
    const std::filesystem::path relative = path.relative_path();
    std::vector<std::string> names;
    for (const auto& name : relative) {
      if (!name.empty() && name != ".") names.push_back(name.string());
    }
    left_.insert(left_.begin(), names.begin(), names.end());
  }

  Result<void> Follow() {
    std::array<char, 4096> target;
    const ssize_t length = ::readlink(at_.c_str(), target.data(), target.size());
    if (length < 0) return Fail(ErrnoError("cannot be opened", errno));
    if (++links_ > kMostLinks) return Fail(ErrnoError("cannot be opened", ELOOP));
    at_ = at_.parent_path();
    Push(std::string(target.data(), static_cast<size_t>(length)));
    return {};
  }

  std::string Subject(const struct stat& status) const {
    if (S_ISLNK(status.st_mode)) return "the symbolic link to it ";
    return left_.size() == 1 ? "its folder " : "a folder above it ";
  }

  const Caller& caller_;
  std::filesystem::path at_;  ///< absolute, without a link
  std::deque<std::string> left_;
  int links_ = 0;
};

}  // namespace

Caller Caller::Current() {
  Caller caller{::geteuid() == 0, {::getuid()}};
  if (!caller.is_root) return caller;
  std::string text;
  std::ifstream("/proc/self/loginuid") >> text;
  const auto uid = ParseUnsigned(text);
  if (uid && *uid < UINT32_MAX) caller.owners.push_back(static_cast<uid_t>(*uid));
  return caller;
}

bool Caller::Trusts(uid_t owner) const {
  return owner == 0 || std::find(owners.begin(), owners.end(), owner) != owners.end();
}

Result<void> CheckTrust(const std::string& path, const struct stat& status, const Caller& caller) {
  if (auto safe = CheckOne(path, "", status, caller); !safe) return safe;
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  if (error) return Fail(ErrnoError("cannot be opened", error.value()));
  const auto found = Walk(absolute, caller).Run();
  if (!found) return Fail(found.error());
  if (found->st_dev == status.st_dev && found->st_ino == status.st_ino) return {};
  return Refuse("was replaced while it was read; try again");
}

}  // namespace netkeel
