// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/unique_fd.h"
#include "base/write_all.h"
#include "kernel/recorded/kernel_tree.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

// A capture is the owner's alone, whatever the umask.
constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;

/// One that was not there before: nobody else can have put anything into it.
Result<void> MakeFolder(const fs::path& path) {
  if (::mkdir(path.c_str(), kFolderMode) == 0 && ::chmod(path.c_str(), kFolderMode) == 0) return {};
  return Fail(ErrnoError(path.string(), errno));
}

/// A folder that is there, is empty and our own; a new one otherwise.
Result<void> PrepareFolder(const std::string& folder) {
  struct stat status = {};
  if (::lstat(folder.c_str(), &status) != 0) {
    std::error_code error;
    const fs::path parent = fs::path(folder).parent_path();
    if (!parent.empty()) fs::create_directories(parent, error);
    if (error) return Fail(ErrnoError(parent.string(), error.value()));
    return MakeFolder(folder);
  }
  std::error_code error;
  if (S_ISDIR(status.st_mode) && (!fs::is_empty(folder, error) || error)) {
    return Fail(ErrorCode::kBadInput, folder + " is not empty: capture into a new folder");
  }
  const bool is_ours = S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
                       (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
  if (is_ours) return {};
  return Fail(
      ErrorCode::kBadInput,
      folder + " is there and is no folder that only you can write: capture into a new one");
}

Result<void> SaveFile(const fs::path& path, const std::string& content) {
  const UniqueFd fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!fd || ::fchmod(fd.get(), kFileMode) != 0) return Fail(ErrnoError(path.string(), errno));
  if (const int failure = WriteAll(fd.get(), content))
    return Fail(ErrnoError(path.string(), failure));
  return {};
}

}  // namespace

Result<void> SaveTree(const KernelTree& tree, const std::string& folder) {
  if (const auto prepared = PrepareFolder(folder); !prepared) return prepared;
  std::set<fs::path> made = {folder};
  for (const auto& [relative, content] : TreeFiles(tree)) {
    if (("/" + relative + "/").find("/../") != std::string::npos) {
      return Fail(ErrorCode::kBadInput, relative + ": a path with '..' cannot be captured");
    }
    fs::path at = folder;
    for (const fs::path& part : fs::path(relative).parent_path()) {
      at /= part;
      if (!made.insert(at).second) continue;
      if (const auto done = MakeFolder(at); !done) return done;
    }
    if (const auto saved = SaveFile(fs::path(folder) / relative, content); !saved) return saved;
  }
  return {};
}

}  // namespace netkeel
