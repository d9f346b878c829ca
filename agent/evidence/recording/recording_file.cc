// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/recording_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/text.h"
#include "evidence/recording/recording.h"

namespace netkeel {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOwnerDirectory = 0700;
constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;

struct Place {
  std::string folder;
  std::string name;
};

Place PlaceOf(const std::string& file) {
  const size_t slash = file.rfind('/');
  if (slash == std::string::npos) return {".", file};
  return {slash == 0 ? "/" : file.substr(0, slash), file.substr(slash + 1)};
}

struct Free {
  void operator()(char* text) const { std::free(text); }
};

/// The canonical folder, which only its owner, we or root, can write to.
Result<std::string> SafeFolder(const std::string& folder) {
  const std::unique_ptr<char, Free> real(::realpath(folder.c_str(), nullptr));
  if (!real) return Fail(ErrnoError("the folder " + Printable(folder), errno));
  struct stat status {};
  if (::stat(real.get(), &status) != 0) return Fail(ErrnoError(Printable(folder), errno));
  const bool ours = status.st_uid == ::geteuid() || status.st_uid == 0;
  if (ours && (status.st_mode & kOthersWrite) == 0) return std::string(real.get());
  return Fail(ErrorCode::kPermission,
              "the folder " + Printable(folder) +
                  " is not ours alone to write to, and whoever else can, could put another file in "
                  "the place of a recording: use one of mode 0755 or 0700");
}

Result<void> CheckFile(const std::string& file, int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return Fail(ErrnoError(Printable(file), errno));
  if (!S_ISREG(status.st_mode)) {
    return Fail(ErrorCode::kPermission,
                Printable(file) + " is no file: name another one with --recording");
  }
  const bool ours = status.st_uid == ::geteuid() && (status.st_mode & kOthersWrite) == 0;
  if (ours && status.st_nlink == 1) return {};
  return Fail(ErrorCode::kPermission,
              Printable(file) +
                  (ours ? " has another name, too: remove that one"
                        : " is not ours alone to write to: chown it, and chmod 0600 it, if it is "
                          "the recording that it should be"));
}

/// Opens what is there, and makes it where `flags` have O_CREAT.
Result<ClaimedFile> OpenSafely(const std::string& file, int flags) {
  const Place place = PlaceOf(file);
  const auto folder = SafeFolder(place.folder);
  if (!folder) return Fail(folder.error());
  ClaimedFile claimed;
  claimed.path = (*folder == "/" ? "" : *folder) + '/' + place.name;
  claimed.lock =
      UniqueFd(::open(claimed.path.c_str(),
                      flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, kOwnerOnly));
  if (!claimed.lock && errno == ELOOP) {
    return Fail(ErrorCode::kPermission, Printable(file) +
                                            " is a symbolic link, which a recording is not written "
                                            "through: name the file itself with --recording");
  }
  if (!claimed.lock) return Fail(ErrnoError(Printable(file), errno));
  if (const auto safe = CheckFile(file, claimed.lock.get()); !safe) return Fail(safe.error());
  return claimed;
}

}  // namespace

std::string NoRecordingText(const std::string& file) {
  return "there is no recording " + Printable(file) +
         "; `systemctl enable --now netkeel-record` begins one, and so does `netkeel record`";
}

Result<std::string> ResolveRecording(const std::string& file) {
  auto claimed = OpenSafely(file, 0);
  if (claimed) return std::move(claimed->path);
  if (claimed.error().code != ErrorCode::kNotFound) return Fail(claimed.error());
  return Fail(Error{ErrorCode::kNotFound, NoRecordingText(file), ENOENT});
}

Result<ClaimedFile> ClaimRecording(const std::string& file) {
  const std::string folder = PlaceOf(file).folder;
  if (::mkdir(folder.c_str(), kOwnerDirectory) != 0 && errno != EEXIST) {
    return Fail(ErrnoError("the folder " + Printable(folder) + " cannot be made", errno));
  }
  auto claimed = OpenSafely(file, O_CREAT);
  if (!claimed) return claimed;
  if (::flock(claimed->lock.get(), LOCK_EX | LOCK_NB) == 0) return claimed;
  if (errno != EWOULDBLOCK) return Fail(ErrnoError(Printable(file) + " cannot be locked", errno));
  return Fail(ErrorCode::kBusy, "another `netkeel record` writes " + Printable(file) +
                                    " already: end it (systemctl stop netkeel-record), or name "
                                    "another file with --recording");
}

bool IsBeingRecorded(const std::string& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace netkeel
