// SPDX-License-Identifier: Apache-2.0
#include "evidence/watch/watched_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <memory>

#include "evidence/watch/setting_value.h"
#include "kernel/root_folder.h"

namespace netkeel {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// What anybody may read and its owner may write: a setting, and no key or secret.
bool IsSetting(int folder, const char* name) {
  struct stat status {};
  constexpr mode_t kWanted = S_IROTH | S_IWUSR;
  return ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
         (status.st_mode & kWanted) == kWanted;
}

}  // namespace

Result<WatchedFolder> WatchedFolder::Open(const std::string& path) {
  WatchedFolder folder;
  folder.path_ = path;
  folder.fd_ = UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.fd_) return Fail(ErrnoError(path, errno));
  auto real_path = PathOfOpen(folder.fd_);
  if (!real_path) return Fail(At(path, real_path.error()));
  folder.real_path_ = std::move(*real_path);
  folder.ReadAll();
  return folder;
}

/// Whoever writes the list changes the mask.
std::string WatchedFolder::KeyOf(const std::string& file_name) {
  return file_name == "smp_affinity_list" ? "smp_affinity" : file_name;
}

std::string WatchedFolder::Known(const std::string& file_name) const {
  const auto found = values_.find(KeyOf(file_name));
  return found == values_.end() ? "" : found->second;
}

bool WatchedFolder::IsCurrent() const {
  struct stat held {};
  struct stat now {};
  return ::fstat(fd_.get(), &held) == 0 && ::stat(path_.c_str(), &now) == 0 &&
         held.st_ino == now.st_ino && held.st_dev == now.st_dev && held.st_nlink > 0;
}

std::string WatchedFolder::Change(const std::string& file_name) {
  if (!IsSetting(fd_.get(), file_name.c_str())) return "";
  auto now = Read(file_name);
  if (!now) return "";
  const auto [known, fresh] = values_.try_emplace(KeyOf(file_name), *now);
  if (fresh || known->second == *now) return "";
  std::string text = ChangeText(known->second, *now);
  known->second = std::move(*now);
  return text;
}

void WatchedFolder::ReadAll() {
  const int own = ::openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseDirectory> directory(own < 0 ? nullptr : ::fdopendir(own));
  if (!directory) return;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string name = entry->d_name;
    if (!IsSetting(fd_.get(), name.c_str())) continue;
    if (auto value = Read(name)) values_[KeyOf(name)] = std::move(*value);
  }
}

std::optional<std::string> WatchedFolder::Read(const std::string& file_name) const {
  const UniqueFd file(
      ::openat(fd_.get(), file_name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  std::array<char, 4096> content{};
  const ssize_t size = file ? ::read(file.get(), content.data(), content.size()) : -1;
  if (size <= 0) return std::nullopt;
  return SettingValue(file_name, {content.data(), static_cast<size_t>(size)});
}

}  // namespace netkeel
